"""A PostgreSQL of the measurement's own, as durable as one in use, and Django on it as any database role.

Data is made as the tables' owner, in bulk: through the pages it would take hours. What is measured runs as
the role that does it in use, under its row policies.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from loa.testing import cluster as clusters  # noqa: E402
from loa.testing.cluster import Cluster  # noqa: E402

# What the launcher sets for a database in use; the tests' cluster has its durability off.
IN_USE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "shared_buffers": "512MB",
    "autovacuum_naptime": "1min",
}


@contextmanager
def database() -> Iterator[Cluster]:
    """A migrated cluster of one's own with durable settings; gone at the end. Django acts as the owner."""
    with ExitStack() as stack:
        own = stack.enter_context(clusters.running())
        with own.connect("postgres") as link:
            for name, value in IN_USE.items():
                link.execute(f"alter system set {name} = '{value}'")
        _restart(own, stack)
        become(own, "owner")
        try:
            yield own
        finally:
            connection.close()


def _restart(own: Cluster, stack: ExitStack) -> None:
    postmaster = int((own.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGINT)
    deadline = time.monotonic() + 30
    while (own.folder / "data" / "postmaster.pid").exists():
        if time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL does not stop")
        time.sleep(0.02)
    stack.enter_context(clusters._started(own.folder))


def become(own: Cluster, role: str) -> None:
    """Django's connection from now on: `owner` (makes the data, sees all) or web, worker, bridge, signer."""
    connection.close()
    name = clusters.SUPERUSER if role == "owner" else f"loa_{role}"
    known: list[dict[str, Any]] = [settings.DATABASES["default"], connections["default"].settings_dict]
    for each in known:
        each.update(HOST=str(own.folder), PORT="5432", NAME=clusters.DATABASE, USER=name)
        each.update(PASSWORD=own.passwords[name])
        each.setdefault("OPTIONS", {})["options"] = "-c role=loa_owner" if role == "owner" else ""


def settle(own: Cluster) -> None:
    """Statistics for the planner, and nothing left for a checkpoint in the middle of the measurement."""
    with own.connect() as link:
        link.execute("vacuum analyze")
        link.execute("checkpoint")
