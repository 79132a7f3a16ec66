"""Tests every guarded table itself, with every role that has a grant on it: what can a scope of one unit (of
one body, for a table of bodies) see, and what can it write? The tests are made from the declarations, so that
no table and no role is forgotten.

The superuser inserts rows with foreign keys and triggers off (`session_replication_role`) and the table's
checks dropped, and all of it is rolled back: a probe tests policies and not the meaning of the data. For a
partitioned table the app's `tests/matrix_rows.py` names a value for which a partition exists: `SAMPLES =
{"playlog_playrecord": {"planned_on": "2026-11-05"}}`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from loa.kernel.guard.declare import Table
from loa.places.scope import Scope, _set

OWN, OTHER = 900_001, 900_002
# The values of a made-up row for columns without a default, by PostgreSQL's type.
BY_TYPE = {
    "bool": "false",
    "bytea": "'\\x00'::bytea",
    "date": "date '2026-01-05'",
    "timestamptz": "timestamptz '2026-01-05 10:00+07'",
    "time": "time '05:45'",
    "jsonb": "'{}'::jsonb",
    "uuid": "gen_random_uuid()",
    "interval": "interval '1 hour'",
    "int2": "1",
    "int4": "1",
    "int8": "1",
    "float8": "1",
    "numeric": "1",
}


def samples() -> dict[str, Mapping[str, Any]]:
    """Returns the apps' values for tables that do not accept made-up ones."""
    found: dict[str, Mapping[str, Any]] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.tests.matrix_rows"
        if app.name.startswith("loa.") and find_spec(f"{app.name}.tests") and find_spec(name):
            found.update(getattr(import_module(name), "SAMPLES", {}))
    return found


def plant(table: Table, values: Mapping[str, Any]) -> None:
    """Inserts one row of OWN and one of OTHER, which are units, bodies or accounts. Raises DatabaseError when
    the table does not accept the row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint"
            " where conrelid = %s::regclass and contype = 'c' and conislocal",
            [f'"{table.name}"'],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'alter table "{table.name}" drop constraint "{name}"')
        columns = _needed(table, values)
        for place, number in ((OWN, 1), (OTHER, 2)):
            row = {name: _made_up(kind, number) for name, kind in columns.items()}
            arguments = [_own_value(value, place, number) for value in values.values()]
            names = [*row, *values, table.column]
            marks = [*row.values(), *("%s" for _ in values), "%s"]
            cursor.execute(
                f'insert into "{table.name}" ({", ".join(_quoted(names))}) overriding system value'
                f" values ({', '.join(marks)})",
                [*arguments, place],
            )


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _own_value(value: Any, place: int, number: int) -> Any:
    return value(place, number) if callable(value) else value


def _needed(table: Table, values: Mapping[str, Any]) -> dict[str, str]:
    """Returns the columns that must be given, with their types."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attname, t.typname from pg_attribute a join pg_type t on t.oid = a.atttypid"
            " where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull"
            " and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''",
            [f'"{table.name}"'],
        )
        return {name: kind for name, kind in cursor.fetchall() if name not in values and name != table.column}


def _made_up(kind: str, number: int) -> str:
    if kind in ("varchar", "text", "bpchar"):
        return f"'{number}'"
    if kind in ("int4", "int8"):
        return str(900_000 + number)
    return "'{}'" if kind.startswith("_") else BY_TYPE[kind]


@contextmanager
def _as(role: str, scope: Scope) -> Iterator[Any]:
    """Runs a savepoint as that role, in that scope, and rolls it back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"set local role loa_{role}")
            _set(scope)
            yield cursor
        transaction.set_rollback(True)


def _scope(table: Table, read: tuple[int, ...], write: tuple[int, ...] = ()) -> Scope:
    if table.kind == "person":
        mine = read[0] if read else None
        return Scope(person=mine, account=mine)
    if table.kind == "body":
        return Scope(bodies=frozenset(write or read))
    return Scope(frozenset(read), frozenset(write))


def _of_others(table: Table) -> Scope:
    """Returns a scope in which none of the rows is visible: nothing of the table's kind is in it, and OWN is
    in the list of the other kind."""
    own = frozenset({OWN})
    return Scope(own, own) if table.kind == "body" else Scope(bodies=own)


def faults(table: Table) -> Iterator[str]:
    """Yields what is wrong with a guarded table that has one row of OWN and one of OTHER."""
    for role, letters in table.grants.items():
        for letter in letters:
            fault = {"s": _select, "i": _insert, "u": _update, "d": _delete}[letter](table, role)
            if fault:
                yield f"{table.name}: {role} {fault}"


def _rows(cursor: Any, table: Table) -> set[int]:
    cursor.execute(f'select "{table.column}" from "{table.name}" where "{table.column}" in ({OWN}, {OTHER})')
    return {unit for (unit,) in cursor.fetchall()}


def _select(table: Table, role: str) -> str | None:
    everyone = {OWN, OTHER} if table.kind == "shared" else {OWN}
    with _as(role, _scope(table, (OWN,))) as cursor:
        seen = _rows(cursor, table)
    if seen != everyone:
        return f"in the scope of {OWN} sees {seen}"
    for scope, called in ((Scope(), "without a scope"), (_of_others(table), "in a scope of the other kind")):
        with _as(role, scope) as cursor:
            seen = _rows(cursor, table)
        if seen:
            return f"{called} sees {seen}"
    return None


def _insert(table: Table, role: str) -> str | None:
    """Inserts copies of the two rows: the other unit's must be refused, one's own accepted (it then fails
    only on a unique key that it repeats)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
            " and not attisdropped and attgenerated = ''",
            [f'"{table.name}"'],
        )
        names = ", ".join(_quoted([name for (name,) in cursor.fetchall()]))
        cursor.execute(
            f'create temporary table loa_probe on commit drop as select {names} from "{table.name}"'
        )
        cursor.execute("grant select on loa_probe to public")
    try:
        for place, wanted in ((OTHER, False), (OWN, True)):
            taken = _copy(table, role, names, place)
            if taken is not wanted:
                return f"in the scope of {OWN} {'may' if taken else 'may not'} insert a row of {place}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table loa_probe")
    return None


def _copy(table: Table, role: str, names: str, place: int) -> bool:
    try:
        with _as(role, _scope(table, (OWN,), (OWN,))) as cursor:
            cursor.execute(
                f'insert into "{table.name}" ({names}) overriding system value'
                f' select {names} from loa_probe where "{table.column}" = {place}'
            )
            return True
    except DatabaseError as error:
        # Any other error means that the policy let the row through.
        return not isinstance(error.__cause__, InsufficientPrivilege)


def _update(table: Table, role: str) -> str | None:
    column = (table.update_only.get(role) or (table.column,))[0]
    return _takes(table, role, f'update "{table.name}" set "{column}" = "{column}"', "update")


def _delete(table: Table, role: str) -> str | None:
    return _takes(table, role, f'delete from "{table.name}"', "delete")


def _takes(table: Table, role: str, statement: str, verb: str) -> str | None:
    """Checks that of two rows that are visible, and of which one may be written, exactly that one is."""
    where = f' where "{table.column}" in ({OWN}, {OTHER})'
    scope = _scope(table, (OWN,) if table.kind == "person" else (OWN, OTHER), (OWN,))
    with _as(role, scope) as cursor:
        cursor.execute(statement + where)
        taken = cursor.rowcount
    return None if taken == 1 else f"in the scope of {OWN} may {verb} {taken} rows of two units"
