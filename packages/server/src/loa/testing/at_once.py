"""Two at once, on connections of their own: the later begins while the earlier is not over, and waits for it.

For tests on `own_database`. Nothing of it hangs on how fast the machine is: the earlier one ends when
PostgreSQL says that somebody waits for a lock.
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
    """Do `first`, begin `second` in a thread, and commit the first once the second waits for it; gives what
    the second gave, or raises what it raised. Raises AssertionError where it waits for nothing."""
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first()
            later = other.submit(_and_leave, second)
            until_somebody_waits()
        return later.result(LONGEST_S)


def by(who: Actor, act: Callable[[], T]) -> Callable[[], T]:
    """The same act, as this person in their scope."""

    def done() -> T:
        with acting.acting(who), scope.for_actor(who):
            return act()

    return done


def _and_leave(act: Callable[[], T]) -> T:
    try:
        return act()
    finally:
        connections.close_all()


def until_somebody_waits() -> None:
    """Until some transaction waits for a lock. Raises AssertionError where none does so."""
    last = time.monotonic() + LONGEST_S
    while time.monotonic() < last:
        with connection.cursor() as cursor:
            cursor.execute("select exists (select from pg_locks where not granted)")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the second waits for nothing that the first has in hand")
