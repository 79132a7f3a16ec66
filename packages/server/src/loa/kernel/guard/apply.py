"""Applies the declarations to the database, as its owner, in one transaction. It can run any number of
times."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from loa.kernel.guard.collect import declared
from loa.kernel.guard.declare import ROLES, Table
from loa.kernel.guard.policies import database_role, statements

ALL_ROLES = (*(database_role(role) for role in ROLES), "loa_backup")


def after_migrate(using: str = "default", **_: Any) -> None:
    """Applies all declarations. Receiver of post_migrate."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        apply(cursor, declared().values())


def apply(cursor: CursorWrapper, tables: Iterable[Table]) -> None:
    """Removes every grant and policy of ours, then creates what is declared. Skips a declared table that does
    not exist yet (only one app was migrated); a test fails for a table that never exists."""
    _strip(cursor)
    existing = _relations(cursor)
    for table in tables:
        if table.name not in existing:
            continue
        for statement in statements(table):
            cursor.execute(statement)
        _sequences(cursor, table)


def _strip(cursor: CursorWrapper) -> None:
    """Removes all grants and policies of ours, so that a declaration that was deleted leaves no right
    behind."""
    roles = ", ".join(ALL_ROLES)
    cursor.execute(f"revoke all on all tables in schema public from {roles}")
    cursor.execute(f"revoke all on all sequences in schema public from {roles}")
    cursor.execute(f"grant usage on schema public to {roles}")
    cursor.execute(
        # The underscore is escaped, because LIKE would take it for any character.
        "select format('drop policy %I on %I.%I', policyname, schemaname, tablename) from pg_policies"
        " where schemaname = 'public' and policyname like 'loa\\_%'"
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


def _relations(cursor: CursorWrapper) -> set[str]:
    """Returns the names of all tables and views."""
    cursor.execute(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind in ('r', 'p', 'v', 'm')"
    )
    return {name for (name,) in cursor.fetchall()}


def _sequences(cursor: CursorWrapper, table: Table) -> None:
    """Grants the use of the table's own sequences to the roles that may insert. Serial columns need it;
    identity columns do not."""
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
