"""What must outlive a power cut, in SQLite: trust, acts, and what happened.

A box has its own file (WAL; every commit is on disk before anything acts on it). A simulator gives many boxes
one connection: rows carry the number of their box, so a box costs only its rows.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from loa_protocol.ids import sha256_hex

T = TypeVar("T")

_BALLAST = 512 * 1024  # bytes of the reserved space
_SCHEMA = """
create table if not exists kept (
  box integer not null, name text not null, value blob not null, primary key (box, name)
) without rowid;
create table if not exists ordered (
  box integer not null, id text not null, serial integer not null, until_ms integer not null,
  public_key text not null, head blob not null, primary key (box, id)
) without rowid;
create table if not exists waiting (
  box integer not null, number integer not null, boot text not null, record blob not null,
  primary key (box, number)
) without rowid;
create table if not exists batch (
  box integer not null, first integer not null, last integer not null, sha256 text not null,
  head blob not null, stored_ms integer, primary key (box, first)
) without rowid;
create table if not exists playing (
  box integer not null, item text not null, part integer not null, state blob not null,
  primary key (box, item, part)
) without rowid;
"""


TABLES = {
    "kept": "box, name",
    "ordered": "box, id",
    "waiting": "box, number",
    "batch": "box, first",
    "playing": "box, item, part",
}
"""Each table and its key."""


class StoreFull(Exception):
    """The disk had no room for it; nothing was written."""


def memory() -> sqlite3.Connection:
    """Returns a store in memory that any number of simulated boxes may share."""
    # isolation_level=None: `Store.transaction` alone begins and ends transactions.
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.executescript(_SCHEMA)
    return db


def file(path: Path) -> sqlite3.Connection:
    """Opens a box's store on disk. Raises sqlite3.DatabaseError if the file is no store."""
    db = sqlite3.connect(path, isolation_level=None, timeout=10)
    # Every commit is flushed (synchronous=full). Log and cache are small, since disk and memory are.
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute("pragma wal_autocheckpoint=64")
    db.execute("pragma journal_size_limit=262144")
    db.execute("pragma cache_size=-512")
    try:
        db.executescript(_SCHEMA)
    except sqlite3.OperationalError:
        if not _has_schema(db):  # a full disk refuses to write, but a store with its tables can be read
            raise
    return db


def _has_schema(db: sqlite3.Connection) -> bool:
    found = db.execute("select count(*) from sqlite_master where type = 'table'").fetchone()
    return bool(found[0] >= len(TABLES))


class Store:
    """The rows of one box.

    ``reserve`` is the file of the reserved space, which is deleted when the disk is full; None in memory.
    ``come_back`` is given for a connection that only replaces one that the disk refuses: it returns that one.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        box: int = 0,
        reserve: Path | None = None,
        come_back: Callable[[], sqlite3.Connection] | None = None,
    ) -> None:
        self.db = db
        self.box = box
        self._reserve = reserve
        self._come_back = come_back
        self._deep = 0  # 1 inside a transaction
        self.unread: dict[str, str] = {}  # what cannot be read, and the hash of its data
        self.full = come_back is not None
        self.fill_reserve()

    def fill_reserve(self) -> None:
        """Reserves disk space for play records. It is called again when the disk has room."""
        if self._reserve is None or self._come_back is not None or self._reserve.exists():
            return
        try:
            self._reserve.write_bytes(bytes(_BALLAST))
            self.full = False
        except OSError:
            self._make_room()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Runs the block as one transaction: all of it or nothing, on disk when the block ends. Raises
        StoreFull.

        A transaction inside another one joins it.
        """
        if self._deep:
            yield self.db
            return
        self._deep = 1
        try:
            self._return()
            self.db.execute("begin immediate")
            yield self.db
            self.db.execute("commit")
        except sqlite3.OperationalError as error:
            self._undo()
            self._make_room()
            raise StoreFull(str(error)) from error
        except BaseException:
            self._undo()
            raise
        finally:
            self._deep = 0

    def _return(self) -> None:
        """Opens the store on disk again, if the disk allows it. Raises sqlite3.OperationalError."""
        if self._come_back is not None:
            on_disk = self._come_back()  # raises while the disk still refuses
            self.db.close()
            self.db, self._come_back = on_disk, None
            self.fill_reserve()

    def _undo(self) -> None:
        if self.db.in_transaction:
            self.db.execute("rollback")

    def _make_room(self) -> None:
        self.full = True
        if self._reserve is not None:
            with contextlib.suppress(OSError):
                self._reserve.unlink(missing_ok=True)

    def set_aside(self, what: str, data: object) -> None:
        """Notes that a stored value cannot be read and does not count any more. Health reports it as long as
        this process runs; one record says so too, with the hash of the data."""
        self.unread.setdefault(what, sha256_hex(data if isinstance(data, bytes) else str(data).encode()))

    def get(self, name: str) -> bytes | None:
        """Returns a stored value, None if there is none."""
        found = self.db.execute(
            "select value from kept where box = ? and name = ?", (self.box, name)
        ).fetchone()
        if found is None or isinstance(found[0], bytes):
            return found[0] if found else None
        self.set_aside(name, found[0])
        return None

    def load(self, name: str, kind: type[T]) -> T | None:
        """Returns a stored message. One that cannot be read counts as never stored: the box asks again."""
        found = self.get(name)
        if found is None:
            return None
        try:
            return msgspec.json.decode(found, type=kind)
        except (msgspec.DecodeError, ValueError):
            self.set_aside(name, found)
            return None

    def put(self, name: str, value: bytes | msgspec.Struct) -> None:
        """Stores a value. Raises StoreFull."""
        data = value if isinstance(value, bytes) else msgspec.json.encode(value)
        with self.transaction() as db:
            db.execute("insert or replace into kept values (?, ?, ?)", (self.box, name, data))

    def remove(self, name: str) -> None:
        """Deletes a value. Raises StoreFull."""
        with self.transaction() as db:
            db.execute("delete from kept where box = ? and name = ?", (self.box, name))

    def count_up(self, name: str, otherwise: int) -> int:
        """Returns the next number of a counter: strictly rising, and on disk before it is used. Raises
        StoreFull.

        ``otherwise`` is the number that it continues from if the counter has been lost.
        """
        kept = self.get(name)
        number = otherwise + 1
        if kept is not None:
            try:
                number = int(kept) + 1
            except ValueError:
                self.set_aside(name, kept)
        self.put(name, str(number).encode())
        return number

    def close(self) -> None:
        """Closes the connection (not for a shared one)."""
        self.db.close()
