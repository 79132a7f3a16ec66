"""A worker process, for tests whose pages wait for a job and for those that kill it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from loa.testing.cluster import Cluster

WITHIN_SECONDS = 240


def started(
    cluster: Cluster, database: str, folder: Path, *command: str, out: int | IO[bytes] = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Starts a management command as the role loa_worker on a database, with `folder` as the site's data."""
    told = {
        **os.environ,
        **cluster.environment("loa_worker", database),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
        "LOA_DATA": str(folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "loa.config.manage", *command], env=told, stdout=out, stderr=out
    )


@pytest.fixture
def worker(own_database: str, cluster: Cluster, tmp_path: Path) -> Iterator[None]:
    """Runs a worker for every queue of the test's own database."""
    with (tmp_path / "worker.log").open("wb") as log:
        process = started(cluster, own_database, tmp_path, "procrastinate", "worker", out=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def until(row: Any, holds: Callable[[Any], bool]) -> None:
    """Waits for a condition on a row that a worker changes, not for a time; gives up in the end."""
    end = time.monotonic() + WITHIN_SECONDS
    row.refresh_from_db()
    while not holds(row):
        assert time.monotonic() < end, f"it never came: {row.state} {row.done}/{row.rows}"
        time.sleep(0.02)
        row.refresh_from_db()
