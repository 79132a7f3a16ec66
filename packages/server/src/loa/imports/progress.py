"""Reports the progress of a file while its one long transaction is open, on a connection of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import OperationalError

from loa.imports.checking import Told
from loa.imports.models import Upload
from loa.kernel import clock
from loa.places import scope

SQL = """
    update imports_upload set done = %s, rows = %s, changed_at = now() where id = %s and attempts = %s
"""


@contextmanager
def progress_writer(
    upload: Upload, now: Callable[[], float] = lambda: clock.now().timestamp()
) -> Iterator[Told]:
    """Yields `told(done, rows)`, which writes the progress to the upload's row, at most once a second. It
    also shows that the worker is alive. The long transaction must change that row only after the last report,
    since its lock would block the reports."""
    last = now()
    with scope.beside() as cursor:

        def told(done: int, rows: int) -> None:
            nonlocal last
            if now() - last >= 1:
                last = now()
                with suppress(OperationalError):  # a lock timeout; the next report follows in a second
                    cursor.execute(SQL, [done, rows, upload.id, upload.attempts])

        yield told
