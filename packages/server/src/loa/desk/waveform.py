"""The waveform of a sound as one SVG path of vertical strokes. The server draws it, so no script is needed to
see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 240
HEIGHT: Final = 40
STEP: Final = 4  # one stroke of 2 every 4 units
LEAST: Final = 2.0  # silence is still drawn as a dot


def strokes(levels: Sequence[int]) -> str:
    """Returns the `d` attribute of an SVG path in a 240 x 40 box, for levels from 0 to 255. If there are more
    levels than strokes, a stroke shows the loudest of its levels."""
    if not levels:
        return ""
    count = min(len(levels), WIDTH // STEP)
    parts = []
    for index in range(count):
        first = index * len(levels) // count
        last = max(first + 1, (index + 1) * len(levels) // count)
        level = min(255, max(0, max(levels[first:last])))
        tall = LEAST + (HEIGHT - LEAST - 2) * level / 255
        x = (index + 0.5) * WIDTH / count
        parts.append(f"M{x:.1f} {(HEIGHT - tall) / 2:.1f}v{tall:.1f}")
    return "".join(parts)
