"""`exactness`: whether each item starts on its planned second, and whether two agents start together.

Two real agents run in real time, one on the left and one on the right channel of one PulseAudio null sink. A
recorder that knows nothing of either records both. The floor is the period of the audio device.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import harness

# The agent's test rig is not an installed package.
sys.path.insert(0, str(Path(__file__).parent.parent / "packages/agent/tests"))

from agent_rig import live as live_rig
from agent_rig.sounds import SENTENCES, Sound, spoken
from loa_agent.sound.card_sink import PERIOD
from loa_agent.sound.finding import find

RATE = 48_000
PERIOD_MS = PERIOD * 1000 / RATE


def starts_heard(first: float, samples: np.ndarray, sound: Sound, planned: list[int]) -> list[float]:
    """Returns the wall times in ms at which each planned sound is found, by correlation near its second."""
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
    """Returns the 99th percentile of the absolute values."""
    return float(np.percentile(np.abs(values), 99))


def run(quick: bool) -> list[harness.Result]:
    """Measures two lines of the table."""
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
            ear = card.listen(channels=2)
            live_rig.until(planned[-1] + sound.duration_ms + 1_500)
            first, samples = ear.heard()
    heard = [starts_heard(first, samples[:, side], sound, planned) for side in (0, 1)]
    late = [at - plan for side in heard for at, plan in zip(side, planned, strict=True)]
    apart = [a - b for a, b in zip(*heard, strict=True)]
    work = f"{count} items on each of two agents, PulseAudio null sink; floor one period of {PERIOD} frames"
    return [
        harness.result("exactness.start", p99(late), "ms p99", PERIOD_MS, 2, work),
        harness.result("exactness.apart", p99(apart), "ms p99", PERIOD_MS, 2, work),
    ]


def main() -> None:
    """Runs the benchmark from the command line."""
    harness.command(run)


if __name__ == "__main__":
    main()
