"""Golden messages: bytes, and whether a strict reader accepts them as a message of the given type.

A case is a valid sample message in which one piece of the bytes is replaced. Each topic has a list in a
module of its own (`message_json`, `message_ids`, `message_fields`, `message_rules`).
"""

from typing import Any

import msgspec

from loa_protocol.encoding import LARGEST, encode
from loa_protocol.messages import Sound
from loa_protocol.messages.carried import LONGEST_SOUND_MS
from loa_protocol.testing.golden import samples
from loa_protocol.testing.golden.day import but, item, sound
from loa_protocol.testing.golden.day import day as day_of
from loa_protocol.testing.golden.message_fields import FIELDS
from loa_protocol.testing.golden.message_ids import IDS
from loa_protocol.testing.golden.message_json import JSON
from loa_protocol.testing.golden.message_rules import RULES

Case = dict[str, Any]


def cases() -> Case:
    """Returns the cases of messages.json: a valid message of each type, the errors that every type can have,
    and the cases of single fields."""
    honest = {name: encode(sample) for name, sample in samples.all_types().items()}
    found = [_case(kind, "genuine", data, None) for kind, data in honest.items()]
    for kind, data in honest.items():
        found += [
            _case(kind, "an unknown field", data[:-1] + b',"x":1}', "malformed"),
            _case(kind, "another version", _changed(data, b'"v":1', b'"v":2', last=True), "malformed"),
            _case(kind, "a version of true", _changed(data, b'"v":1', b'"v":true', last=True), "malformed"),
            _case(kind, "a name that stands twice", data[:-1] + b',"v":1}', "malformed", schema=False),
            _case(kind, "null", b"null", "malformed"),
            _case(kind, "in a list", b"[" + data + b"]", "malformed"),
        ]
    kinds = {**honest, **{kind: encode(sample) for kind, sample in samples.acts().items()}}
    for kind, name, old, new, refused, schema in (*JSON, *IDS, *FIELDS, *RULES):
        type_ = kind if kind in honest else "Act"
        found.append(_case(type_, name, _changed(kinds[kind], old, new), refused, schema))
    usual = honest["DayPlan"]
    for name, length, code in (
        ("of 524,288 bytes", LARGEST, None),
        ("of a byte more", LARGEST + 1, "too-large"),
    ):
        found.append({**_case("DayPlan", name, usual, code, False), "spaces": length - len(usual)})
    for name, length, code in (
        ("a sound of a millisecond", 1, None),
        ("a sound of two hours", LONGEST_SOUND_MS, None),
        ("a sound of a millisecond more", LONGEST_SOUND_MS + 1, "malformed"),
        ("a sound of nothing", 0, "malformed"),
    ):
        long = day_of(but(item("a", 300, 5), media=(lasting(sound("a", 5), length),)))
        found.append(_case("DayPlan", name, encode(long), code))
    batch = honest["RecordBatch"]
    for name, first, code in (
        ("two records, the last of the highest number", 2**53 - 2, None),
        ("two records, the last above all numbers", 2**53 - 1, "malformed"),
    ):
        found.append(_case("RecordBatch", name, _two_records(batch, first), code, False))
    return {"cases": found}


def _two_records(batch: bytes, first: int) -> bytes:
    """Returns the batch with its record twice, numbered from `first`."""
    start, end = batch.index(b"[{") + 1, batch.index(b"}]") + 1
    twice = batch[:end] + b"," + batch[start:end] + batch[end:]
    return _changed(twice, b'"first":1,', b'"first":%d,' % first)


def lasting(one: Sound, duration_ms: int) -> Sound:
    """Returns the sound with another length."""
    return msgspec.structs.replace(one, duration_ms=duration_ms)


def _case(kind: str, name: str, data: bytes, refused: str | None, schema: bool = True) -> Case:
    """Returns one case. `schema`: whether the JSON Schema of the type refuses it too. `spaces` in the case:
    how many spaces follow the bytes."""
    told: Case = {"message": kind, "name": name, "spaces": 0}
    try:
        told["text"] = data.decode()
    except UnicodeDecodeError:
        told["hex"] = data.hex()
    return {**told, "refused": refused, "by_schema": schema and refused is not None}


def _changed(data: bytes, old: bytes, new: bytes, *, last: bool = False) -> bytes:
    """Returns the bytes with the first (or last) occurrence of `old` replaced. Raises ValueError if there is
    none."""
    before, found, after = data.rpartition(old) if last else data.partition(old)
    if not found:
        raise ValueError(f"no {old!r} in {data!r}")
    return before + new + after
