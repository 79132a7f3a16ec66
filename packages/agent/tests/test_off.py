"""A box that is off when a bulletin is due tells of it when it is on again, also of its very first."""

import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT, item
from loa_agent import tones
from loa_protocol.messages.records import RecordKind
from loa_protocol.refusals import Code
from loa_protocol.rule import Reason

MINUTE = 60_000


class Said:
    """A sound by its length alone."""

    def __init__(self, box: Box) -> None:
        self.data, self.duration_ms = b"sound", 20_000
        self.sha256 = box.objects.put(self.data)


def off(box: Box, until: int) -> None:
    """The power goes, and comes back at this moment."""
    box.clock.set(until, trusted=True)
    box.start()
    box.run(5_000)


@pytest.mark.parametrize("before_ms", [0, 2_000, 20 * MINUTE])
def test_off_over_its_first_bulletin(before_ms: int) -> None:
    box = Box()
    box.give(box.plan(item(EIGHT + 40 * MINUTE, Said(box), name="dau")))
    box.run(before_ms)
    off(box, EIGHT + 50 * MINUTE)
    assert [(one.item.split("@")[0], one.code) for one in box.records(RecordKind.MISSED)] == [("dau", "off")]
    off(box, EIGHT + 60 * MINUTE)
    assert len(box.records(RecordKind.MISSED)) == 1


def test_up_to_when_all_is_told_is_written_every_five_minutes_and_not_with_every_tick() -> None:
    box = Box()
    box.give(box.plan(item(EIGHT + 100 * MINUTE, Said(box))))
    written = set()
    for _ in range(60 * 31):
        box.tick(1_000)
        written.add(box.store.get("diary"))
    assert 5 <= len(written) <= 8


def test_what_passed_before_there_was_a_plan_is_not_told_as_missed() -> None:
    box = Box()
    box.run(4 * MINUTE)
    box.give(box.plan(item(EIGHT + MINUTE, Said(box), name="cu")))
    box.run(5_000)
    off(box, EIGHT + 10 * MINUTE)
    assert box.records(RecordKind.MISSED) == []


@pytest.mark.parametrize("why", Reason)
def test_a_tone_is_turned_away_by_some_code_whatever_the_reason(why: Reason) -> None:
    assert isinstance(tones.code(why), Code)
