"""Freezes version 1: `schemas/frozen-1.json` holds the hash of each of its schemas and golden files.

    python -m loa_protocol.testing.frozen FOLDER          writes it, for packages/protocol
    python -m loa_protocol.testing.frozen FOLDER later    adds what came later to `frozen-later.json`

The first command may be used only until version 1 is released. After that its files never change. Later kinds
have files of their own, which never change either once they are in `frozen-later.json`.
"""

import sys
from pathlib import Path

import msgspec

from loa_protocol import schemas
from loa_protocol.ids import sha256_hex

FILE = Path("schemas", f"{schemas.FROZEN}1.json")
LATER = Path("schemas", f"{schemas.FROZEN}later.json")
CHANGED = """{names}: not as frozen, so boxes built by them no longer agree; or in neither list or in both.
A later kind brings schemas and golden files of its own and changes none of version 1 (PROTOCOL.md, section
16): python -m loa_protocol.testing.frozen packages/protocol later
A change of these needs a new version of the protocol. Only before the first release of version 1 may it be
frozen anew: python -m loa_protocol.testing.frozen packages/protocol"""


def hashes(package: Path) -> dict[str, str]:
    """Returns the hash of every schema and golden file of the package, by its path in the package."""
    files = sorted([*schemas.committed(package / "schemas"), *(package / "golden").glob("*.json")])
    return {file.relative_to(package).as_posix(): sha256_hex(file.read_bytes()) for file in files}


def listed(package: Path, file: Path) -> dict[str, str]:
    """Returns the hashes in one of the two lists; empty where the list does not exist yet."""
    path = package / file
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def changed(package: Path) -> list[str]:
    """Returns the files that differ from a list or are missing, those that are in no list, and those that are
    in both."""
    first, later, now = listed(package, FILE), listed(package, LATER), hashes(package)
    said = {**first, **later}
    twice = first.keys() & later.keys()
    names = {*now, *said}
    return sorted(name for name in names if name in twice or now.get(name) != said.get(name))


def write(package: Path) -> int:
    """Freezes the present files as version 1, except those in `frozen-later.json`. Returns how many."""
    later = listed(package, LATER)
    return _write(package / FILE, {name: said for name, said in hashes(package).items() if name not in later})


def add(package: Path) -> int:
    """Adds the files that are in neither list to `frozen-later.json`; entries in it do not change. Returns
    how many were added."""
    first, later = listed(package, FILE), listed(package, LATER)
    new = {name: said for name, said in hashes(package).items() if name not in first | later}
    _write(package / LATER, dict(sorted({**later, **new}.items())))
    return len(new)


def _write(path: Path, made: dict[str, str]) -> int:
    text = msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"
    path.write_text(text, encoding="utf-8")
    return len(made)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder]:
            sys.stdout.write(f"{write(Path(folder))} files are frozen as version 1\n")
        case [folder, "later"]:
            sys.stdout.write(f"{add(Path(folder))} more files are frozen\n")
        case _:
            raise SystemExit("python -m loa_protocol.testing.frozen FOLDER [later]")
