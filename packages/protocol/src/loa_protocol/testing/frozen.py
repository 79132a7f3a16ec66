"""Version 1 as boxes were built by it: the hash of every schema and golden file, in `schemas/frozen-1.json`.

    python -m loa_protocol.testing.frozen FOLDER      writes it, for packages/protocol

Only until version 1 is first released. From then on these files stay; what comes later has files of its own.
"""

import sys
from pathlib import Path

import msgspec

from loa_protocol import schemas
from loa_protocol.ids import sha256_hex

FILE = Path("schemas", f"{schemas.FROZEN}1.json")
CHANGED = """{names}: not as version 1 is frozen, so boxes that were built by it no longer agree.
A later kind brings schemas and golden files of its own and changes none of these (PROTOCOL.md, section 16).
A change of these needs a new version of the protocol. Only before the first release of version 1 may it be
frozen anew: python -m loa_protocol.testing.frozen packages/protocol"""


def hashes(package: Path) -> dict[str, str]:
    """The hash of every schema and golden file of the package, by its path in it."""
    files = sorted([*schemas.committed(package / "schemas"), *(package / "golden").glob("*.json")])
    return {file.relative_to(package).as_posix(): sha256_hex(file.read_bytes()) for file in files}


def changed(package: Path) -> list[str]:
    """The frozen files that are otherwise now, or gone. Files that came later are none."""
    frozen = msgspec.json.decode((package / FILE).read_bytes(), type=dict[str, str])
    now = hashes(package)
    return [name for name, said in frozen.items() if now.get(name) != said]


def write(package: Path) -> int:
    """Freeze what is there now; returns how many files."""
    made = hashes(package)
    text = msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"
    (package / FILE).write_text(text, encoding="utf-8")
    return len(made)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m loa_protocol.testing.frozen FOLDER")
    sys.stdout.write(f"{write(Path(sys.argv[1]))} files are frozen as version 1\n")
