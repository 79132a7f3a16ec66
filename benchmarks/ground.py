"""A PostgreSQL of the benchmark's own, as durable as one in use, and Django on it as any database role.

Data is made in bulk as the owner of the tables; through the pages it would take hours. What is measured runs
as the role that does it in use, under its row policies.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from loa.testing import cluster as clusters  # noqa: E402
from loa.testing.cluster import Cluster  # noqa: E402

from launcher.inside import memory  # noqa: E402

# What the launcher sets for a database in use. The tests' cluster is not durable.
IN_USE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "autovacuum_naptime": "1min",
    "shared_preload_libraries": "pg_stat_statements",
}

_held: dict[str, BaseDatabaseWrapper] = {}
"""The connections by role, as long as the benchmark's database lives."""


@contextmanager
def database() -> Iterator[Cluster]:
    """Gives a migrated cluster with durable settings, which is removed at the end. Django acts as the
    owner."""
    with ExitStack() as stack:
        own = stack.enter_context(clusters.running())
        with own.connect("postgres") as link:
            for name, value in {**IN_USE, **memory_settings()}.items():
                link.execute(f"alter system set {name} = '{value}'")
        restart(own, stack)
        with own.connect() as link:
            link.execute("create extension pg_stat_statements")
        become(own, "owner")
        try:
            yield own
        finally:
            for held in _held.values():
                held.close()
            _held.clear()


def restart(own: Cluster, stack: ExitStack, between: Callable[[], None] = lambda: None) -> None:
    """Stops PostgreSQL cleanly and starts it again; calls `between` while it is down."""
    postmaster = int((own.folder / "data" / "postmaster.pid").read_text().split()[0])
    # SIGINT is PostgreSQL's fast shutdown: connections are ended, a checkpoint is written.
    os.kill(postmaster, signal.SIGINT)
    deadline = time.monotonic() + 30
    while (own.folder / "data" / "postmaster.pid").exists():
        if time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL does not stop")
        time.sleep(0.02)
    between()
    stack.enter_context(clusters._started(own.folder))


def become(own: Cluster, role: str) -> None:
    """Sets the database role of Django's connection: `owner` (makes the data, sees all) or web, worker,
    bridge, signer.

    Each role keeps its connection, as its process does in use: connecting is no part of what is measured.
    """
    name = clusters.SUPERUSER if role == "owner" else f"loa_{role}"
    told: dict[str, Any] = settings.DATABASES["default"]  # for threads that connect later
    told.update(HOST=str(own.folder), PORT="5432", NAME=clusters.DATABASE, USER=name)
    told.update(PASSWORD=own.passwords[name])
    told["OPTIONS"] = {
        **told.get("OPTIONS", {}),
        "options": "-c role=loa_owner" if role == "owner" else "",
    }
    if role not in _held:
        _held[role] = connections.create_connection("default")
        _held[role].settings_dict = dict(told)
    connections["default"] = _held[role]


def memory_settings() -> dict[str, str]:
    """Returns what the launcher gives PostgreSQL of this machine's memory."""
    return {name: f"{mib}MB" for name, mib in asdict(memory.share(memory.usable())).items()}


def settle(own: Cluster) -> None:
    """Makes the planner's statistics and a checkpoint, so that none runs in the middle of the benchmark."""
    with own.connect() as link:
        link.execute("vacuum analyze")
        link.execute("checkpoint")
