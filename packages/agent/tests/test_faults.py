"""Power, disk, clock and files fail; the rest of the plan sounds, and the box says what was wrong."""

import os
from pathlib import Path

from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, Town, item, wait_for
from loa_agent.sound.finding import find, hour_file
from loa_protocol import timing

MINUTE = 60_000


def fill(folder: Path) -> Path:
    """Leave not a byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return filler


def test_a_full_disk_stops_neither_the_plan_nor_a_silence(
    small_disk: Path, tmp_path: Path, fees: Sound
) -> None:
    town = Town(tmp_path)
    town.state = small_disk / "state"
    town.write_config(state=str(town.state))
    assert town.claim().returncode == 0
    town.offer(fees)
    town.start().to(EIGHT)
    town.give_door()
    evening = item(FIVE_PM + timing.HOUR, fees, name="toi")
    town.give(town.publish(item(FIVE_PM, fees), evening))
    town.to(EIGHT + MINUTE)
    (town.state / "ballast").unlink()
    filler = fill(small_disk)
    state = town.to(FIVE_PM + MINUTE)
    assert "disk: full" in state["faults"]
    assert find(hour_file(town.out / "2026-11-23T17.wav")[: 48_000 * 10], fees.samples).score > 0.9
    late = {"at": FIVE_PM, "expires_ms": FIVE_PM + timing.DAY, "latest_start_ms": FIVE_PM + 1}
    act = town.province.seal(town_act(**late))
    assert town.give(act)["silenced"]
    filler.unlink()
    town.to(FIVE_PM + 2 * MINUTE)
    town.give(act)
    town.kill()
    town.start().to(FIVE_PM + 3 * MINUTE)
    assert town.ask()["silenced"]
    town.stop()
    assert town.told()[:2] == [("started", "", 0), ("completed", "", fees.duration_ms)]
    town.close()


def town_act(**changes):
    from loa_protocol.testing import world

    return world.act(**changes)


def test_a_broken_file_leaves_the_rest_of_the_plan(town: Town, fees: Sound) -> None:
    broken = Sound.__new__(Sound)
    broken.data = b"OggS" + os.urandom(4000)
    broken.sha256 = __import__("hashlib").sha256(broken.data).hexdigest()
    broken.duration_ms = 5000
    town.offer(fees, broken)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, broken, fees), item(FIVE_PM + MINUTE, fees, name="sau")))
    town.to(FIVE_PM + 5 * MINUTE)
    hour = hour_file(town.out / "2026-11-23T17.wav")
    assert not hour[: 5 * 48_000].any()
    assert abs(find(hour[: 48_000 * 30], fees.samples).at_s - 5) < 0.0005
    assert abs(find(hour[48_000 * 50 : 48_000 * 80], fees.samples).at_s - 10) < 0.0005
    town.stop()
    told = town.told("refused")
    assert [(kind, code) for kind, code, _ in told] == [
        ("missed", "broken"),
        ("refused", "malformed"),
        ("started", ""),
        ("completed", ""),
        ("started", ""),
        ("completed", ""),
    ]


def test_media_that_never_came_is_told_as_missing(town: Town, storm: Sound, fees: Sound) -> None:
    town.offer(fees)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, storm), item(FIVE_PM + MINUTE, fees, name="sau")))
    town.to(FIVE_PM + 5 * MINUTE)
    town.stop()
    assert [(kind, code) for kind, code, _ in town.told()] == [
        ("missed", "missing"),
        ("started", ""),
        ("completed", ""),
    ]


def test_without_trust_in_the_clock_nothing_scheduled_sounds(town: Town, fees: Sound) -> None:
    town.offer(fees)
    town.start().set(EIGHT, trusted=False)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, fees), item(FIVE_PM + timing.HOUR, fees, name="toi")))
    state = town.to(FIVE_PM + 5 * MINUTE)
    assert (state["plan_ready"], state["clock"]) == (True, "none")
    assert "clock: not trusted, nothing scheduled sounds" in state["faults"]
    assert not list(town.out.glob("*.wav"))
    town.set(FIVE_PM + 6 * MINUTE, trusted=True)
    town.to(FIVE_PM + timing.HOUR + MINUTE)
    assert [path.name for path in town.out.glob("*.wav")] == ["2026-11-23T18.wav"]


def test_an_rtc_that_says_less_than_something_signed_is_not_believed(town: Town, fees: Sound) -> None:
    town.offer(fees)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, fees)))
    town.kill()
    town.start().set(EIGHT - 400 * timing.DAY, trusted=True)
    state = town.ask()
    assert (state["clock"], state["now_ms"]) == ("none", world_now())


def world_now() -> int:
    from loa_protocol.testing import world

    return world.NOW


def test_a_jump_of_the_clock_sounds_nothing_of_what_lay_between(
    town: Town, fees: Sound, storm: Sound
) -> None:
    town.offer(fees, storm)
    town.start().to(EIGHT)
    town.give_door()
    town.give(
        town.publish(item(FIVE_PM, fees), item(FIVE_PM + timing.HOUR, storm, name="toi", late=timing.MINUTE))
    )
    town.to(EIGHT + MINUTE)
    town.set(FIVE_PM + timing.HOUR + 2000, trusted=True)
    town.to(FIVE_PM + timing.HOUR + MINUTE)
    assert [path.name for path in town.out.glob("*.wav")] == ["2026-11-23T18.wav"]
    hour = hour_file(town.out / "2026-11-23T18.wav")
    assert not hour[: 2 * 48_000].any()
    found = find(hour[: 48_000 * 30], storm.samples[3 * 48_000 :])
    assert found.score > 0.9
    assert abs(found.at_s - 3) < 0.0005
    town.stop()
    assert [(kind, code) for kind, code, _ in town.told()][:2] == [("missed", "clock"), ("started", "")]


def test_what_a_clock_ran_ahead_over_is_still_to_come_and_told(town: Town, fees: Sound, storm: Sound) -> None:
    """A clock a week ahead is put right: what is due sounds, and what does not is told as missed."""
    town.offer(fees)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, fees), item(FIVE_PM + timing.HOUR, storm, name="toi")))
    town.to(EIGHT + MINUTE)
    town.set(EIGHT + 7 * timing.DAY, trusted=True)
    town.to(EIGHT + 7 * timing.DAY + MINUTE)
    town.set(FIVE_PM - MINUTE, trusted=True)
    town.to(FIVE_PM + 2 * timing.HOUR)
    town.stop()
    told = [(kind, code) for kind, code, _ in town.told()]
    assert told[:2] == [("missed", "clock"), ("missed", "clock")]
    assert told[2:] == [("started", ""), ("completed", ""), ("missed", "missing")]


def test_a_clock_that_loses_its_trust_switches_the_amplifier_off(
    town: Town, storm: Sound, tmp_path: Path
) -> None:
    line = tmp_path / "gpio"
    line.write_text("1")
    town.write_config(amplifier=f"file:{line}")
    town.offer(storm)
    town.start().set(EIGHT, trusted=False)
    assert line.read_text() == "0"
    town.set(EIGHT, trusted=True)
    town.give_door()
    town.give(town.publish(item(FIVE_PM, storm)))
    town.to(FIVE_PM + 1000)
    assert line.read_text() == "1"
    town.set(FIVE_PM + 2000, trusted=False)
    assert line.read_text() == "0"


def test_a_fetch_that_breaks_off_goes_on_where_it_stopped(town: Town, storm: Sound) -> None:
    town.offer(storm)
    town.start().to(EIGHT)
    town.give_door()
    head = town.publish(item(FIVE_PM, storm))
    for data in list(town.server.objects.values()):
        assert data
    town.server.sent = 0
    town.server.cut_after = 9000
    town.give(head)
    wait_for(lambda: town.to(EIGHT + MINUTE)["lacking"] == 0, "everything to be fetched")
    ranges = [asked for name, asked in town.server.asked if name == storm.sha256]
    assert ranges == ["", "bytes=9000-"]
    whole = sum(len(town.server.objects[name]) for name in {name for name, _ in town.server.asked})
    assert town.ask()["received_bytes"] == whole == town.server.sent
