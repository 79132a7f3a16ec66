"""What must outlive a power cut, in SQLite: what is believed, what was ordered, what happened.

A box has a file of its own (WAL, every commit on disk before it is acted upon). A simulator gives thousands
of boxes one connection in memory: rows carry the number of their box, so one costs its rows and nothing else.
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

_BALLAST = 512 * 1024
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


class Full(Exception):
    """The disk would not take it; nothing was written."""


def memory() -> sqlite3.Connection:
    """A store in memory that any number of simulated boxes may share."""
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.executescript(_SCHEMA)
    return db


def file(path: Path) -> sqlite3.Connection:
    """A box's store on disk. Raises sqlite3.DatabaseError if the file is no store."""
    db = sqlite3.connect(path, isolation_level=None, timeout=10)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute("pragma wal_autocheckpoint=64")
    db.execute("pragma journal_size_limit=262144")
    db.execute("pragma cache_size=-512")
    try:
        db.executescript(_SCHEMA)
    except sqlite3.OperationalError:
        if not _has_schema(db):
            raise
    return db


def _has_schema(db: sqlite3.Connection) -> bool:
    found = db.execute("select count(*) from sqlite_master where type = 'table'").fetchone()
    return bool(found[0] >= len(TABLES))


class Store:
    """One box's rows. ``ballast`` is a file given up for room when the disk is full; None in memory.
    ``come_back``: for a connection that only stands in for one that the disk refuses, how to get that."""

    def __init__(
        self,
        db: sqlite3.Connection,
        box: int = 0,
        ballast: Path | None = None,
        come_back: Callable[[], sqlite3.Connection] | None = None,
    ) -> None:
        self.db = db
        self.box = box
        self._ballast = ballast
        self._come_back = come_back
        self._deep = 0
        self.unread: dict[str, str] = {}
        self.full = come_back is not None
        self.lay_ballast()

    def lay_ballast(self) -> None:
        """Set room aside for evidence; called again when the disk has room."""
        if self._ballast is None or self._come_back is not None or self._ballast.exists():
            return
        try:
            self._ballast.write_bytes(bytes(_BALLAST))
            self.full = False
        except OSError:
            self._make_room()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing, on disk when left; one inside another joins it. Raises Full."""
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
            raise Full(str(error)) from error
        except BaseException:
            self._undo()
            raise
        finally:
            self._deep = 0

    def _return(self) -> None:
        """To the disk, if it takes us again. Raises sqlite3.OperationalError."""
        if self._come_back is not None:
            on_disk = self._come_back()
            self.db.close()
            self.db, self._come_back = on_disk, None
            self.lay_ballast()

    def _undo(self) -> None:
        if self.db.in_transaction:
            self.db.execute("rollback")

    def _make_room(self) -> None:
        self.full = True
        if self._ballast is not None:
            with contextlib.suppress(OSError):
                self._ballast.unlink(missing_ok=True)

    def set_aside(self, what: str, data: object) -> None:
        """Something kept cannot be read and counts no more: said in Health while this run lasts, and recorded
        once, with the hash of what lay there."""
        self.unread.setdefault(what, sha256_hex(data if isinstance(data, bytes) else str(data).encode()))

    def get(self, name: str) -> bytes | None:
        """A kept value, None if it never was."""
        found = self.db.execute(
            "select value from kept where box = ? and name = ?", (self.box, name)
        ).fetchone()
        if found is None or isinstance(found[0], bytes):
            return found[0] if found else None
        self.set_aside(name, found[0])
        return None

    def load(self, name: str, kind: type[T]) -> T | None:
        """A kept message. One that cannot be read counts as never kept: the box then asks again."""
        found = self.get(name)
        if found is None:
            return None
        try:
            return msgspec.json.decode(found, type=kind)
        except (msgspec.DecodeError, ValueError):
            self.set_aside(name, found)
            return None

    def put(self, name: str, value: bytes | msgspec.Struct) -> None:
        """Keep a value. Raises Full."""
        data = value if isinstance(value, bytes) else msgspec.json.encode(value)
        with self.transaction() as db:
            db.execute("insert or replace into kept values (?, ?, ?)", (self.box, name, data))

    def remove(self, name: str) -> None:
        """Keep it no longer. Raises Full."""
        with self.transaction() as db:
            db.execute("delete from kept where box = ? and name = ?", (self.box, name))

    def count_up(self, name: str, otherwise: int) -> int:
        """The next number of a counter: strictly rising, on disk before it is used. ``otherwise``: from what
        it goes on where nobody can tell how far it was. Raises Full."""
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
        """Close the connection (not for a shared one)."""
        self.db.close()
