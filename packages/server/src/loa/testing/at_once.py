"""Runs two transactions at the same time on connections of their own: the later one begins before the earlier
one has committed, and waits for it.

For tests on `own_database`. It does not depend on the speed of the machine: the earlier one commits when
PostgreSQL shows that somebody waits for a lock.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from django.db import connection, connections, transaction

from loa.kernel import actor as acting
from loa.kernel.actor import Actor
from loa.places import scope

T = TypeVar("T")
LONGEST_S: Final = 30


def one_behind_another(first: Callable[[], object], second: Callable[[], T]) -> T:
    """Runs `first`, starts `second` in a thread, and commits the first once the second waits for it. Returns
    what the second returned, or raises what it raised. Raises AssertionError if the second waits for no
    lock."""
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first()
            later = other.submit(_and_leave, second)
            until_somebody_waits()
        return later.result(LONGEST_S)


def by(who: Actor, act: Callable[[], T]) -> Callable[[], T]:
    """Returns the same call, made by this person in their scope."""

    def done() -> T:
        with acting.acting(who), scope.for_actor(who):
            return act()

    return done


def _and_leave(act: Callable[[], T]) -> T:
    try:
        return act()
    finally:
        # The connection belongs to the thread, and the database cannot be dropped while it is open.
        connections.close_all()


def until_somebody_waits() -> None:
    """Returns when some transaction waits for a lock. Raises AssertionError if none does within
    `LONGEST_S`."""
    last = time.monotonic() + LONGEST_S
    while time.monotonic() < last:
        with connection.cursor() as cursor:
            cursor.execute("select exists (select from pg_locks where not granted)")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the second waits for nothing that the first has in hand")
