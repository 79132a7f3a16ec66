"""A database of which nothing is in memory, to measure what is then read from disk."""

import os
from pathlib import Path

from loa.testing.cluster import Cluster

READ = "select coalesce(sum(read_bytes), 0) / 1e6 from pg_stat_io where backend_type = 'client backend'"


def drop(data: Path) -> None:
    """Drops the kernel's cache of all files of a stopped cluster. Needs no rights but to open them.

    Files are written to disk first, since the kernel does not drop what is not written yet.
    """
    for path in data.rglob("*"):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_mb(own: Cluster) -> float:
    """Returns the megabytes that connections have read into PostgreSQL's memory since it was started, without
    vacuum."""
    with own.connect("postgres") as link:
        row = link.execute(READ).fetchone()
    assert row is not None
    return float(row[0])
