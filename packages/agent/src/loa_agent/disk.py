"""The state folder: only one agent uses it at a time, and its store opens whatever happened to the disk.

A disk that cannot be written, because it is full or worn out, is no reason for silence. Until the disk can be
written again, a copy of the store in memory replaces it, in which nothing can be changed. A store in which a
power cut has damaged a page is read as far as possible.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from loa_agent import store as stores
from loa_agent.store import TABLES, Store

_NAME = "agent.sqlite"
_ROOM = "/dev/shm"  # noqa: S108 - memory, should the disk be full; a folder of our own is made in it


class FolderInUse(Exception):
    """Another agent uses this folder."""


class StoreDamaged(Exception):
    """Nothing of the store can be read any more."""


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """Locks the folder for this process, and makes it if it is missing. Raises FolderInUse, OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(f"another loa-agent is running on {folder}") from error
        yield
    finally:
        os.close(held)


def opened(folder: Path) -> Store:
    """Opens the folder's store. Raises StoreDamaged."""
    path, reserve = folder / _NAME, folder / "ballast"
    try:
        db, rescued = _opened(path)
    except sqlite3.OperationalError:
        # The disk may be full: give up the reserved space, and try again.
        with contextlib.suppress(OSError):
            reserve.unlink(missing_ok=True)
        try:
            db, rescued = _opened(path)
        except sqlite3.OperationalError:
            return Store(_stand_in(path), reserve=reserve, come_back=lambda: _opened(path)[0])
    store = Store(db, reserve=reserve)
    if rescued:
        store.set_aside("pages of the store", b"")
    return store


def _opened(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Opens the store. Returns it, and whether it had to be rescued. Raises sqlite3.OperationalError if the
    disk refuses it, and StoreDamaged."""
    try:
        db = stores.file(path)
        if db.execute("pragma quick_check(1)").fetchone() == ("ok",):
            return db, False
        db.close()
    except sqlite3.OperationalError:
        raise  # the disk refuses; a subclass of DatabaseError, which means damage
    except sqlite3.DatabaseError:
        pass  # not even its first page can be read
    _rescue(path)
    return stores.file(path), True


def _stand_in(path: Path) -> sqlite3.Connection:
    """Returns a read-only copy of the store in memory. Raises StoreDamaged."""
    db = stores.memory()
    try:
        with tempfile.TemporaryDirectory(dir=_ROOM if os.path.isdir(_ROOM) else None) as room:
            for end in ("", "-wal"):
                if os.path.exists(f"{path}{end}"):
                    shutil.copyfile(f"{path}{end}", f"{room}/store{end}")
            with closing(sqlite3.connect(f"{room}/store")) as there:
                there.backup(db)
    except (OSError, sqlite3.DatabaseError) as error:
        raise StoreDamaged(f"{path} cannot be read ({error}); claim the box anew") from error
    db.execute("pragma query_only = on")
    return db


def _rescue(path: Path) -> None:
    """Replaces the store by a new one with all rows that can be read. The old file stays beside it for
    whoever investigates.

    Raises sqlite3.OperationalError, StoreDamaged.
    """
    fresh = path.with_suffix(".new")
    _remove(fresh)
    with closing(stores.file(fresh)) as new, closing(sqlite3.connect(path)) as old:
        found = sum(_rows(old, new, table, key) for table, key in TABLES.items())
    if not found:
        _remove(fresh)
        raise StoreDamaged(f"{path} cannot be read; claim the box anew")
    try:
        os.replace(path, path.with_suffix(".sqlite.damaged"))
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        os.replace(fresh, path)
    except OSError as error:
        raise sqlite3.OperationalError(str(error)) from error


def _rows(old: sqlite3.Connection, new: sqlite3.Connection, table: str, key: str) -> int:
    """Copies what can be read of a table. Returns the number of rows.

    It reads from both ends, since a damaged page stops a scan. A row with a value of zero bytes only is what
    a power cut leaves, and is skipped.
    """
    found = 0
    for order in ("asc", "desc"):
        by = ", ".join(f"{column} {order}" for column in key.split(", "))
        with contextlib.suppress(sqlite3.DatabaseError):
            for row in old.execute(f"select * from {table} order by {by}"):  # noqa: S608 - names of our own
                if any(map(_is_void, row)):
                    continue
                marks = ",".join("?" * len(row))
                found += new.execute(f"insert or ignore into {table} values ({marks})", row).rowcount  # noqa: S608
    return found


def _is_void(value: object) -> bool:
    """Returns True for a text or bytes of zero bytes only."""
    if isinstance(value, str):
        value = value.encode()
    return isinstance(value, bytes) and value != b"" and not value.strip(b"\0")


def _remove(path: Path) -> None:
    """Deletes a store and the files that SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            Path(f"{path}{end}").unlink(missing_ok=True)
