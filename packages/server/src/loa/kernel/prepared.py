"""Statements that a connection prepares once, for those of so many joins that planning them costs more than
what they read."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def cursor() -> Iterator[CursorWrapper]:
    """Yields a cursor whose statements are prepared, once on each connection.

    PostgreSQL goes on planning a prepared statement at each call as long as it takes that to be worth it;
    `set local plan_cache_mode = force_generic_plan` before it plans once, without looking at values.
    """
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, psycopg.Connection)
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with connection.make_cursor(psycopg.Cursor(raw)) as made:  # type: ignore[arg-type]
            yield made
    finally:
        raw.prepare_threshold = before
