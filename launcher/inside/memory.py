"""Decides how much memory PostgreSQL gets: fractions of what this process may use, each with a minimum and a
maximum. It may use the machine's memory, or less if a cgroup (a container, a unit's MemoryMax) limits it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MIB: Final = 2**20
CGROUPS: Final = Path("/sys/fs/cgroup")
OWN_CGROUP: Final = Path("/proc/self/cgroup")
LIMITS: Final = ("memory.max", "memory.high", "memory.limit_in_bytes")
"""The limits of cgroup version 2 (the hard one and the one from which it is throttled), and of version 1."""


@dataclass(frozen=True)
class Share:
    """PostgreSQL's memory settings, in MiB."""

    shared_buffers: int
    effective_cache_size: int
    work_mem: int
    maintenance_work_mem: int


def share(usable: int) -> Share:
    """Returns the settings for this many usable bytes.

    A quarter is PostgreSQL's own, as its manual advises; above 4 GiB the rest is left to the kernel's
    cache and the Python processes. Sorts and joins use memory per connection (there are about forty), so
    one of them gets a 256th.
    """
    mib = usable // MIB
    return Share(
        shared_buffers=_between(64, mib // 4, 4096),
        effective_cache_size=_between(256, mib // 2, 65536),
        work_mem=_between(4, mib // 256, 32),
        maintenance_work_mem=_between(32, mib // 32, 512),
    )


def usable() -> int:
    """Returns the bytes that this process and its children may use."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([machine, *limits(_folders())])


def limits(folders: Iterable[Path]) -> list[int]:
    """Returns the limits in bytes that are set in these cgroups. "max" and what cannot be read count as no
    limit."""
    found = []
    for folder in folders:
        for name in LIMITS:
            try:
                found.append(int((folder / name).read_text(encoding="ascii")))
            except (OSError, ValueError):
                continue
    return found


def _folders() -> list[Path]:
    try:
        told = OWN_CGROUP.read_text(encoding="utf-8")
    except OSError:
        return []
    return cgroups(told, CGROUPS)


def cgroups(told: str, root: Path) -> list[Path]:
    """Returns the folders of a process's cgroup and of all above it, from the text of /proc/self/cgroup: the
    limit of any of them applies.

    Version 2 has the line "0::/path"; version 1 has a line for memory, mounted by that name. Inside a
    container the path may be the host's and not exist; then the root's own limit applies.
    """
    found = []
    for line in told.splitlines():
        _number, kinds, path = line.split(":", 2)
        if kinds in ("", "memory"):
            top = root / kinds
            own = top / path.lstrip("/")
            found += [own, *(each for each in own.parents if each.is_relative_to(top))]
    return found


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(most, wanted))
