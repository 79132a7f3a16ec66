"""The database's clock. The time of a decision is the database's and not a process's."""

from django.db import connection


def now_ms() -> int:
    """Returns the database's time in UTC milliseconds, for the bytes of a decision made in this
    transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select floor(extract(epoch from clock_timestamp()) * 1000)::bigint")
        return int(cursor.fetchone()[0])
