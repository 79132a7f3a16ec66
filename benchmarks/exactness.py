"""Does each item start on its planned second, and do two agents start together?

Two real agents in real time, one on the left and one on the right channel of one PulseAudio null sink, heard
by a recorder that knows nothing of either. Floor: the audio device's period.
"""

import io
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import harness

sys.path.insert(0, str(Path(__file__).parent.parent / "packages/agent/tests"))

from agent_rig import live as live_rig
from agent_rig.sounds import SENTENCES, Sound, spoken
from loa_agent.sound.card_sink import PERIOD
from loa_agent.sound.finding import find

RATE = 48_000
PERIOD_MS = PERIOD * 1000 / RATE


class Recorder:
    """Stereo from the null sink's monitor, and when its first sample was heard, as near as can be told."""

    def __init__(self, card: live_rig.SoundCard) -> None:
        line = ["parec", f"--server=unix:{card.socket}", "-d", "horn.monitor", "--raw", "--format=s16le"]
        line += ["--rate=48000", "--channels=2", "--latency-msec=10"]
        self._process = subprocess.Popen(line, env=card.environment, stdout=subprocess.PIPE)
        self._pieces: list[bytes] = []
        self._first: float | None = None
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        """A piece is read no earlier than its last sample was there: the earliest such start is the truth."""
        got = 0
        pipe = self._process.stdout
        assert isinstance(pipe, io.BufferedReader)
        while piece := pipe.read1(65536):
            now = time.time() * 1000
            self._pieces.append(piece)
            got += len(piece)
            start = now - got / 4 / RATE * 1000
            self._first = start if self._first is None else min(self._first, start)

    def stop(self) -> tuple[float, np.ndarray]:
        """Wall ms of the first sample, and all samples as two columns."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        data = b"".join(self._pieces)
        assert self._first is not None
        return self._first, np.frombuffer(data[: len(data) // 4 * 4], np.int16).reshape(-1, 2)


def starts_heard(first: float, samples: np.ndarray, sound: Sound, planned: list[int]) -> list[float]:
    """Wall ms at which each planned sound is found, by correlation near its second."""
    found = []
    reference = sound.samples[: 2 * RATE]
    for at in planned:
        low = max(int((at - first - 1000) / 1000 * RATE), 0)
        window = samples[low : low + 4 * RATE]
        place = find(window, reference)
        if place.score < 0.8:
            raise RuntimeError(f"not heard at its second: score {place.score:.2f}")
        found.append(first + (low / RATE + place.at_s) * 1000)
    return found


def p99(values: list[float]) -> float:
    """The 99th percentile of the absolute values."""
    return float(np.percentile(np.abs(values), 99))


def run(quick: bool) -> list[harness.Result]:
    """Two lines of the table."""
    count = 4 if quick else 40
    with TemporaryDirectory() as name, live_rig.card(Path(name) / "card", stereo=True) as card:
        folder = Path(name)
        sound = Sound(spoken(SENTENCES["fees"]), folder)
        with (
            live_rig.box(folder / "a", card, "agentleft") as left,
            live_rig.box(folder / "b", card, "agentright") as right,
        ):
            planned = live_rig.planned(left, [sound] * count, ahead_ms=12_000)
            live_rig.planned(right, [sound] * count, starts=planned)
            recorder = Recorder(card)
            live_rig.until(planned[-1] + sound.duration_ms + 1_500)
            first, samples = recorder.stop()
    heard = [starts_heard(first, samples[:, side], sound, planned) for side in (0, 1)]
    late = [at - plan for side in heard for at, plan in zip(side, planned, strict=True)]
    apart = [a - b for a, b in zip(*heard, strict=True)]
    work = f"{count} items on each of two agents, PulseAudio null sink; floor one period of {PERIOD} frames"
    return [
        harness.result("exactness.start", p99(late), "ms p99", PERIOD_MS, 2, work),
        harness.result("exactness.apart", p99(apart), "ms p99", PERIOD_MS, 2, work),
    ]


def main() -> None:
    """The shell's way in."""
    harness.command(run)


if __name__ == "__main__":
    main()
