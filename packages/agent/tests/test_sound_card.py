"""In real time, through the real sound path: every sample arrives, at its planned second."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from agent_rig.soundcard import SoundCard
from agent_rig.sounds import SENTENCES, Sound, spoken
from agent_rig.town import Town, item, wait_for
from loa_agent.clock import Anchor, boot_id
from loa_agent.sound.finding import find
from loa_agent.store import Store
from loa_protocol import timing
from loa_protocol.messages import Purpose, Rules
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.records import Record
from loa_protocol.testing import world

ALL_DAY = world.Envelope((world.Window(0, 1440),), 60, 100)


@pytest.fixture
def card(tmp_path: Path) -> Iterator[SoundCard]:
    made = SoundCard(tmp_path / "card")
    yield made
    made.close()


@pytest.fixture
def live(tmp_path: Path, card: SoundCard, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A claimed box on the machine's own time, trusted as after a signed answer, that plays on the card."""
    wait_for(lambda: to_midnight_ms() > 60_000, "midnight to pass, which no sound may cross", 90)
    now = int(time.time() * 1000)
    monkeypatch.setattr(world, "NOW", now)
    for name, value in card.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("agent_rig.town.TODAY", timing.local_date(now))
    monkeypatch.setattr("agent_rig.town.EIGHT", now - 1000)
    town = Town(tmp_path)
    town.province = world.Province(changes={Purpose.PLAN: {"envelope": ALL_DAY}})
    town.seq = now
    town.write_config(sound="card:cap", clock="board", rtc="", card_latency_ms=1000)
    assert town.claim(volume=100).returncode == 0
    trust_the_clock(town.state / "agent.sqlite")
    yield town
    town.close()


def to_midnight_ms() -> float:
    now = int(time.time() * 1000)
    return timing.day_bounds(timing.local_date(now))[1] - now


def trust_the_clock(path: Path) -> None:
    """As the signed answer of a moment ago would have left it."""
    offset = time.time() * 1000 - time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        Store(db).put("clock", Anchor(boot_id(), offset, ClockQuality.SIGNED))


RULES = Rules(((world.Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 60, 100)


@pytest.mark.audio
def test_two_sounds_arrive_whole_and_as_far_apart_as_planned(
    live: Town, card: SoundCard, fees: Sound, vaccine: Sound
) -> None:
    live.offer(fees, vaccine)
    live.start()
    live.give_door()
    start = int(time.time() * 1000) // 1000 * 1000 + 8000
    second = start + fees.duration_ms + 1500
    plan = live.publish(
        item(start, fees, volume=100), item(second, vaccine, name="sau", volume=100), rules=RULES
    )
    live.give(plan)
    wait_for(lambda: live.ask()["lacking"] == 0, "the media")
    ends = second + vaccine.duration_ms
    wait_for(lambda: time.time() * 1000 > ends and not live.ask()["sounding"], "the end")
    wait_for(lambda: [k for k, _, _ in live.told()].count("completed") == 2, "the records")
    played = card.samples()
    one, two = find(played, fees.samples), find(played, vaccine.samples)
    assert one.score > 0.99
    assert two.score > 0.99
    text = played.tobytes()
    assert text.count(fees.samples[:100_000].tobytes()) == 1
    assert (two.at_s - one.at_s) * 1000 == pytest.approx(second - start, abs=21.3)
    assert find(played[: int(one.at_s * 48_000) - 4800], fees.samples[:48_000]).score < 0.1
    live.stop()
    starts = [r for r in live.records() if r.kind.value == "started"]
    assert [r.wall_ms - r.planned_ms for r in starts] == [0, 0]
    assert np.abs(played).max() > 1000


@pytest.fixture
def long(tmp_path: Path) -> Sound:
    """Half a minute in which nothing is said twice."""
    more = (
        "Hợp tác xã lịch bơm nước vụ chiêm bắt đầu từ xứ đồng Cồn Mả, sau đó tới Bãi Giữa rồi Đồng Chùa.",
        "Đoàn thanh niên phát động ngày chủ nhật xanh, mỗi nhà cử một người mang cuốc, xẻng, chổi tre.",
    )
    return Sound(spoken(" ".join([*SENTENCES.values(), *more])), tmp_path)


def planned(live: Town, sound: Sound, late: int = 0) -> int:
    """When it will sound; the box has all that it needs."""
    live.offer(sound)
    live.start()
    live.give_door()
    start = int(time.time() * 1000) // 1000 * 1000 + 8000
    live.give(live.publish(item(start, sound, volume=100, late=late), rules=RULES))
    wait_for(lambda: live.ask()["lacking"] == 0, "the media")
    return start


FETCHED_MS = 2500
"""More than a card with this latency holds when its own figures replace the guess of its start."""


def in_place(resumed: Record) -> bool:
    """It went on where the plan stood, but for the time that a card just opened lets its first frame wait."""
    return 0 <= resumed.wall_ms - resumed.planned_ms - resumed.offset_ms < FETCHED_MS


def faulty(live: Town) -> bool:
    return any(fault.startswith("sound: ") for fault in live.ask()["faults"])


@pytest.mark.audio
def test_a_card_pulled_out_in_mid_sentence_is_told_and_goes_on_where_the_plan_stands(
    live: Town, card: SoundCard, long: Sound
) -> None:
    start = planned(live, long)
    wait_for(lambda: time.time() * 1000 > start + 5000 and live.ask()["sounding"], "the sound")
    card.unplug()
    out = int(time.time() * 1000) - start
    wait_for(lambda: faulty(live) and not live.ask()["sounding"], "word of it")
    assert live.told()[1][:2] == ("cut", "sink")
    card.plug_in()
    wait_for(lambda: not faulty(live) and live.ask()["sounding"], "the card")
    wait_for(lambda: len(live.told()) == 4, "the end")
    live.stop()
    started, cut, resumed, ended = (record for record in live.records() if record.item)
    assert (started.offset_ms, started.lost_ms) == (0, 0)
    assert cut.offset_ms <= out + 1
    assert resumed.kind.value == "resumed"
    assert in_place(resumed)
    assert resumed.lost_ms == resumed.offset_ms - cut.offset_ms > 0
    assert (ended.code, ended.lost_ms) == ("ended", resumed.lost_ms)
    rest = long.samples[(resumed.offset_ms + FETCHED_MS) * 48 :]
    assert find(card.samples(), rest).score > 0.99


@pytest.mark.audio
def test_a_card_pulled_out_for_good_has_completed_nothing(live: Town, card: SoundCard, long: Sound) -> None:
    start = planned(live, long)
    wait_for(lambda: time.time() * 1000 > start + 3000 and live.ask()["sounding"], "the sound")
    card.unplug()
    out = int(time.time() * 1000) - start
    wait_for(lambda: time.time() * 1000 > start + long.duration_ms + 2000, "the end of it")
    assert not live.ask()["sounding"]
    live.stop()
    _, cut = (record for record in live.records() if record.item)
    assert (cut.kind.value, cut.code, cut.offset_ms <= out + 1) == ("cut", "sink", True)
    assert cut.lost_ms == long.duration_ms - cut.offset_ms


@pytest.mark.audio
def test_a_card_that_comes_after_the_latest_start_begins_nothing(
    live: Town, card: SoundCard, fees: Sound
) -> None:
    card.unplug()
    start = planned(live, fees, late=1000)
    wait_for(lambda: time.time() * 1000 > start + 2000 and faulty(live), "the latest start")
    card.plug_in()
    wait_for(lambda: live.told(), "the end of it")
    live.stop()
    assert live.told() == [("missed", "sink", 0)]
    assert not card.samples().any()


@pytest.mark.audio
def test_after_a_power_cut_it_stands_at_once_where_the_plan_stands(
    live: Town, card: SoundCard, long: Sound
) -> None:
    """Behind the card both halves are heard as far apart as they lie in the file."""
    start = planned(live, long)
    ear = card.listen()
    wait_for(lambda: time.time() * 1000 > start + 4000 and live.ask()["sounding"], "the sound")
    live.kill()
    live.start()
    wait_for(lambda: len(live.told()) == 4, "the end")
    live.stop()
    _started, cut, resumed, ended = (record for record in live.records() if record.item)
    assert (cut.code, resumed.kind.value, ended.code) == ("power", "resumed", "ended")
    assert ended.lost_ms == resumed.lost_ms
    assert in_place(resumed)
    played = ear.heard()[1][:, 0]
    late = (resumed.offset_ms + FETCHED_MS) * 48
    before, after = find(played, long.samples[:96_000]), find(played, long.samples[late:])
    assert min(before.score, after.score) > 0.99
    assert (after.at_s - before.at_s) * 1000 == pytest.approx(resumed.offset_ms + FETCHED_MS, abs=21.3)
