"""Which plan sample a sound card's frame will be heard at.

The card says at each callback when the buffer it asks for will be heard. That figure jumps while the stream
starts and jitters by parts of a period afterwards, so the median of the last second and a half is used. Until
there is one, a guess may stand in its place: what is due already need not wait for it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

from loa_agent.sound.port import PER_MS

SETTLE_MS = 100.0
_WINDOW = 64
_OFF_MS = 2.0
_STEADY = 0.5  # ms: a finer change of the wall clock than this is our own reading's jitter


class Pace:
    """``wall`` gives the trusted time now, in ms since 1970 (UTC), as a float."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._points: deque[float] = deque(maxlen=_WINDOW)
        self._began: float | None = None
        self._offset: float | None = None
        self._guess: float | None = None

    def note(self, frame: int, delay_s: float) -> None:
        """At this moment: ``frame`` will be heard in ``delay_s`` seconds. Called from the audio callback."""
        now = time.monotonic_ns() / 1e6
        if self._began is None:
            self._began = now
        if now - self._began >= SETTLE_MS:
            self._points.append(now + delay_s * 1000 - frame / PER_MS)

    def guess(self, heard_ms: float) -> None:
        """Nothing is known yet: take it that frame 0 will be heard at this monotonic time, in ms."""
        self._guess = heard_ms

    @property
    def known(self) -> bool:
        """True once the card's figures can be relied on, or there is a guess."""
        return self._guess is not None or self._settled

    @property
    def _settled(self) -> bool:
        return len(self._points) >= 4

    @property
    def guessing(self) -> bool:
        """True while a guess stands in the place of the card's figures."""
        return self._guess is not None

    def misguessed(self) -> float:
        """Once, when the card's own figures replace a guess: how much later than guessed its frames sound, in
        ms. 0 while there is nothing to say, and where the guess was good."""
        if self._guess is None or not self._settled:
            return 0.0
        off, self._guess = median(tuple(self._points)) - self._guess, None
        return off if abs(off) > _OFF_MS else 0.0

    def plan_sample(self, frame: int) -> int:
        """The plan sample that belongs to a frame, as far as is known now."""
        offset = self._wall() - time.monotonic_ns() / 1e6
        if self._offset is None or abs(offset - self._offset) > _STEADY:
            self._offset = offset
        begun = self._guess if self._guess is not None else median(tuple(self._points))
        return frame + round((begun + self._offset) * PER_MS)
