"""How far a file is, told while its one long transaction is still open: on a connection of its own."""

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
def teller(upload: Upload, now: Callable[[], float] = lambda: clock.now().timestamp()) -> Iterator[Told]:
    """`told(done, rows)` writes into the upload's row, at most once a second: also the sign that a worker
    lives. The long transaction must not have changed that row before the last of it."""
    last = now()
    with scope.beside() as cursor:

        def told(done: int, rows: int) -> None:
            nonlocal last
            if now() - last >= 1:
                last = now()
                with suppress(OperationalError):  # what was not told now is told a second later
                    cursor.execute(SQL, [done, rows, upload.id, upload.attempts])

        yield told
