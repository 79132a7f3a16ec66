"""Rules about keys and what they sign. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from loa_protocol.timing import DAY

INLINE: Final = 24 * 1024
"""A longer trust file (in bytes) is fetched from the file door by its hash: a box need not accept
packets of more than 32 KiB."""

CREDIBLE_MS: Final = DAY
"""How far ahead of now a sequence may be (ms) that a device reports, so that it is believed and the
server signs above it.

The server signs nothing while its clock may be a day wrong, so none of its own sequences is further ahead. A
device accepts twice as much: a false report by one box cannot make others reject what is signed next, even
if their clock is slow.
"""

MOST_LOWERED: Final = 8
"""The most lowered floors in a trust file. A file with nine is malformed as a whole."""

LOWERED_FOR: Final = timedelta(days=30)
LONGEST_LOWERED: Final = timedelta(days=400)
"""The longest time for which the root delegates to a key."""


class NotLowered(StrEnum):
    """The reasons why a floor may not be lowered. The sentences for them are in
    `launcher/inside`, which requests it."""

    FUTURE = "future"
    ENDED = "ended"
    TOO_LONG = "too-long"
    FULL = "full"
    CLOCK = "clock"
    NO_BOX = "no-box"
    NOT_CLAIMED = "not-claimed"


def not_lowered(floor: datetime, ends: datetime, now: datetime, in_force: int) -> NotLowered | None:
    """Returns the reason why the floor of boxes may not be lowered to a moment, by a statement that
    ends; None where it may be.

    `now`: the machine's clock.
    `in_force`: the number of lowerings that have not ended by then. All times are aware.
    """
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
"""The limits of a trust file (PROTOCOL.md, 3)."""

SHUT_OUT_FOR: Final = timedelta(days=400)
"""How long a list names a box that was shut out. No delegation is valid longer, so neither is an assignment
that the box may still hold, and nobody signs it another one."""
