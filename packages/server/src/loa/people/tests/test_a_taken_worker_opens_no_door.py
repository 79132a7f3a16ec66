"""The worker reads nothing by which one signs in, and still does its work on sessions and accounts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from loa.kernel import clock
from loa.people import jobs, who
from loa.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions():
    """One session that ended an hour ago, and one that lasts."""
    for key, hours in (("ended", -1), ("lasts", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=clock.now() + timedelta(hours=hours)
        )


@pytest.mark.parametrize(
    "sql",
    [
        "select session_key from django_session",
        "select session_data from django_session",
        "delete from django_session returning session_key",
        "delete from django_session where session_key = 'lasts'",
        "update django_session set expire_date = now()",
        "select password from people_account",
        "select * from people_account",
        "select id from people_account where password like 'a%'",
        "select secret_hash from people_onetimelink",
        "select username from axes_accessattempt",
    ],
)
def test_the_worker_reads_no_session_and_no_password(sql, as_role, editor, sessions):
    with (
        as_role("worker", editor),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_worker_deletes_the_sessions_that_ended_and_no_other(as_role, sessions):
    with as_role("worker"):
        jobs.delete_ended_sessions(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasts"]


def test_the_worker_acts_for_an_account_without_its_password(as_role, editor):
    with as_role("worker", editor):
        acting = who.of_account(editor.account_id)
    assert acting == editor


def test_an_account_has_the_hash_of_its_password_when_it_is_asked_for(editor):
    account = Account.objects.get(pk=editor.account_id)
    assert "password" in account.get_deferred_fields()
    assert account.password == Account.objects.with_password().get(pk=editor.account_id).password
