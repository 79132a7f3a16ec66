"""The committed JSON Schemas are those of the code, and they take what the code makes."""

import inspect
import json
import pkgutil
import re
from pathlib import Path

import jsonschema
import pytest
from loa_protocol import messages, schemas
from loa_protocol.encoding import encode
from loa_protocol.testing.world import Province, act, assignment, plan

FOLDER = Path(__file__).parents[1] / "schemas"


def test_every_message_has_its_committed_schema():
    assert {path.stem for path in schemas.committed(FOLDER)} == set(schemas.documents())


@pytest.mark.parametrize("name", schemas.documents())
def test_protocol_md_names_every_field(name):
    """A box is written from that text: what a field means may not stand in the schema alone."""
    said = (FOLDER.parent / "PROTOCOL.md").read_text("utf-8")
    document = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    fields = {field for each in document["$defs"].values() for field in each.get("properties", ())}
    assert [field for field in sorted(fields) if not re.search(rf"\b{re.escape(field)}\b", said)] == []


@pytest.mark.parametrize("name", schemas.documents())
def test_a_schema_is_the_committed_one(name):
    assert (FOLDER / f"{name}.json").read_text("utf-8") == schemas.text(name), (
        "run: python -m loa_protocol.schemas packages/protocol/schemas"
    )


def test_a_python_that_takes_the_indentation_from_docstrings_makes_the_same_schemas(monkeypatch):
    """As 3.13 does when it compiles."""
    made = {name: schemas.text(name) for name in schemas.documents()}
    modules = [
        pkgutil.resolve_name(f"loa_protocol.messages.{one.name}")
        for one in pkgutil.iter_modules(messages.__path__)
    ]
    for kind in {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}:
        if kind.__module__.startswith("loa_protocol.messages") and kind.__doc__:
            monkeypatch.setattr(kind, "__doc__", inspect.cleandoc(kind.__doc__))
    assert "\n    " not in messages.Root.__doc__
    assert {name: schemas.text(name) for name in made} == made


@pytest.mark.parametrize("name", schemas.documents())
def test_a_schema_is_valid_and_bounds_every_string_list_and_number(name):
    made = schemas.schema(name)
    jsonschema.Draft202012Validator.check_schema(made)
    loose: list[str] = []

    def walk(part, path):
        if isinstance(part, dict):
            kind = part.get("type")
            fixed = "enum" in part or "const" in part or "format" in part
            if kind == "string" and not fixed and not {"pattern", "maxLength"} & part.keys():
                loose.append(path)
            if kind == "array" and not {"maxItems"} & part.keys():
                loose.append(path)
            if kind == "integer" and not {"maximum"} & part.keys():
                loose.append(path)
            for key, value in part.items():
                walk(value, f"{path}/{key}")
        elif isinstance(part, list):
            for place, value in enumerate(part):
                walk(value, f"{path}/{place}")

    walk(made, name)
    assert loose == []


def whole_text(validator, pattern, instance, schema):
    """As PROTOCOL.md and ECMA-262 have it: `$` is the very end, a line end before it or not."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


STRICT = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": whole_text})
READERS = {
    name: STRICT(schemas.schema(name), format_checker=STRICT.FORMAT_CHECKER) for name in schemas.documents()
}


def passes(name, data):
    try:
        return READERS[name].is_valid(json.loads(data.decode()))
    except ValueError:
        return False


@pytest.mark.parametrize("message", [plan(), act(), assignment(), Province().file()])
def test_messages_pass_their_schema(message):
    assert passes(type(message).__name__, encode(message))


def test_a_schema_says_of_golden_messages_what_they_say_of_it():
    cases = json.loads((FOLDER.parent / "golden" / "messages.json").read_bytes())["cases"]
    wrong = []
    for case in cases:
        data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
        if passes(case["message"], data + b" " * case["spaces"]) is case["by_schema"]:
            wrong.append((case["message"], case["name"]))
    assert wrong == []


@pytest.mark.parametrize("name", schemas.documents())
def test_a_schema_has_no_pattern_that_only_some_languages_read(name):
    assert "(?" not in schemas.text(name)
