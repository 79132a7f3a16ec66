"""JSON Schema of every message, for device makers in other languages.

    python -m loa_protocol.schemas FOLDER      writes one file a message

The committed files in packages/protocol/schemas are compared with these by a test.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

from loa_protocol import messages
from loa_protocol.messages.common import Struct

BASE = "urn:loa:protocol:1:"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, type[Struct]]:
    """Messages that travel or are signed as a whole, by name: those that carry a version."""
    found = {}
    for name in messages.__all__:
        kind = getattr(messages, name)
        if isinstance(kind, type) and issubclass(kind, Struct) and "v" in kind.__struct_fields__:
            found[name] = kind
    return found


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a message by its class name."""
    made: dict[str, Any] = msgspec.json.schema(documents()[name])
    return {"$schema": DIALECT, "$id": f"{BASE}{name}", **made}


def text(name: str) -> str:
    """The schema as it is committed."""
    encoded = msgspec.json.encode(schema(name), order="sorted")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def write(folder: Path) -> list[Path]:
    """Write every schema into a folder, removing those of messages that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in documents():
        target = folder / f"{name}.json"
        target.write_text(text(name), encoding="utf-8")
        written.append(target)
    for other in set(folder.glob("*.json")) - set(written):
        other.unlink()
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m loa_protocol.schemas FOLDER")
    sys.stdout.write(f"{len(write(Path(sys.argv[1])))} schemas\n")
