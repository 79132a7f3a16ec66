"""Checks messages of a later version: an unknown item is silent, an unknown message is ignored, an unknown
limit is refused."""

from loa_protocol import encoding, rule
from loa_protocol.messages import DayPlan, Plan, Priority
from loa_protocol.refusals import Malformed
from loa_protocol.testing.deciding.reading import Document, Failing, as_
from loa_protocol.testing.deciding.sounding import told


def all_of_it(document: Document) -> Failing:
    yield from _days(document)
    for case in document["bodies"]:
        if as_(case["plan"], Plan).body(tuple(case["speaks"])) != case["body"]:
            yield case["name"]
    for case in document["words"]:
        try:
            known: bool | None = encoding.decode_down(case["text"].encode()) is not None
        except Malformed:
            known = None
        if known != case["known"]:
            yield case["name"]


def _days(document: Document) -> Failing:
    for case in document["days"]:
        try:
            day = encoding.decode(case["day"].encode(), DayPlan)
        except Malformed:
            yield case["name"]
            continue
        line = rule.timeline(day, None, as_(case["highest"], Priority))
        if told(line) != {part: case[part] for part in ("stretches", "dropped", "cuts")}:
            yield case["name"]
    for case in document["refused"]:
        try:
            encoding.decode(case["day"].encode(), DayPlan)
            refused = None
        except Malformed as error:
            refused = error.code.value
        if refused != case["refused"]:
            yield case["name"]
