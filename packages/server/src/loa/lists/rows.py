"""The sources of a list's rows: a query, or rows in memory. They are ordered only by declared columns, and
read a page or a chunk at a time."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django_tables2.data import TableListData, TableQuerysetData

COUNTED: Final = 10_000
"""The most rows of a query that are counted, since a count of millions would take most of a page's time."""
CHUNK: Final = 500
AT_ONCE: Final = 5_000
"""The most rows whose file is written within the request. A longer file would hold one of the web process's
few threads for minutes, so it is written by a job."""


class RowsInMemory(TableListData):
    """Rows in memory. Rows with equal values keep the default order (Python's sort is stable)."""

    ordering = None
    data: list[Any]
    table: Any

    def order_by(self, aliases: Sequence[str]) -> None:
        for alias in aliases:
            by = self.table.columns[alias.lstrip("-")].column.by
            self.data.sort(key=by, reverse=alias.startswith("-"))

    def part(self, first: int, count: int) -> list[Any]:
        return list(self.table.full(self.data[first : first + count]))

    def chunks(self, most: int) -> Iterator[list[Any]]:
        """Yields at most `most` rows with everything that their cells show, `CHUNK` at a time."""
        for first in range(0, min(most, len(self.data)), CHUNK):
            yield self.part(first, min(CHUNK, most - first))


class RowsOfQuery(TableQuerysetData):
    """Rows of a query. Rows with equal values are ordered by primary key."""

    ordering = None
    data: QuerySet[Any]
    table: Any

    def order_by(self, aliases: Sequence[str]) -> None:
        for alias in aliases:
            sign = "-" if alias.startswith("-") else ""
            fields = [f"{sign}{name}" for name in self.table.columns[alias.lstrip("-")].column.by_fields]
            self.data = self.data.order_by(*fields, f"{sign}pk")

    def part(self, first: int, count: int) -> list[Any]:
        return list(self.table.full(list(self.data[first : first + count])))

    def chunks(self, most: int) -> Iterator[list[Any]]:
        """Yields at most `most` rows with everything that their cells show, `CHUNK` at a time. A server-side
        cursor reads them, so that memory holds one chunk."""
        rows = islice(self.data.iterator(CHUNK), most)
        while chunk := list(islice(rows, CHUNK)):
            yield self.table.full(chunk)


def data(rows: Any) -> RowsInMemory | RowsOfQuery:
    """Returns the source for the rows of a query or of a sequence."""
    return RowsOfQuery(rows) if isinstance(rows, QuerySet) else RowsInMemory(list(rows))


def counted(*asked: Any, most: int | None = None) -> list[int]:
    """Returns how many rows each argument has, for a query at most `most` + 1 (`COUNTED` by default). One
    statement counts all queries."""
    end = (COUNTED if most is None else most) + 1
    parts: list[str] = []
    values: list[Any] = []
    for rows in asked:
        if not isinstance(rows, QuerySet):
            continue
        try:
            # The limit is inside, so the database stops reading there.
            sql, given = rows.order_by().values("pk")[:end].query.sql_with_params()
        except EmptyResultSet:
            sql, given = "select where false", ()
        parts.append(f"(select count(*) from ({sql}) rows)")  # noqa: S608 - Django's own, with its values apart
        values += given
    found = iter(_row(f"select {', '.join(parts)}", values) if parts else ())
    return [next(found) if isinstance(rows, QuerySet) else len(rows) for rows in asked]


def _row(sql: str, values: list[Any]) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())
