"""Every table is declared, and the database does what the declarations say."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from loa.kernel.guard import apply
from loa.kernel.guard.collect import declared
from loa.kernel.guard.declare import Table
from loa.testing import probes
from loa.testing.matrix_run import rolled_back

pytestmark = pytest.mark.django_db
ROLES = ("loa_web", "loa_worker", "loa_bridge", "loa_signer", "loa_backup")


def relations(kinds: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            f" and relkind in ({kinds}) and not relispartition"
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_table_and_view_is_declared_and_every_declared_one_is_there():
    there, said = relations("'r', 'p', 'v', 'm'"), set(declared())
    assert there - said == set(), "say in the room's tables.py who may touch these"
    assert said - there == set(), "declared, but no such table"


def test_views_run_with_the_rights_of_who_asks():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'"
            " and not coalesce(reloptions @> '{security_invoker=true}', false)"
        )
        assert cursor.fetchall() == []
    assert relations("'m'") == set(), "a materialised view holds rows of all units for everyone"


def test_partitions_have_no_grants_of_their_own():
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, g.grantee from pg_class c join information_schema.role_table_grants g"
            " on g.table_name = c.relname where c.relispartition and g.grantee = any(%s)",
            [list(ROLES[:-1])],
        )
        assert cursor.fetchall() == []


def test_no_role_owns_anything_or_passes_row_security_but_the_backup():
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles"
            " where rolname = any(%s)",
            [list(ROLES)],
        )
        for name, *powers, past_rows in cursor.fetchall():
            assert not any(powers), name
            assert past_rows == (name == "loa_backup")
        cursor.execute(
            "select relname from pg_class where relowner in"
            " (select oid from pg_roles where rolname = any(%s))",
            [list(ROLES)],
        )
        assert cursor.fetchall() == []


def test_functions_with_the_owners_rights_name_their_search_path_and_are_not_everyones():
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, proconfig::text, proacl::text from pg_proc where prosecdef"
            " and pronamespace = 'public'::regnamespace and proowner = 'loa_owner'::regrole"
        )
        for name, config, acl in cursor.fetchall():
            assert "search_path" in (config or ""), name
            assert acl is not None, f"{name} is open to everyone"
            assert not re.search(r"[{,]=X", acl), f"{name} is open to everyone"


def test_the_signing_web_role_writes_no_evidence_and_no_signed_byte():
    for name in ("keys_signedhead", "keys_delegation", "keys_trustbundle", "audit_link"):
        table = declared().get(name)
        assert table is None or not set(table.grants.get("web", "")) & set("iud"), name


def guarded() -> list[Table]:
    return [table for table in declared().values() if table.kind != "system" and table.column]


@pytest.fixture
def planted():
    """A row of each of two units in every guarded table; triggers stay off: they have tests of their own."""
    failures, better = [], probes.samples()
    with connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute("set local session_replication_role = replica")
    for table in guarded():
        try:
            with transaction.atomic():
                probes.plant(table, better.get(table.name, {}))
        except (DatabaseError, KeyError) as error:
            failures.append(f"{table.name}: {str(error).splitlines()[0]}")
    with connection.cursor() as cursor:
        cursor.execute("set local role loa_owner")
    assert not failures, "give better values in SAMPLES of tests/matrix_rows.py:\n" + "\n".join(failures)


def test_every_role_sees_and_takes_only_its_scope_in_every_table(planted):
    faults = [fault for table in guarded() for fault in probes.faults(table)]
    assert not faults, "\n".join(faults)


def test_dropping_any_one_policy_is_noticed(planted):
    """One after the other, rolled back: some probe of that table turns red for each."""
    unnoticed = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname from pg_policies where schemaname = 'public'"
            " and policyname ~ '^loa_(select|insert|update|delete)$' order by 1, 2"
        )
        policies = cursor.fetchall()
    tables = declared()
    for name, policy in policies:
        with rolled_back():
            with connection.cursor() as cursor:
                cursor.execute(f'drop policy "{policy}" on "{name}"')
            if tables[name].column and next(probes.faults(tables[name]), None) is None:
                unnoticed.append(f"{name}.{policy}")
    assert len(policies) > 40
    assert not unnoticed, "\n".join(unnoticed)


def test_row_security_switched_off_on_any_table_is_noticed(planted):
    unnoticed = []
    for table in guarded():
        with rolled_back():
            with connection.cursor() as cursor:
                cursor.execute(f'alter table "{table.name}" disable row level security')
            if table.grants and next(probes.faults(table), None) is None:
                unnoticed.append(table.name)
    assert not unnoticed, "\n".join(unnoticed)


def test_applying_again_changes_nothing():
    def state() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select tablename, policyname, cmd, roles::text, qual, with_check from pg_policies"
                " order by 1, 2"
            )
            policies = cursor.fetchall()
            cursor.execute(
                "select table_name, grantee, privilege_type from information_schema.role_table_grants"
                " where grantee like 'loa%' order by 1, 2, 3"
            )
            return policies + cursor.fetchall()

    before = state()
    with connection.cursor() as cursor:
        apply.apply(cursor, declared().values())
    assert state() == before
