"""The play log's months."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def months(cursor):
    cursor.execute(
        "select inhrelid::regclass::text from pg_inherits where inhparent = 'playlog_playrecord'::regclass"
    )
    return {name for (name,) in cursor.fetchall()}


def test_the_worker_adds_a_month_without_owning_a_table(as_role):
    with as_role("worker"), connection.cursor() as cursor:
        cursor.execute("select playlog_add_month('2041-03-17'), playlog_add_month('2041-03-01')")
        assert cursor.fetchone() == (True, False)
    with connection.cursor() as cursor:
        assert "playlog_playrecord_2041_03" in months(cursor)


@pytest.mark.parametrize("role", ["web", "bridge", "signer"])
def test_no_other_role_adds_one(as_role, role):
    from django.db import ProgrammingError

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute("select playlog_add_month('2041-03-17')")


def test_a_partition_has_no_grants_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute(
            "select grantee, table_name from information_schema.role_table_grants"
            " where table_name like 'playlog_playrecord\\_%' and grantee <> 'loa_owner'"
        )
        assert cursor.fetchall() == []
