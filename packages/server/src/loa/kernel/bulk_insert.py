"""Inserts many rows in one statement.

The ORM's `bulk_create` creates an object for each row and handles each of its fields several times; for
thousands of rows this takes most of the time. COPY would be faster still, but does not work with row
security.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, ForeignKey, Model

Columns = Mapping[str, Sequence[object]]


def insert(
    table: type[Model], columns: Columns, *, update: Sequence[str] = (), returning: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Inserts rows given as columns, by names of fields. Returns the fields `returning` of each row written.

    A row whose primary key (or another unique key) exists stays as it is; with `update`, these fields of it
    are written instead. Values are passed as PostgreSQL takes them: the value of a foreign key, JSON as text,
    an array through `array`.
    """
    fields = [_field(table, name) for name in columns]
    if not fields or not next(iter(columns.values())):
        return []
    names = ", ".join(f'"{field.column}"' for field in fields)
    # unnest flattens nested arrays, so an array column is passed as text and cast row by row.
    given = ", ".join(f"%b::{'text' if _is_array(field) else _type(field)}[]" for field in fields)
    taken = ", ".join(
        f"c{n}::{_type(field)}" if _is_array(field) else f"c{n}" for n, field in enumerate(fields)
    )
    as_rows = ", ".join(f"c{n}" for n in range(len(fields)))
    into = f'insert into "{table._meta.db_table}" ({names})'
    # Names and types come from our own tables; values are bound.
    statement = f"{into} select {taken} from unnest({given}) as r({as_rows})"  # noqa: S608
    statement += _on_conflict(table, update)
    if returning:
        statement += " returning " + ", ".join(f'"{_field(table, name).column}"' for name in returning)
    # psycopg.Cursor binds on the server, in binary: writing the rows into the text of the statement would
    # cost more than inserting them.
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, [list(values) for values in columns.values()])
        return cursor.fetchall() if returning else []


def array(values: Sequence[int]) -> str:
    """Returns a list of whole numbers as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, values)) + "}"


def _on_conflict(table: type[Model], update: Sequence[str]) -> str:
    if not update:
        return " on conflict do nothing"
    keys = ", ".join(f'"{field.column}"' for field in table._meta.pk_fields)
    written = [_field(table, name).column for name in update]
    return f" on conflict ({keys}) do update set " + ", ".join(
        f'"{each}" = excluded."{each}"' for each in written
    )


def _field(table: type[Model], name: str) -> "Field[Any, Any]":
    found = table._meta.get_field(name)
    if not isinstance(found, Field):
        raise TypeError(f"{table.__name__}.{name} is no column")
    return found


def _is_array(field: "Field[Any, Any]") -> bool:
    return isinstance(field, ArrayField)


def _type(field: "Field[Any, Any]") -> str:
    """Returns the column's type for a cast: without the length of a varchar, to which a cast would cut the
    value, and without a sequence."""
    told = field.target_field if isinstance(field, ForeignKey) else field
    name = told.cast_db_type(connection) or ""
    return "text" if name.startswith("varchar") else name
