"""The earliest that it may be: from the claim code on, never back, unless root itself takes it back."""

import contextlib
import sqlite3
import time

import msgspec
import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT, Town
from loa_agent.store import Store
from loa_protocol import issuing, timing
from loa_protocol.encoding import to_text
from loa_protocol.messages import LoweredFloor, Refused, TimeAnswer, TimeQuestion, TrustFile
from loa_protocol.messages.common import ClockQuality
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code
from loa_protocol.testing import world
from test_clock import board

FAR = EIGHT + 29 * timing.DAY
OTHER = "0199aaaa-0000-7000-8000-000000000009"


def test_the_claim_code_says_the_first_floor(town: Town) -> None:
    assert pins_of(town).floor == EIGHT - timing.HOUR
    assert town.claim(made_at=EIGHT - 5).returncode == 0
    assert pins_of(town).floor == EIGHT - 5
    assert town.claim(made_at=EIGHT - timing.DAY).returncode == 0
    assert pins_of(town).floor == EIGHT - 5


def test_a_list_that_ended_before_the_code_was_made_is_not_believed(tmp_path) -> None:
    town = Town(tmp_path)
    refused = town.claim(made_at=EIGHT + 31 * timing.DAY)
    town.close()
    assert refused.returncode == 1
    assert "expired" in refused.stderr


def pins_of(town: Town) -> Pins:
    with contextlib.closing(sqlite3.connect(town.state / "agent.sqlite")) as db:
        pins = Store(db).load("pins", Pins)
    assert pins is not None
    return pins


def lowered(box: Box, seq: int = 2, **changes) -> TrustFile:
    """The province's file with root's word that a floor may be taken back."""
    said = LoweredFloor(1, **{"seq": 1, "device": "", "floor": EIGHT, "ends": EIGHT + timing.DAY, **changes})
    file = box.province.file(seq=seq)
    return msgspec.structs.replace(file, floors=(to_text(issuing.lowered_floor(box.province.root, said)),))


def ahead(clock=None, floor: int = FAR) -> Box:
    """A box that was told a time far ahead."""
    box = Box(trusted=False)
    box.store.put("pins", msgspec.structs.replace(box.store.load("pins", Pins), floor=floor))
    if clock is not None:
        box.clock = clock
    box.start()
    box.connect()
    return box


def answer(box: Box, at: int) -> None:
    box.give(box.province.seal(TimeAnswer(1, world.DEVICE, box.said(TimeQuestion)[-1].nonce, at)))


@pytest.mark.parametrize("device", ["", world.DEVICE])
def test_a_box_without_trust_in_its_clock_comes_back_from_a_time_far_ahead(device: str) -> None:
    box = ahead()
    box.tick()
    answer(box, EIGHT + timing.MINUTE)
    assert [word.code for word in box.said(Refused)] == [Code.REPLAYED]
    box.give(lowered(box, device=device))
    assert (box.core.trust_state.pins.floor, box.core.trust_state.pins.floor_seq) == (EIGHT, 1)
    box.tick()  # it asks at once
    answer(box, EIGHT + timing.MINUTE)
    assert box.clock.quality() is ClockQuality.SIGNED
    assert box.clock.now_ms() == EIGHT + timing.MINUTE


@pytest.mark.parametrize("changes", [{"device": OTHER}, {"ends": EIGHT - 1}], ids=["another box", "over"])
def test_what_is_for_another_box_or_over_takes_nothing_back(changes: dict) -> None:
    box = ahead()
    box.give(lowered(box, **changes))
    assert (box.core.trust_state.pins.floor, box.core.trust_state.pins.floor_seq) == (FAR, 0)


def test_it_counts_once() -> None:
    box = ahead()
    file = lowered(box)
    box.give(file)
    box.tick()
    answer(box, EIGHT + timing.HOUR)
    assert box.core.trust_state.pins.floor == EIGHT + timing.HOUR
    box.give(file)
    assert box.core.trust_state.pins.floor == EIGHT + timing.HOUR


def test_a_box_that_trusts_its_wrong_clock_comes_back_too_though_every_list_has_ended_by_it() -> None:
    clock = board(EIGHT + 40 * timing.DAY - time.time() * 1000, ClockQuality.SIGNED)
    box = ahead(clock, EIGHT + 40 * timing.DAY - 1000)
    assert box.core.trust_state.trust is None
    box.give(lowered(box))
    assert box.core.trust_state.pins.floor == EIGHT
    box.ticks += 1000
    box.core.on_tick()
    answer(box, EIGHT + timing.MINUTE)
    assert abs(box.clock.now_ms() - EIGHT - timing.MINUTE) < 60_000
    assert box.core.trust_state.trust is not None


def test_an_answer_beside_a_list_older_than_two_days_is_none() -> None:
    box = Box(trusted=False)
    box.connect()
    box.tick()
    answer(box, EIGHT + 48 * timing.HOUR)
    assert [word.code for word in box.said(Refused)] == [Code.NOT_YET_VALID]
    assert box.clock.quality() is ClockQuality.NONE
    box.tick(10_000)
    answer(box, EIGHT + 48 * timing.HOUR - 1)
    assert box.clock.quality() is ClockQuality.SIGNED
