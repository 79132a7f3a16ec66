"""Version 1 is frozen: the hash of each of its schemas and golden files.

python -m loa_protocol.testing.frozen packages/protocol      writes packages/protocol/frozen-1.json

It is written until the first box hangs on a pole, and never again. A later kind brings schemas and golden
files of its own; they stand in no list of version 1.
"""

import sys
from pathlib import Path

import msgspec

from loa_protocol.ids import sha256_hex

NAME = "frozen-1.json"
FOLDERS = ("schemas", "golden")


def hashes(package: Path) -> dict[str, str]:
    """SHA-256 of every schema and golden file, by its path in the package."""
    found = sorted(path for folder in FOLDERS for path in (package / folder).glob("*.json"))
    return {path.relative_to(package).as_posix(): sha256_hex(path.read_bytes()) for path in found}


def frozen(package: Path) -> dict[str, str]:
    """What was frozen."""
    return msgspec.json.decode((package / NAME).read_bytes(), type=dict[str, str])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m loa_protocol.testing.frozen packages/protocol")
    home = Path(sys.argv[1])
    text = msgspec.json.format(msgspec.json.encode(hashes(home)), indent=1).decode() + "\n"
    (home / NAME).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(hashes(home))} files frozen\n")
