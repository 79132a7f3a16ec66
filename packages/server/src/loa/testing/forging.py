"""Forged rows, which no role may write: tests that the signer detects them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def past_the_fences() -> Iterator[None]:
    """Makes the test the cluster's superuser inside the block, without triggers and foreign keys."""
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


def lift(table: str, constraint: str) -> None:
    """Drops a constraint until the test's transaction ends, for a row as it could be before there was one."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {table} drop constraint {constraint}")
