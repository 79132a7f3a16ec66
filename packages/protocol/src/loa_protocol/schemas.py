"""The JSON Schema of every message, for device makers in other languages.

    python -m loa_protocol.schemas FOLDER      writes one file for each message and each later kind

A message's schema lists the kinds of its own version and accepts any other kind. A later kind has a schema of
its own, in `carried-<kind>.json` or `does-<kind>.json`.

A test compares the committed files in packages/protocol/schemas with the output of this module. The docstring
of a message class becomes a `description` in its schema, and `frozen-1.json` holds the hashes of the files.
So the docstrings of the messages of version 1 must not change.
"""

import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec

from loa_protocol import messages
from loa_protocol.messages import later
from loa_protocol.messages.common import END, Struct, Version

FROZEN = "frozen-"
"""The name prefix of the files that hold the hashes of a version. They are in the same folder as the
schemas."""

BASE = "urn:loa:protocol:1:"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMENT = (
    "Patterns match the whole text; lengths of text are in code points. What no schema can say stands in "
    "PROTOCOL.md: names are unique, integers have neither fraction nor exponent, no lone surrogates, and the "
    "rules between two moments."
)
# `decode` refuses U+0000 and dates outside 2000..2199; msgspec does not put either into a schema.
_ANY_TEXT = r"^[^\u0000]*$"
_OUR_TIME = "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$"


def _or_unknown(*known: str) -> dict[str, Any]:
    """Returns the schema of any object whose `kind` is none of these."""
    kind = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,23}$", "not": {"enum": list(known)}}
    return {"type": "object", "properties": {"kind": kind}, "required": ["kind"]}


_UNKNOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "Item": ("carries", _or_unknown("sound")),
    "Act": ("does", _or_unknown("blank", "cancel", "restore", "silence", "tone")),
}
"""The fields that may hold a kind of a later version, by the name of the definition. An item of such a kind
is silent in its place; an act of such a kind is `unsupported`."""

_FROZEN_NAMES = {"Priority": "Cls"}
"""Definitions whose class has another name than version 1 gave them."""

_BETWEEN_FIELDS: dict[str, list[dict[str, Any]]] = {
    "Assignment": [{"properties": {"places": {"uniqueItems": True}}}],
    "Delegation": [{"properties": {"purpose": {"not": {"enum": ["device", "root"]}}}}],
    "Target": [
        {
            "if": {"properties": {"kind": {"const": "all"}}},
            "then": {"properties": {"id": {"maxLength": 0}}},
            "else": {"required": ["id"], "properties": {"id": {"minLength": 1}}},
        }
    ],
}
"""The checks of `__post_init__` that a schema can express, by the name of the definition."""


def documents() -> dict[str, type[Struct]]:
    """Returns the messages that are sent or signed as a whole (those with a field `v`) and the kinds that
    came after version 1, by name. A later kind occurs inside one of the messages."""
    found: dict[str, type[Struct]] = {}
    for name in messages.__all__:
        kind = getattr(messages, name)
        if isinstance(kind, type) and issubclass(kind, Struct) and _has_version(kind):
            found[name] = kind
    found |= {f"carried-{kind.__struct_config__.tag}": kind for kind in later.CARRIED}
    return found | {f"does-{kind.__struct_config__.tag}": kind for kind in later.DOES}


def _has_version(kind: type[Struct]) -> bool:
    return any(field.name == "v" and field.type == Version for field in msgspec.structs.fields(kind))


def schema(name: str) -> dict[str, Any]:
    """Returns the JSON Schema of a message by its class name."""
    made: dict[str, Any] = msgspec.json.schema(documents()[name])
    _name_as_frozen(made)
    _tighten(made)
    for part, (field, other) in _UNKNOWN.items():
        if part in made["$defs"]:
            fields = made["$defs"][part]["properties"]
            fields[field] = {"anyOf": [fields[field], other]}
    for part, rules in _BETWEEN_FIELDS.items():
        if part in made["$defs"]:
            made["$defs"][part]["allOf"] = rules
    return {"$schema": DIALECT, "$id": f"{BASE}{name}", "$comment": COMMENT, **made}


def _name_as_frozen(part: Any) -> None:
    """Gives definitions the names that version 1 froze, in place: a class may be renamed, the name in the
    schema may not."""
    if isinstance(part, list):
        for each in part:
            _name_as_frozen(each)
    elif isinstance(part, dict):
        for name, frozen in _FROZEN_NAMES.items():
            if name in part.get("$defs", {}):
                part["$defs"][frozen] = {**part["$defs"].pop(name), "title": frozen}
            if part.get("$ref") == f"#/$defs/{name}":
                part["$ref"] = f"#/$defs/{frozen}"
        for each in part.values():
            _name_as_frozen(each)


def _tighten(part: Any) -> None:
    """Changes a schema in place so that it states what msgspec leaves out: patterns end with `$` (the very
    end of the text), text never contains U+0000, and years have bounds. Descriptions become the same under
    every version of Python."""
    if isinstance(part, list):
        for each in part:
            _tighten(each)
    elif isinstance(part, dict):
        if isinstance(part.get("description"), str):
            part["description"] = _as_in_the_source(part["description"])
        if part.get("type") == "string" and part.get("format") == "date":
            part["pattern"] = _OUR_TIME
        elif part.get("type") == "string":
            part["pattern"] = part.get("pattern", _ANY_TEXT).replace(END, "$")
        for each in part.values():
            _tighten(each)


def _as_in_the_source(docstring: str) -> str:
    """Returns the docstring of a class with its lines indented as in the source.

    From Python 3.13 on, the compiler removes this indentation. The hashes in `frozen-1.json` are of texts
    that have it.
    """
    first, *others = inspect.cleandoc(docstring).split("\n")
    return "\n".join([first, *(f"    {line}" if line else "" for line in others)])


def text(name: str) -> str:
    """Returns the text of a schema file as it is committed."""
    encoded = msgspec.json.encode(schema(name), order="sorted")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def committed(folder: Path) -> set[Path]:
    """Returns the schema files in a folder."""
    return {file for file in folder.glob("*.json") if not file.name.startswith(FROZEN)}


def write(folder: Path) -> list[Path]:
    """Writes every schema into a folder and removes those of messages that no longer exist. Returns the
    written files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in documents():
        target = folder / f"{name}.json"
        target.write_text(text(name), encoding="utf-8")
        written.append(target)
    for other in committed(folder) - set(written):
        other.unlink()
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("python -m loa_protocol.schemas FOLDER")
    sys.stdout.write(f"{len(write(Path(sys.argv[1])))} schemas\n")
