"""Decisions about keys and what they sign. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from loa_protocol.timing import DAY

INLINE: Final = 24 * 1024
"""A trust file of more bytes is fetched from the file door by its hash: a packet of 32 KiB is all that a box
must hold."""

CREDIBLE_MS: Final = DAY
"""What a device says it holds is believed, and signed above, so far ahead of now. We sign nothing while our
clock may be a day off, so nothing of ours is further ahead; and a device takes twice as much, so that one box
that says what is not so makes no other refuse what is signed next, though its clock be slow."""

MOST_LOWERED: Final = 8
"""A trust file carries no more lowered floors; one of nine is malformed as a whole."""

LOWERED_FOR: Final = timedelta(days=30)
LONGEST_LOWERED: Final = timedelta(days=400)
"""As long as root delegates to a key at most."""


class NotLowered(StrEnum):
    """Why root lowers no floor. The sentences are the launcher's, which asks for it (`launcher/inside`)."""

    FUTURE = "future"
    ENDED = "ended"
    TOO_LONG = "too-long"
    FULL = "full"
    CLOCK = "clock"
    NO_BOX = "no-box"
    NOT_CLAIMED = "not-claimed"


def not_lowered(floor: datetime, ends: datetime, now: datetime, in_force: int) -> NotLowered | None:
    """Why the floor of boxes may not be lowered to a moment, by a word that ends; None where it may. `now`:
    the machine's clock; `in_force`: lowerings that have not ended by then. All aware."""
    if floor > now:
        return NotLowered.FUTURE
    if ends <= now:
        return NotLowered.ENDED
    if ends - now > LONGEST_LOWERED:
        return NotLowered.TOO_LONG
    return NotLowered.FULL if in_force >= MOST_LOWERED else None


MOST_DELEGATIONS: Final = 64
MOST_REVOKED: Final = 256
MOST_SHUT_OUT: Final = 2000
MOST_ROOTS: Final = 8
"""What a trust file carries at most (PROTOCOL.md, 3)."""

SHUT_OUT_FOR: Final = timedelta(days=400)
"""How long a list names a box that was shut out: no delegation lives longer, so no assignment that it may
still hold, and nobody signs it another one."""
