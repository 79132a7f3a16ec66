"""The box's folder: whose it is, and the plan when its disk takes nothing or has lost something."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, Town, item, wait_for
from loa_agent import disk
from loa_agent.sound.finding import find, hour_file
from loa_protocol import timing

MINUTE = 60_000


@pytest.fixture
def small(small_disk: Path, tmp_path: Path, fees: Sound) -> Iterator[Town]:
    """A box whose folder is on a small disk and holds a plan for five and for six o'clock."""
    town = Town(tmp_path)
    town.state = small_disk / "state"
    town.write_config(state=str(town.state))
    assert town.claim().returncode == 0
    held(town, fees)
    yield town
    town.close()


def held(town: Town, sound: Sound) -> None:
    town.offer(sound)
    town.start().to(EIGHT)
    town.give_door()
    evening = item(FIVE_PM + timing.HOUR, sound, name="toi")
    town.give(town.publish(item(FIVE_PM, sound), evening))
    assert town.to(EIGHT + MINUTE)["lacking"] == 0


def fill(folder: Path) -> Path:
    """Leave not a byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return filler


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def heard(town: Town, sound: Sound, hour: int) -> bool:
    path = town.out / f"2026-11-23T{hour}.wav"
    return path.exists() and find(hour_file(path)[: 48_000 * 10], sound.samples).score > 0.9


def test_a_second_agent_leaves_the_first_alone(town: Town) -> None:
    town.start().to(EIGHT)
    line = [sys.executable, "-m", "loa_agent", "--config", str(town.config)]
    second = subprocess.run([*line, "run"], capture_output=True, text=True, check=False)
    assert (second.returncode, "another loa-agent" in second.stderr) == (1, True)
    claiming = town.claim()
    assert (claiming.returncode, "another loa-agent" in claiming.stderr) == (1, True)
    assert town.to(EIGHT + 1000)["now_ms"] == EIGHT + 1000


def test_what_would_block_while_the_folder_is_held_is_not_another_agent(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError, match="a socket"), disk.taken(tmp_path):
        raise BlockingIOError("a socket")
    with disk.taken(tmp_path), pytest.raises(disk.FolderInUse), disk.taken(tmp_path):
        pass


@pytest.mark.parametrize("ends", ["stop", "kill"])
def test_started_on_a_full_disk_it_plays_and_takes_the_disk_again(
    small: Town, small_disk: Path, fees: Sound, ends: str
) -> None:
    getattr(small, ends)()
    (small.state / "ballast").unlink()
    filler = fill(small_disk)
    small.start().to(FIVE_PM - MINUTE)
    assert "disk: full" in small.to(FIVE_PM + MINUTE)["faults"]
    assert heard(small, fees, 17)
    filler.unlink()
    small.to(FIVE_PM + timing.HOUR + MINUTE)
    assert heard(small, fees, 18)
    small.stop()
    assert [kind for kind, _, _ in small.told()] == ["started", "completed"] * 2


def test_the_ballast_makes_room_for_a_start(small: Town, small_disk: Path, fees: Sound) -> None:
    small.stop()
    fill(small_disk)
    small.start().to(FIVE_PM - MINUTE)
    small.to(FIVE_PM + MINUTE)
    small.stop()
    assert heard(small, fees, 17)
    assert [kind for kind, _, _ in small.told()] == ["started", "completed"]


@pytest.mark.parametrize("ends", ["stop", "kill"])
def test_started_on_a_disk_that_may_only_be_read_it_plays(
    small: Town, small_disk: Path, fees: Sound, ends: str
) -> None:
    """As a worn card goes: the kernel lets nothing more be written to it."""
    getattr(small, ends)()
    remount(small_disk, "ro")
    small.start(driving=True).to(FIVE_PM - MINUTE)
    assert "disk: full" in small.to(FIVE_PM + MINUTE)["faults"]
    assert heard(small, fees, 17)


@pytest.mark.parametrize("page", [2, 3, 4, 5, 6, 8, 10])
def test_a_store_with_a_lost_page_is_read_as_far_as_it_can_be(town: Town, fees: Sound, page: int) -> None:
    """Either the box goes on, or it says in one line that it must be claimed again."""
    held(town, fees)
    town.stop()
    path = town.state / "agent.sqlite"
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    assert len(data) // size >= 6
    place = (page - 1) % (len(data) // size)
    data[place * size : (place + 1) * size] = bytes([0xA5]) * size
    path.write_bytes(data)
    line = [sys.executable, "-m", "loa_agent", "--config", str(town.config), "run"]
    process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True)
    ended = False

    def settled() -> bool:
        nonlocal ended
        ended = process.poll() is not None
        with contextlib.suppress(OSError):
            return ended or bool(town.ask())
        return False

    wait_for(settled, "the agent to start or to say why not")
    process.terminate()
    said = process.communicate()[1]
    assert "Traceback" not in said
    assert not ended or "claim" in said


def test_what_can_still_be_read_still_plays(town: Town, fees: Sound) -> None:
    """The page of the records is lost: the plan sounds, and what is told comes after the gap."""
    held(town, fees)
    town.to(FIVE_PM + MINUTE)
    town.stop()
    path = town.state / "agent.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as db:
        (root,) = db.execute("select rootpage from sqlite_master where name = 'batch'").fetchone()
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    data[(root - 1) * size : root * size] = bytes([0xA5]) * size
    path.write_bytes(data)
    town.start().to(FIVE_PM + timing.HOUR - MINUTE)
    town.to(FIVE_PM + timing.HOUR + MINUTE)
    assert heard(town, fees, 18)
    assert (town.state / "agent.sqlite.damaged").exists()
