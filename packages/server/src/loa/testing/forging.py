"""Rows as nobody may write them: what the signer is asked to see through."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def past_the_fences() -> Iterator[None]:
    """Inside, the test is the cluster's superuser and no trigger asks anything, foreign keys included."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            before = cursor.fetchone()[0]
            cursor.execute("set local role none")
            cursor.execute("set local session_replication_role = replica")
        yield
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = origin")
            cursor.execute(f"set local role {before}")
