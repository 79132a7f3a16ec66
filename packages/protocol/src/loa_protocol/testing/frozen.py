"""Version 1 as boxes were built by it: the hash of every schema and golden file, in `schemas/frozen-1.json`.

    python -m loa_protocol.testing.frozen FOLDER          writes it, for packages/protocol
    python -m loa_protocol.testing.frozen FOLDER later    names what came later, in `frozen-later.json`

The first only until version 1 is released. From then on its files stay; what comes later has files of its
own, which stay likewise once they are named.
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
    """The hash of every schema and golden file of the package, by its path in it."""
    files = sorted([*schemas.committed(package / "schemas"), *(package / "golden").glob("*.json")])
    return {file.relative_to(package).as_posix(): sha256_hex(file.read_bytes()) for file in files}


def listed(package: Path, file: Path) -> dict[str, str]:
    """What one of the two lists says; nothing where there is no such list yet."""
    path = package / file
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def changed(package: Path) -> list[str]:
    """The files that are otherwise than a list says, or gone; those that no list names; those that both
    do."""
    first, later, now = listed(package, FILE), listed(package, LATER), hashes(package)
    said = {**first, **later}
    twice = first.keys() & later.keys()
    names = {*now, *said}
    return sorted(name for name in names if name in twice or now.get(name) != said.get(name))


def write(package: Path) -> int:
    """Freeze as version 1 what is there now, but for what came later; returns how many files."""
    later = listed(package, LATER)
    return _write(package / FILE, {name: said for name, said in hashes(package).items() if name not in later})


def add(package: Path) -> int:
    """Name what no list names yet among what came later; what is named stays as it is. Returns how many."""
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
