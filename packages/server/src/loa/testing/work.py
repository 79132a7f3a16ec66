"""The fixture of a worker process, for tests whose pages wait for a job."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loa.testing.cluster import Cluster


@pytest.fixture
def worker(own_database: str, cluster: Cluster, tmp_path: Path) -> Iterator[None]:
    """Runs a worker for every queue of the test's own database, with the role loa_worker, on the folder of
    the site's data."""
    told = {
        **os.environ,
        **cluster.environment("loa_worker", own_database),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
        "LOA_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with (tmp_path / "worker.log").open("wb") as log:
        command = [sys.executable, "-m", "loa.config.manage", "procrastinate", "worker"]
        process = subprocess.Popen(command, env=told, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)
