"""Which plan sample a sound card's frame will be heard at.

The card says at each callback when the buffer it asks for will be heard. That figure jumps while the stream
starts and jitters by parts of a period afterwards, so the median of the last second and a half is used.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

from loa_agent.sound.port import PER_MS

SETTLE_MS = 100.0
_WINDOW = 64
_STEADY = 0.5  # ms: a finer change of the wall clock than this is our own reading's jitter


class Pace:
    """``wall`` gives the trusted time now, in ms since 1970 (UTC), as a float."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._points: deque[float] = deque(maxlen=_WINDOW)
        self._began: float | None = None
        self._offset: float | None = None

    def note(self, frame: int, delay_s: float) -> None:
        """At this moment: ``frame`` will be heard in ``delay_s`` seconds. Called from the audio callback."""
        now = time.monotonic_ns() / 1e6
        if self._began is None:
            self._began = now
        if now - self._began >= SETTLE_MS:
            self._points.append(now + delay_s * 1000 - frame / PER_MS)

    @property
    def settled(self) -> bool:
        """True once the card's figures can be relied on."""
        return len(self._points) >= 4

    def plan_sample(self, frame: int) -> int:
        """The plan sample that belongs to a frame, as far as is known now."""
        offset = self._wall() - time.monotonic_ns() / 1e6
        if self._offset is None or abs(offset - self._offset) > _STEADY:
            self._offset = offset
        return frame + round((median(tuple(self._points)) + self._offset) * PER_MS)
