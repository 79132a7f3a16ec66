"""The interface between the core and whatever makes sound.

Times are *plan samples*: 48,000 a second since 1970 (UTC). So the sample where the plan now is, is an integer
and never a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

RATE = 48_000
PER_MS = RATE // 1000

Key = tuple[str, int, int, int]


class Cue(msgspec.Struct, frozen=True):
    """One media file that should sound over [start, end) plan samples.

    ``base`` is the plan sample at which the file's sample 0 belongs. A cue that is joined late, or again
    after a power cut, therefore always plays the place where the plan now is. ``cut`` says that the file goes
    on beyond ``end``. ``leg`` tells apart the parts of a sound that is interrupted.
    """

    item: str
    part: int
    media: str
    base: int
    start: int
    end: int
    gain: float
    cut: bool = False
    leg: int = 0

    @property
    def key(self) -> Key:
        """The item, its part, its leg and its base: cues with the same key are the same sounding."""
        return (self.item, self.part, self.leg, self.base)


class SoundBegan(msgspec.Struct, frozen=True):
    """The first sample of a cue left the speaker at plan sample ``at``; it was the file's ``sample``."""

    cue: Cue
    at: int
    sample: int


class SoundStopped(msgspec.Struct, frozen=True):
    """Nothing more of a cue sounds from ``at`` on. ``why``: "end", "told", "short", "clock", "sink"."""

    cue: Cue
    at: int
    sample: int
    why: str


class SoundFailed(msgspec.Struct, frozen=True):
    """A cue cannot sound. ``why``: "missing", "altered", "broken", "sink"."""

    cue: Cue
    at: int
    why: str


PlayerEvent = SoundBegan | SoundStopped | SoundFailed


class Player(Protocol):
    """The port of a sound card, a file sink, or a simulator's silent player."""

    def follow(self, cues: Sequence[Cue], now_ms: int) -> None:
        """Plays exactly these cues from now on, in order of start. Any other sound stops."""

    def advance(self, now_ms: int) -> list[PlayerEvent]:
        """Does what is due up to now. Returns what has really sounded, oldest first. Never waits long."""

    def seat(self, now_ms: int) -> None:
        """Follows a clock that was set to now_ms. What lies between the two readings never happens."""

    @property
    def trouble(self) -> str:
        """The reason why nothing can sound at all; "" while it can."""

    def close(self) -> None:
        """Stops at once and releases the device."""
