"""The committed JSON Schemas are those of the code, and they take what the code makes."""

from pathlib import Path

import jsonschema
import pytest
from loa_protocol import schemas
from loa_protocol.encoding import encode
from loa_protocol.testing.world import Province, act, assignment, plan

FOLDER = Path(__file__).parents[1] / "schemas"


def test_every_message_has_its_committed_schema():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(schemas.documents())


@pytest.mark.parametrize("name", schemas.documents())
def test_a_schema_is_the_committed_one(name):
    assert (FOLDER / f"{name}.json").read_text("utf-8") == schemas.text(name), (
        "run: python -m loa_protocol.schemas packages/protocol/schemas"
    )


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


@pytest.mark.parametrize("message", [plan(), act(), assignment(), Province().file()])
def test_messages_pass_their_schema(message):
    import json

    jsonschema.validate(json.loads(encode(message)), schemas.schema(type(message).__name__))


def test_a_newline_after_an_id_passes_neither():
    import json

    bad = json.loads(encode(plan()))
    bad["plan_id"] += "\n"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, schemas.schema("Plan"))
