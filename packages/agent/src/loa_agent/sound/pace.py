"""Calculates the plan sample at which a frame of the sound card will be heard.

At each callback the card reports when the buffer it asks for will be heard. That figure jumps while the
stream starts, and afterwards jitters by parts of a period, so the median of the last second and a half is
used. Until there is a median, a guess may be used instead: then what is already due need not wait.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

from loa_agent.sound.port import PER_MS

SETTLE_MS = 100.0  # the card's figures of the first moments are not used
_WINDOW = 64  # callbacks: about 1.4 s at 21 ms each
_OFF_MS = 2.0  # a guess that was wrong by no more than this is not corrected
_STEADY = 0.5  # ms: a smaller change of the wall clock is jitter of this program's own reading


class Pace:
    """The relation between the frames of one stream and the plan's time.

    ``wall`` returns the trusted time, in ms since 1970 (UTC), as a float.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._points: deque[float] = deque(maxlen=_WINDOW)
        self._began: float | None = None
        self._offset: float | None = None
        self._guess: float | None = None

    def note(self, frame: int, delay_s: float) -> None:
        """Notes that ``frame`` will be heard in ``delay_s`` seconds. The audio callback calls this."""
        now = time.monotonic_ns() / 1e6
        if self._began is None:
            self._began = now
        if now - self._began >= SETTLE_MS:
            self._points.append(now + delay_s * 1000 - frame / PER_MS)

    def guess(self, heard_ms: float) -> None:
        """Assumes that frame 0 will be heard at this monotonic time, in ms, as long as nothing is known."""
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
        """True while a guess is used instead of the card's figures."""
        return self._guess is not None

    def misguessed(self) -> float:
        """Returns, once, by how many ms the card's frames sound later than guessed.

        It does so when the card's own figures replace the guess. It returns 0 before that, without a guess,
        and when the guess was good.
        """
        if self._guess is None or not self._settled:
            return 0.0
        off, self._guess = median(tuple(self._points)) - self._guess, None
        return off if abs(off) > _OFF_MS else 0.0

    def plan_sample(self, frame: int) -> int:
        """Returns the plan sample that belongs to a frame, as far as is known now."""
        offset = self._wall() - time.monotonic_ns() / 1e6
        if self._offset is None or abs(offset - self._offset) > _STEADY:
            self._offset = offset
        begun = self._guess if self._guess is not None else median(tuple(self._points))
        return frame + round((begun + self._offset) * PER_MS)
