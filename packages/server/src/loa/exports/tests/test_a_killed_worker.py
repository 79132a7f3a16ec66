"""A real worker, killed with -9 while it writes a file: nothing of it is left, and the next one writes it
all."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
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

WITHIN_SECONDS = 240
ROWS = 20_000


def until(file: RequestedFile, holds: Callable[[RequestedFile], bool]) -> None:
    """Wait for a condition, not for a time; give up in the end."""
    end = time.monotonic() + WITHIN_SECONDS
    file.refresh_from_db()
    while not holds(file):
        assert time.monotonic() < end, f"it never came: {file.state} {file.done}/{file.rows}"
        time.sleep(0.02)
        file.refresh_from_db()


@pytest.fixture
def start(own_database, cluster, tmp_path):
    told = {
        **os.environ,
        **cluster.environment("loa_worker", own_database),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
        "LOA_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "loa.config.manage", "work", "--only", "imports", "exports"]
    return lambda: subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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
