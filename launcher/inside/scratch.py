"""The folder in which a whole run's tests make what they need, in memory where the machine has enough of it.

Tests make some thousand databases, each of more than a thousand files: in memory that takes an eighth of the
processor time that it takes on a disk. Chosen tests stay under the system's temporary folder, where the
migrated database and the first start that they copy are kept from one run to the next.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from launcher.inside import memory

MEMORY: Final = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
PREFIX: Final = "loa-run-"
FREE: Final = 6 * 2**30
"""The bytes that must be free there; a whole run was seen to take 3.6 GB."""
USABLE: Final = 12 * 2**30
"""The least memory of a machine, or a container, of which that much can be spared."""


@contextmanager
def folder() -> Iterator[Path | None]:
    """Yields a folder in memory, or None where there is too little. It is deleted at the end, and so is that
    of a run that was killed."""
    if not _has_room(MEMORY):
        yield None
        return
    _sweep(MEMORY)
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
    made.chmod(0o755)  # PostgreSQL and the parts of an instance run as other users
    try:
        with _lock(made).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sweep(within: Path) -> None:
    """Deletes what runs left there that ended without a chance to."""
    for left in within.glob(f"{PREFIX}*"):
        try:
            with _lock(left).open("r") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
        except OSError:  # another run's, or another user's
            continue


def _lock(made: Path) -> Path:
    return made / "lock"


def _has_room(where: Path) -> bool:
    try:
        found = os.statvfs(where)
    except OSError:
        return False
    fit = os.access(where, os.W_OK) and not found.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return fit and found.f_bavail * found.f_frsize >= FREE and memory.usable() >= USABLE
