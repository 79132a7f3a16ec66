"""A real worker, killed with -9 while it writes a file: nothing of it is left, and the next one writes it
all."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, QueryDict

from loa.audit.models import Entry
from loa.desk.evidence.record import Acts
from loa.exports import jobs, queries
from loa.exports.models import Part, RequestedFile
from loa.kernel import clock
from loa.kernel.attempts import STUCK_AFTER
from loa.kernel.roles import Role
from loa.lists import actions
from loa.testing import people
from loa.testing.work import started, until

ROWS = 20_000


@pytest.fixture
def start(own_database, cluster, tmp_path):
    return lambda: started(cluster, own_database, tmp_path, "work", "--only", "imports", "exports")


def acts_at(unit_id: int, person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_entry (unit_id, at, person_id, process, verb, subject, detail)"
            " select %s, now(), %s, '', 'people.password_changed', 'people.account:1', '{}'"
            " from generate_series(1, %s)",
            [unit_id, person_id, ROWS],
        )


def test_nothing_is_half_written_and_the_next_worker_writes_all(start, as_role):
    places = people.places()
    lan = people.someone("Lan", (Role.AUDITOR, places.own), home=places.own, username="lan")
    acts_at(places.own.pk, lan.person_id)
    request = HttpRequest()
    request.GET = QueryDict("")
    with as_role("web", lan):
        actions.request(Acts(request), "xlsx")
        file = queries.under_way()
    with start() as first:
        until(file, lambda it: it.done > 0)
        assert (file.state, file.rows) == ("writing", ROWS)
        first.kill()
    assert not Part.objects.exists()
    assert not Entry.objects.filter(verb="lists.exported").exists()
    lost = clock.now() - STUCK_AFTER - timedelta(seconds=1)
    RequestedFile.objects.filter(id=file.id).update(changed_at=lost)
    with as_role("worker"):
        jobs.rescue.func(timestamp=0)
    with start() as second:
        until(file, lambda it: it.state != "writing")
        second.terminate()
    assert (file.state, file.attempts, file.done) == ("ready", 2, ROWS)
    (entry,) = Entry.objects.filter(verb="lists.exported")
    assert (entry.detail["rows"], entry.person_id) == (ROWS, lan.person_id)
    with as_role("web", lan):
        assert sum(map(len, queries.content(file))) == file.size > 0
