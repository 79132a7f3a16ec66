"""Reads moments from the database.

Django puts a loader of its own, written in Python on top of psycopg's, in place of the one that psycopg has
in C: ten microseconds a moment, which was a tenth of a page that lists many rows. The standard library
reads the same text in one.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(TimestamptzLoader):
    """A `timestamptz` as an aware datetime in UTC."""

    timezone = UTC
    """What Django looks for before it puts its own loader back."""

    def load(self, data: Buffer) -> datetime:
        """Raises psycopg.DataError for what no datetime can hold, such as `infinity`."""
        try:
            return datetime.fromisoformat(bytes(data).decode()).astimezone(UTC)
        except ValueError:
            return super().load(data)


def read_quickly(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Gives a new connection the loader. Hears Django's signal `connection_created`."""
    connection.connection.adapters.register_loader("timestamptz", MomentLoader)
