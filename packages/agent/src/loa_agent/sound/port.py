"""What the core asks of whatever makes sound, and what it hears back.

Places in time are *plan samples*: 48,000 a second since 1970 (UTC), so that "the sample where the plan
now stands" is a plain number and never a float.
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

    ``base`` is the plan sample at which the file's sample 0 belongs, so a cue that is joined late, or again
    after a power cut, always stands where the plan stands. ``cut`` says that the file goes on beyond ``end``.
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
        """What makes two cues the same sounding: the item, its part, its leg, and where it stands."""
        return (self.item, self.part, self.leg, self.base)


class Began(msgspec.Struct, frozen=True):
    """The first sample of a cue left the speaker at plan sample ``at``; it was the file's ``sample``."""

    cue: Cue
    at: int
    sample: int


class Stopped(msgspec.Struct, frozen=True):
    """Nothing more of a cue sounds from plan sample ``at``. ``why``: "end", "told", "short", "clock"."""

    cue: Cue
    at: int
    sample: int
    why: str


class Failed(msgspec.Struct, frozen=True):
    """A cue cannot sound. ``why``: "missing", "altered", "broken", "sink"."""

    cue: Cue
    at: int
    why: str


Heard = Began | Stopped | Failed


class Player(Protocol):
    """Sound card, file, or a simulator's nothing."""

    def follow(self, cues: Sequence[Cue], now_ms: int) -> None:
        """From now on exactly these cues sound, in order of start; what else sounds falls away."""

    def advance(self, now_ms: int) -> list[Heard]:
        """Do what is due up to now; tell what has really sounded, oldest first. Never blocks for long."""

    def seat(self, now_ms: int) -> None:
        """The clock was put elsewhere: it is now_ms, and what lies between never happens."""

    @property
    def trouble(self) -> str:
        """Why nothing can sound at all; "" while it can."""

    def close(self) -> None:
        """Stop at once and let go of the device."""
