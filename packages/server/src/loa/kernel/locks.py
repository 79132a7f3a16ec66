"""Of several transactions about one thing, one at a time: an advisory lock that ends with the transaction.

For what no row stands for yet, or whose row the role at hand may not lock.
"""

from collections.abc import Iterable
from enum import IntEnum

from django.db import connection


class About(IntEnum):
    """What there is one of at a time; the number is the lock's first half and never changes."""

    AUDIT_CHAIN = 0x10A_A0D1
    REGULATION = 0x10A_0A1
    KEY = 0x7265_766B
    ASSIGNMENT = 0x6173_736E
    LOWERED_FLOOR = 0x666C_6F6F
    DATED = 0x6461_7465
    NAMES = 0x6E61_6D65


def alone_with(about: About, names: Iterable[object] = ("",)) -> None:
    """No other transaction has any of these in hand, from now until this one ends. Several are taken in one
    order, so that two who want the same wait for each other once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(%s, hashtext(name)) from"
            " (select unnest(%s::text[]) as name order by 1) each",
            [about.value, [str(each) for each in names]],
        )
