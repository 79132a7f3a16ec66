"""`agent`: memory after a day of play, processor share while playing, and time from power-on to the right
sound.

The floor is an idle interpreter with the same audio library loaded. Everything is a real agent process: the
day runs on the file sink under a driven clock, the other two in real time through PortAudio, ALSA and
PulseAudio.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import harness

# The agent's test rig is not an installed package.
sys.path.insert(0, str(Path(__file__).parent.parent / "packages/agent/tests"))

from agent_rig import live as live_rig
from agent_rig import town as rig
from agent_rig.soundcard import SoundCard
from agent_rig.sounds import FFMPEG, SENTENCES, Sound, spoken

HOUR_MS = 3_600_000
IDLE = "import av, numpy, sounddevice, sys; print('up', flush=True); sys.stdin.read()"
_TICKS = os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Returns the memory of a process that is in RAM, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor_s(pid: int) -> float:
    """Returns the processor seconds that a process and its ended children have used."""
    # After the name in parentheses, which may hold spaces: utime, stime, cutime, cstime (proc(5)).
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / _TICKS


@contextlib.contextmanager
def idle() -> Iterator[tuple[int, float]]:
    """Runs the floor; gives its process id, and the seconds from its start until its library was loaded."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", IDLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    try:
        yield process.pid, time.perf_counter() - began
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


@contextlib.contextmanager
def kept_awake(card: SoundCard) -> Iterator[None]:
    """Plays a second, silent stream on the null sink that stands for a sound card.

    Without it, PulseAudio's null sink takes the first samples more than a second after a stream has begun; a
    card takes them in the first period.
    """
    line = ["pacat", "--playback", "--raw", "--rate=48000", "--channels=1", "--latency-msec=20"]
    line += [f"--server=unix:{card.socket}", "/dev/zero"]
    process = subprocess.Popen(line, env=card.environment, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def day_of_play(quick: bool) -> harness.Result:
    """Measures resident memory after 24 driven hours with eight programmes, together the hour that the rules
    allow."""
    repeats, slots = (4, 4) if quick else (75, 8)
    with TemporaryDirectory() as name, idle() as (floor, _):
        folder = Path(name)
        sound = Sound(spoken(SENTENCES["storm"], repeats), folder)
        town = rig.Town(folder / "box")
        with contextlib.closing(town):
            assert town.claim().returncode == 0
            town.offer(sound)
            town.start().to(rig.EIGHT)
            town.give_door()
            starts = [rig.EIGHT + (place + 1) * HOUR_MS for place in range(slots)]
            items = [rig.item(start, sound, name=f"s{place}") for place, start in enumerate(starts)]
            town.give(town.publish(*items))
            town.to(rig.EIGHT + 24 * HOUR_MS)
            assert town.process is not None
            used, bare = resident_mb(town.process.pid), resident_mb(floor)
            town.stop()
            assert [kind for kind, _, _ in town.told()].count("completed") == slots
    work = f"a day, {slots} programmes of {sound.duration_ms // 1000} s; floor idle interpreter"
    return harness.result("agent.memory", used, "MB", bare, 2, work)


def playing(quick: bool) -> list[harness.Result]:
    """Measures the processor share over some seconds of play, and power-on in mid-sentence to the first
    sample."""
    seconds, starts = (6, 3) if quick else (60, 9)
    with (
        TemporaryDirectory() as name,
        live_rig.card(Path(name) / "card") as card,
        kept_awake(card),
    ):
        sound = Sound(spoken(SENTENCES["storm"], seconds // 4 + 4 * starts), Path(name))
        with live_rig.box(Path(name) / "box", card, "agentleft") as town:
            start = live_rig.planned(town, [sound], ahead_ms=6_000)[0]
            live_rig.until(start + 2_000)
            assert town.process is not None
            before = processor_s(town.process.pid)
            live_rig.until(start + 2_000 + seconds * 1000)
            share = (processor_s(town.process.pid) - before) / seconds
            took, bare = zip(*(power_on(town) for _ in range(starts)), strict=True)
        peer = real_time_decoder(sound, 5 if quick else 20)
    work = f"process start to first sample, median of {starts}; floor idle interpreter"
    return [
        harness.result(
            "agent.processor", share, "of a core", peer, 5, f"{seconds} s; floor ffmpeg -re decoding to null"
        ),
        harness.result("agent.start", median(took), "s", median(bare), 2, work),
    ]


def power_on(town: rig.Town) -> tuple[float, float]:
    """Returns the seconds from the start of a killed agent to its first sample, and those of the floor just
    after it."""
    town.kill()
    spawned = boot_ms()
    town.start()
    rig.wait_for(lambda: _resumed(town, spawned) is not None, "sound after power-on")
    resumed = _resumed(town, spawned)
    assert resumed is not None
    with idle() as (_, bare):
        return (resumed - spawned) / 1000, bare


def boot_ms() -> float:
    """Returns the kernel's boot clock in ms, by which a box dates its records: nobody can set it, and it
    never steps."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6


def _resumed(town: rig.Town, since: float) -> int | None:
    """Returns when the sound resumed, by the boot clock, or None.

    A sound that resumed before `since`, after a pause of a busy machine, does not belong to this start.
    """
    times = (record.mono_ms for record in town.records() if record.kind.value == "resumed")
    return next((at for at in times if at >= since), None)


def real_time_decoder(sound: Sound, seconds: int) -> float:
    """Returns the processor share of the ffmpeg program that decodes the same file in real time."""
    line = [
        FFMPEG[0],
        "-loglevel",
        "error",
        "-re",
        "-t",
        str(seconds),
        "-i",
        str(sound.path),
        "-f",
        "null",
        "-",
    ]
    before = os.times()
    subprocess.run(line, check=True, stdin=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used / seconds


def run(quick: bool) -> list[harness.Result]:
    """Measures three lines of the table."""
    return [day_of_play(quick), *playing(quick)]


def main() -> None:
    """Runs the benchmark from the command line."""
    harness.command(run)


if __name__ == "__main__":
    main()
