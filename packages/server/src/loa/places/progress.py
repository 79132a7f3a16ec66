"""Reports the progress of a job while its one long transaction is open, on a connection of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import OperationalError

from loa.kernel import clock
from loa.places import scope

Progress = Callable[[int, int], None]
"""Is called with (rows done, all rows)."""


@contextmanager
def progress_writer(
    sql: str, *row: Any, now: Callable[[], float] = lambda: clock.now().timestamp()
) -> Iterator[Progress]:
    """Yields `told(done, rows)`, which runs `sql` with (done, rows, *row), at most once a second: an update
    of the row that the job is about. It also shows that the worker is alive. The long transaction must change
    that row only after the last report, since its lock would block the reports."""
    last = now()
    with scope.beside() as cursor:

        def told(done: int, rows: int) -> None:
            nonlocal last
            if now() - last >= 1:
                last = now()
                with suppress(OperationalError):  # a lock timeout; the next report follows in a second
                    cursor.execute(sql, [done, rows, *row])

        yield told
