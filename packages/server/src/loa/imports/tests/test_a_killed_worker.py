"""A real worker, killed with -9 while it writes a file: no row is left, and the next one writes all."""

from datetime import timedelta

import pytest

from loa.fleet.models import Device
from loa.imports import actions, jobs
from loa.imports.models import Row, Upload
from loa.imports.tests.files import csv
from loa.kernel import clock
from loa.kernel.attempts import STUCK_AFTER
from loa.kernel.roles import Role
from loa.testing import people
from loa.testing.work import started, until

ROWS = 500


@pytest.fixture
def start(own_database, cluster, tmp_path):
    return lambda: started(cluster, own_database, tmp_path, "work", "--only", "imports")


def test_nothing_is_half_written_and_the_next_worker_writes_all(start, as_role):
    places = people.places()
    anh = people.someone(
        "Phạm Quốc Anh", (Role.OPERATOR, places.province), home=places.province, username="anh"
    )
    content = csv("Mã xã;Tên cụm", *[f"14797;Cụm {number:04}" for number in range(ROWS)])
    with as_role("web", anh):
        upload = actions.send("clusters", None, "cụm.csv", content)
    with start() as first:
        until(upload, lambda it: it.state == "ready")
        assert upload.counts == {"added": ROWS}
        with as_role("web", anh):
            actions.write(upload.id, upload.shown_sha256, leave_out=False)
        until(upload, lambda it: it.state != "writing" or 0 < it.done < it.rows)
        assert upload.state == "writing"
        first.kill()
    assert not Device.objects.exists()
    lost = clock.now() - STUCK_AFTER - timedelta(seconds=1)
    Upload.objects.filter(id=upload.id).update(changed_at=lost)
    with as_role("worker"):
        jobs.rescue.func(timestamp=0)
    with start() as second:
        until(upload, lambda it: it.state in ("written", "failed"))
        second.terminate()
    assert (upload.state, upload.attempts) == ("written", 2)
    assert Device.objects.count() == ROWS
    assert Row.objects.filter(upload=upload).exclude(written="").count() == ROWS
