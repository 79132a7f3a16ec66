"""Applies the declarations to the database, as its owner, in one transaction. It can run any number of
times."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from loa.kernel.guard import one_unit, table_of_roles
from loa.kernel.guard.collect import declared
from loa.kernel.guard.declare import ROLES, Table
from loa.kernel.guard.policies import OF_A_FILE, database_role, of_a_file, statements

ALL_ROLES = (*(database_role(role) for role in ROLES), "loa_backup")


def after_migrate(using: str = "default", **_: Any) -> None:
    """Applies the table of roles and all declarations. Receiver of post_migrate."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in table_of_roles.statements():
            cursor.execute(statement)
        apply(cursor, declared().values())


def apply(cursor: CursorWrapper, tables: Iterable[Table]) -> None:
    """Removes every grant, policy and trigger of ours, then creates what is declared. Skips a declared table
    that does not exist yet (only one app was migrated); a test fails for a table that never exists."""
    _strip(cursor)
    cursor.execute(one_unit.FUNCTION)
    existing = _relations(cursor)
    for table in tables:
        if table.name not in existing:
            continue
        for statement in statements(_as_far_as_guarded(cursor, table)):
            cursor.execute(statement)
        for statement in one_unit.create_trigger(cursor, table):
            cursor.execute(statement)
        _sequences(cursor, table)


def _strip(cursor: CursorWrapper) -> None:
    """Removes all grants, policies and triggers of ours, so that a declaration that was deleted or changed
    leaves nothing behind."""
    roles = ", ".join(ALL_ROLES)
    cursor.execute(f"revoke all on all tables in schema public from {roles}")
    cursor.execute(f"revoke all on all sequences in schema public from {roles}")
    cursor.execute(f"grant usage on schema public to {roles}")
    cursor.execute(
        # The underscore is escaped, because LIKE would take it for any character.
        "select format('drop policy %I on %I.%I', policyname, schemaname, tablename) from pg_policies"
        " where schemaname = 'public' and policyname like 'loa\\_%'"
    )
    policies = cursor.fetchall()
    cursor.execute(
        "select format('drop trigger %%I on %%s', tgname, tgrelid::regclass) from pg_trigger"
        " where tgname = any(%s)",
        [[OF_A_FILE, one_unit.ONE_UNIT]],
    )
    for (statement,) in policies + cursor.fetchall():
        cursor.execute(statement)


def _as_far_as_guarded(cursor: CursorWrapper, table: Table) -> Table:
    """Returns the table; where the trigger function that it needs does not exist yet (only rooms below
    imports were migrated), with no write of the worker, so that no moment lets it write without a file."""
    if table.of_a_file is None:
        return table
    cursor.execute("select to_regproc(%s)", [of_a_file(table)[0]])
    if cursor.fetchone() != (None,):
        return table
    return replace(table, of_a_file=None, grants={**table.grants, "worker": "s"})


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
