"""Where a list's rows come from: a query, or rows already in memory; ordered by declared columns alone, taken
a page or a chunk at a time."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django_tables2.data import TableListData, TableQuerysetData

COUNTED: Final = 10_000
"""Rows of a query are counted so far and no farther: a count of millions would be all that a page costs."""
CHUNK: Final = 500


class RowsInMemory(TableListData):
    """Rows in memory. What is equal by the column stays as the list has it without any order."""

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
        """Full rows from the first, `CHUNK` of them at a time."""
        for first in range(0, min(most, len(self.data)), CHUNK):
            yield self.part(first, min(CHUNK, most - first))


class RowsOfQuery(TableQuerysetData):
    """Rows of a query; what is equal by the column is told apart by its key."""

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
        """Full rows from the first, read by a cursor that the database keeps: memory holds a chunk."""
        rows = islice(self.data.iterator(CHUNK), most)
        while chunk := list(islice(rows, CHUNK)):
            yield self.table.full(chunk)


def data(rows: Any) -> RowsInMemory | RowsOfQuery:
    """The source for a query's rows or for a sequence."""
    return RowsOfQuery(rows) if isinstance(rows, QuerySet) else RowsInMemory(list(rows))


def counted(*asked: Any) -> list[int]:
    """How many rows each has, a query's `COUNTED` and one at most: all queries are counted in one
    statement."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in asked:
        if not isinstance(rows, QuerySet):
            continue
        try:
            sql, given = rows.order_by().values("pk")[: COUNTED + 1].query.sql_with_params()
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
