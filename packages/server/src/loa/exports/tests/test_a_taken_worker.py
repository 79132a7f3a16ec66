"""What a taken worker cannot do by SQL: request a file, give one to somebody else, or change one that is
written."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from loa.desk.operations.tests import ground
from loa.exports.models import RequestedFile
from loa.exports.tests.written import written
from loa.kernel.roles import Role
from loa.lists import rows
from loa.testing import people

pytestmark = pytest.mark.django_db
ONCE = "the worker writes a requested file once"


@pytest.fixture
def son(web, places, monkeypatch):
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    actor = people.someone("Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    ground.clusters(places.own, 3)
    web.sign_in(actor)
    web.get(reverse("clusters_list_file", args=["csv"]))
    return actor


@pytest.fixture
def refused(as_role, son):
    """`refused(sql, values)` as role loa_worker, which names whom it likes: says why."""

    def one(sql, values=()):
        with (
            as_role("worker", son),
            pytest.raises(DatabaseError) as said,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values)
        return str(said.value).splitlines()[0]

    return one


def test_it_neither_requests_nor_turns_a_file_to_somebody_else(refused, son, operator):
    file = RequestedFile.objects.get()
    for column, value in (("person_id", operator.person_id), ("account_id", 1), ("query", ""), ("list", "x")):
        sql = f"update exports_requestedfile set {column} = %s where id = %s"
        assert refused(sql, [value, file.pk]).startswith("permission denied")
    insert = "insert into exports_requestedfile select * from exports_requestedfile"
    assert refused(insert).startswith("permission denied")
    part = "insert into exports_part (file_id, person_id, number, content) values (%s, %s, 0, 'x')"
    assert refused(part, [file.pk, operator.person_id]) in (
        ONCE,
        'new row violates row-level security policy for table "exports_part"',
    )


def test_what_is_written_stays_as_it_is(refused):
    file = written()
    assert file.state == "ready"
    for change in ("state = 'writing'", "name = 'khác.xlsx'"):
        assert refused(f"update exports_requestedfile set {change} where id = %s", [file.pk]) == ONCE
    part = "insert into exports_part (file_id, person_id, number, content) values (%s, %s, 9, 'x')"
    assert refused(part, [file.pk, file.person_id]) == ONCE
    assert refused("update exports_part set content = 'x'").startswith("permission denied")
