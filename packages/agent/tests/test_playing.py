"""A hand-signed plan, no network, a clock that the test drives: the right sound lies at the right second."""

import numpy as np
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, Town, item
from loa_agent.sound.finding import find, hour_file
from loa_protocol import timing
from loa_protocol.messages.act import ActKind
from loa_protocol.testing import world

MINUTE = 60_000


def test_the_planned_sound_lies_at_its_second_and_nowhere_else(town: Town, storm: Sound, fees: Sound) -> None:
    town.offer(storm, fees)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, storm, fees)))
    state = town.to(FIVE_PM + 5 * MINUTE)
    assert (state["plan_ready"], state["lacking"], state["faults"]) == (True, 0, [])
    hour = hour_file(town.out / "2026-11-23T17.wav")
    found = find(hour[: 48_000 * 30], storm.samples)
    assert found.score > 0.9
    assert abs(found.at_s) < 0.0005
    second = find(hour[: 48_000 * 40], fees.samples)
    assert second.score > 0.9
    assert abs(second.at_s - storm.duration_ms / 1000) < 0.0005
    assert find(hour[48_000 * 60 : 48_000 * 120], storm.samples).score < 0.1
    assert not (town.out / "2026-11-23T16.wav").exists()
    town.stop()
    assert town.told() == [
        ("started", "", 0),
        ("completed", "", storm.duration_ms),
        ("started", "", 0),
        ("completed", "", fees.duration_ms),
    ]


def test_eight_days_with_no_network(town: Town, fees: Sound) -> None:
    town.offer(fees)
    starts = [timing.at_minute(timing.local_date(EIGHT + n * timing.DAY), 17 * 60) for n in range(8)]
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(*(item(start, fees) for start in starts)))
    town.to(EIGHT + 1000)
    town.server.shutdown()
    town.server.server_close()
    town.to(starts[-1] + timing.HOUR)
    hours = sorted(path.name for path in town.out.glob("*.wav"))
    assert hours == [f"2026-11-{23 + n}T17.wav" for n in range(8)]
    for name in hours:
        assert find(hour_file(town.out / name)[: 48_000 * 10], fees.samples).score > 0.9
    town.stop()
    assert [kind for kind, _, _ in town.told()] == ["started", "completed"] * 8


def test_killed_in_mid_sentence_it_goes_on_where_the_plan_stands(town: Town, storm: Sound) -> None:
    town.offer(storm)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, storm)))
    town.to(FIVE_PM + 2000)
    town.kill()
    town.start().to(FIVE_PM + 4000)
    town.to(FIVE_PM + MINUTE)
    hour = hour_file(town.out / "2026-11-23T17.wav")
    assert np.array_equal(hour[: 2 * 48_000 - 960], _at(storm, 0, 2 * 48_000 - 960))
    assert not hour[2 * 48_000 : 4 * 48_000].any()
    resumed = hour[4 * 48_000 + 960 : storm.duration_ms * 48]
    assert np.abs(resumed.astype(int) - _at(storm, 4 * 48_000 + 960, len(resumed))).max() <= 2
    town.stop()
    told = town.records()
    kinds = [record for record in told if record.item]
    assert [(r.kind.value, r.code) for r in kinds] == [
        ("started", ""),
        ("cut", "power"),
        ("resumed", ""),
        ("cut", "ended"),
    ]
    assert kinds[1].offset_ms <= 2000
    assert (kinds[2].offset_ms, kinds[2].lost_ms) == (4000, 4000 - kinds[1].offset_ms)
    assert kinds[3].lost_ms == kinds[2].lost_ms


def _at(sound: Sound, first: int, count: int) -> np.ndarray:
    from loa_agent.sound.level import gain, scaled

    return scaled(sound.samples[first : first + count], gain(80))


def test_powered_on_after_the_latest_start_it_stays_silent(town: Town, storm: Sound) -> None:
    town.offer(storm)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, storm, late=1000)))
    town.to(EIGHT + MINUTE)
    town.kill()
    town.start().to(FIVE_PM + 2000)
    town.to(FIVE_PM + MINUTE)
    assert not list(town.out.glob("*.wav"))
    town.stop()
    assert town.told() == [("missed", "too-late", 0)]


def test_silence_stops_at_once_lasts_over_a_power_cut_and_restore_goes_on(town: Town, storm: Sound) -> None:
    town.offer(storm)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, storm), item(FIVE_PM + 10 * MINUTE, storm, name="toi")))
    town.to(FIVE_PM + 2000)
    silence = {"at": FIVE_PM, "expires_ms": FIVE_PM + timing.DAY, "latest_start_ms": FIVE_PM + 1}
    state = town.give(town.province.seal(world.act(**silence, seq=1)))
    assert state["silenced"]
    town.to(FIVE_PM + 3000)
    town.kill()
    town.start().to(FIVE_PM + 4000)
    assert town.ask()["silenced"]
    restore = {"id": "0199bbbb-0000-7000-8000-000000000002", "seq": 2}
    town.give(town.province.seal(world.act(ActKind.RESTORE, **{**silence, **restore})))
    town.to(FIVE_PM + 15 * MINUTE)
    hour = hour_file(town.out / "2026-11-23T17.wav")
    assert not hour[2 * 48_000 + 960 : 4 * 48_000].any()
    assert hour[4 * 48_000 : 5 * 48_000].any()
    assert abs(find(hour[48_000 * 590 : 48_000 * 620], storm.samples).at_s - 10) < 0.0005
    town.stop()
    assert [kind for kind, _, _ in town.told()] == [
        "started",
        "cut",
        "resumed",
        "cut",
        "started",
        "completed",
    ]
    assert [r.kind.value for r in town.records() if r.kind.value == "act"] == ["act", "act"]


def test_a_test_tone_sounds_once(town: Town) -> None:
    town.start().to(FIVE_PM)
    tone = world.act(ActKind.TONE, at=FIVE_PM, latest_start_ms=FIVE_PM + MINUTE, expires_ms=FIVE_PM + MINUTE)
    town.give(town.province.seal(tone))
    town.to(FIVE_PM + 10_000)
    town.give(town.province.seal(tone))
    town.to(FIVE_PM + 40_000)
    hour = hour_file(town.out / "2026-11-23T17.wav")[: 48_000 * 40]
    assert np.count_nonzero(np.abs(hour) > 4000) > 48_000
    loud = np.flatnonzero(hour)
    assert 2990 * 48 < loud[-1] - loud[0] < 3001 * 48
    town.stop()
    assert [r.offset_ms for r in town.records() if r.kind.value == "tone"] == [3000]
