"""Makes the declarations true in the database, as its owner, in one transaction, any number of times."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from loa.kernel.guard.collect import declared
from loa.kernel.guard.declare import ROLES, Table
from loa.kernel.guard.policies import database_role, statements

ALL_ROLES = (*(database_role(role) for role in ROLES), "loa_backup")


def after_migrate(using: str = "default", **_: Any) -> None:
    """Receiver of post_migrate."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        apply(cursor, declared().values())


def apply(cursor: CursorWrapper, tables: Iterable[Table]) -> None:
    """Strip every grant and policy of ours, then give what is declared. A declared table that is not
    there yet (one app was migrated alone) is passed over; a test fails for one that never comes."""
    _strip(cursor)
    existing = _relations(cursor)
    for table in tables:
        if table.name not in existing:
            continue
        for statement in statements(table):
            cursor.execute(statement)
        _sequences(cursor, table)


def _strip(cursor: CursorWrapper) -> None:
    roles = ", ".join(ALL_ROLES)
    cursor.execute(f"revoke all on all tables in schema public from {roles}")
    cursor.execute(f"revoke all on all sequences in schema public from {roles}")
    cursor.execute(f"grant usage on schema public to {roles}")
    cursor.execute(
        "select format('drop policy %I on %I.%I', policyname, schemaname, tablename) from pg_policies"
        " where schemaname = 'public' and policyname like 'loa\\_%'"
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


def _relations(cursor: CursorWrapper) -> set[str]:
    cursor.execute(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind in ('r', 'p', 'v', 'm')"
    )
    return {name for (name,) in cursor.fetchall()}


def _sequences(cursor: CursorWrapper, table: Table) -> None:
    """Who may insert may also draw from the table's own sequences (serial columns; identity needs none)."""
    cursor.execute(
        "select s.relname from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'"
        " where d.refobjid = %s::regclass and d.deptype in ('a', 'i')",
        [f'"{table.name}"'],
    )
    for (sequence,) in cursor.fetchall():
        for role, letters in table.grants.items():
            if "i" in letters:
                cursor.execute(f'grant usage on sequence "{sequence}" to {database_role(role)}')
        cursor.execute(f'grant select on sequence "{sequence}" to loa_backup')
