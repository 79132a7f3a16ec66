"""`info` is the one place of what may be ignored: nothing that decides what sounds looks into it."""

import ast
import random
from pathlib import Path

import loa_protocol
import msgspec
import pytest
from loa_protocol import messages
from loa_protocol.encoding import decode, encode
from loa_protocol.judging import AcceptedHead, judge
from loa_protocol.messages.common import Struct
from loa_protocol.rule import timeline
from loa_protocol.testing import days
from loa_protocol.testing.world import NOW, Province, act, assignment, me, plan

SOURCE = Path(loa_protocol.__file__).parent
DECIDE = (
    *sorted((SOURCE / "rule").glob("*.py")),
    *(
        SOURCE / f"{name}.py"
        for name in ("judging", "pins", "roots", "trust", "reach", "bodies", "verdict", "signing")
    ),
)
READ_FROM_IT = {"info", "title", "note"}
"""`title` is a property over it, `note` the same place in a delegation."""


def looked_at(text: str) -> set[str]:
    """Names of the attributes that a module reads, and of those that it asks for by their names."""
    tree = ast.parse(text)
    words = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in READ_FROM_IT
    }
    return words | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & READ_FROM_IT


@pytest.mark.parametrize("module", DECIDE, ids=lambda path: path.stem)
def test_no_module_that_decides_reads_what_may_be_ignored(module):
    assert looked_at(module.read_text("utf-8")) == set()


def test_the_search_finds_what_it_looks_for():
    assert looked_at("x = item.info['a']") == {"info"}
    assert looked_at("getattr(item, 'title')") == {"title"}


def carriers() -> list[type[Struct]]:
    kinds = [getattr(messages, name) for name in messages.__all__]
    return [
        k for k in kinds if isinstance(k, type) and issubclass(k, Struct) and "info" in k.__struct_fields__
    ]


def test_what_a_server_says_can_carry_information():
    for kind in (
        "Item",
        "Sound",
        "DayPlan",
        "Body",
        "Plan",
        "Assignment",
        "Act",
        "TrustList",
        "Root",
        "Door",
    ):
        assert getattr(messages, kind) in carriers()
    for narrowing in ("Rules", "Envelope", "Window", "Target", "Cancelled"):
        assert getattr(messages, narrowing) not in carriers()


@pytest.mark.parametrize("message", [plan(), act(), assignment()], ids=lambda m: type(m).__name__)
def test_a_head_with_anything_in_its_info_is_judged_as_without(message):
    province = Province()
    trust, pins = province.believed()
    told = msgspec.structs.replace(message, info={"later": [1, {"deep": None}], "tên": "x"})
    verdict = judge(province.seal(told), trust, pins, me(), NOW)
    assert isinstance(verdict, AcceptedHead)
    assert msgspec.structs.replace(verdict.message, info={}) == message


def test_a_day_with_information_in_it_sounds_as_without():
    rng = random.Random(7)
    for _ in range(300):
        day = days.day_plan(rng, days.rules(rng))
        told = msgspec.structs.replace(
            day,
            info={"made": "later"},
            items=tuple(msgspec.structs.replace(one, info={"title": "khác", "n": 7}) for one in day.items),
        )
        read = decode(encode(told), type(told))
        spans = [
            [(s.start_ms, s.end_ms, s.item.id, s.sound, s.volume) for s in timeline(d).stretches]
            for d in (day, read)
        ]
        assert spans[0] == spans[1]
