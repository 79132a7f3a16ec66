"""Advisory locks: of several transactions about one thing only one runs at a time. A lock ends with its
transaction.

They are for things that have no row yet, or whose row the database role may not lock.
"""

from collections.abc import Iterable
from enum import IntEnum

from django.db import connection


class LockSubject(IntEnum):
    """The kinds of locks. The number is the first half of the lock's key and never changes."""

    AUDIT_CHAIN = 0x10A_A0D1
    REGULATION = 0x10A_0A1
    KEY = 0x7265_766B
    ASSIGNMENT = 0x6173_736E
    LOWERED_FLOOR = 0x666C_6F6F
    DATED = 0x6461_7465
    PAGE = 0x7061_6765
    NAMES = 0x6E61_6D65
    REQUESTED_FILE = 0x6669_6C65
    SENT_FILE = 0x6174_6368
    UPLOAD = 0x7570_6C64
    LEXICON = 0x6C65_7869


def alone_with(about: LockSubject, names: Iterable[object] = ("",)) -> None:
    """Locks these names until the transaction ends. Several names are locked in one order, so that two
    transactions that want the same names do not deadlock."""
    with connection.cursor() as cursor:
        # The subquery sorts before the outer select takes the locks. Two names with one hash share a lock,
        # which costs only waiting.
        cursor.execute(
            "select pg_advisory_xact_lock(%s, hashtext(name)) from"
            " (select unnest(%s::text[]) as name order by 1) each",
            [about.value, [str(each) for each in names]],
        )
