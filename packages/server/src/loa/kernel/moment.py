"""The database's own clock: the moment of a decision is its, not a process's."""

from django.db import connection


def now_ms() -> int:
    """UTC milliseconds, as the database has them; for the bytes of a decision made in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select floor(extract(epoch from clock_timestamp()) * 1000)::bigint")
        return int(cursor.fetchone()[0])
