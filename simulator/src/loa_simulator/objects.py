"""The objects of the simulated devices. The bytes are stored once for each process; each device has its own
list of what it holds.

The first device that wants an object fetches it from the file door, with its own token and through the
agent's own code. Every device that wants it meanwhile or later is given the same bytes.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

from loa_agent.door import Door, Fetcher, FetchRequest, FetchResult
from loa_agent.objects import Folder

_SMALL = 512 * 1024  # only objects up to this size, in bytes, stay in memory
_KEPT = 256  # and no more than this many
_SCHEMA = """
create table if not exists held (
  box integer not null, sha256 text not null, primary key (box, sha256)
) without rowid
"""


class ObjectPool:
    """The shared bytes, and one fetch at a time of each. `wake` is called on the fetcher's thread."""

    def __init__(self, root: Path, door: Callable[[Folder], Door], wake: Callable[[], None]) -> None:
        self.folder = Folder(root)
        self._fetcher = Fetcher(door(self.folder), wake)
        self._waiting: dict[str, list[SharedFetch]] = {}
        self._small: OrderedDict[str, bytes] = OrderedDict()

    def read(self, sha256: str) -> bytes | None:
        """Returns a small object's bytes, None if it is not held."""
        found = self._small.get(sha256)
        if found is None:
            found = self.folder.read(sha256)
            if found is not None and len(found) <= _SMALL:
                self._small[sha256] = found
                while len(self._small) > _KEPT:
                    self._small.popitem(last=False)
        return found

    def want(self, wanted: FetchRequest, who: "SharedFetch") -> None:
        """Fetches an object for a device, unless it is being fetched already."""
        first = wanted.sha256 not in self._waiting
        self._waiting.setdefault(wanted.sha256, []).append(who)
        if first:
            self._fetcher.want(wanted)

    def settle(self) -> list["SharedFetch"]:
        """Hands out the results of the fetches. Returns the devices that should look at them."""
        woken = []
        for done in self._fetcher.take():
            for who in self._waiting.pop(done.sha256, []):
                who.finish(done)
                woken.append(who)
        return woken

    def close(self) -> None:
        """Ends the fetches."""
        self._fetcher.close()


class SharedObjects:
    """The `loa_agent.objects.Objects` of one device, on top of the shared bytes."""

    def __init__(self, warehouse: ObjectPool, db: sqlite3.Connection, box: int) -> None:
        self._warehouse = warehouse
        self._db = db
        self._box = box
        rows = db.execute("select sha256 from held where box = ?", (box,)).fetchall()
        self._mine = {row[0] for row in rows if warehouse.folder.has(row[0])}

    @staticmethod
    def prepare(db: sqlite3.Connection) -> None:
        """Creates the table that records which device holds which object."""
        db.execute(_SCHEMA)

    def has(self, sha256: str) -> bool:
        """See `Objects`."""
        return sha256 in self._mine

    def read(self, sha256: str) -> bytes | None:
        """See `Objects`."""
        return self._warehouse.read(sha256) if sha256 in self._mine else None

    def path(self, sha256: str) -> Path:
        """See `Objects`."""
        return self._warehouse.folder.path(sha256)

    def drop(self, sha256: str) -> None:
        """See `Objects`: this device forgets the object, others keep it."""
        self._mine.discard(sha256)
        self._db.execute("delete from held where box = ? and sha256 = ?", (self._box, sha256))

    def add(self, sha256: str, data: bytes) -> None:
        """See `Objects`."""
        if not self._warehouse.folder.has(sha256):
            self._warehouse.folder.add(sha256, data)
        self.take(sha256)

    def take(self, sha256: str) -> None:
        """Notes that this device holds the object from now on."""
        self._mine.add(sha256)
        self._db.execute("insert or ignore into held values (?, ?)", (self._box, sha256))

    def keep_only(self, wanted: Iterable[str]) -> int:
        """See `Objects`."""
        gone = self._mine - set(wanted)
        for sha256 in gone:
            self.drop(sha256)
        return len(gone)


class SharedFetch:
    """The `loa_agent.door.Fetch` of one device, on top of the shared bytes."""

    def __init__(self, warehouse: ObjectPool, objects: SharedObjects, look: Callable[[], None]) -> None:
        self._warehouse = warehouse
        self._objects = objects
        self.look = look
        self._done: list[FetchResult] = []
        self._under_way = 0

    @property
    def busy(self) -> bool:
        """See `Fetch`."""
        return self._under_way > 0

    def want(self, wanted: FetchRequest) -> None:
        """See `Fetch`."""
        self._under_way += 1
        if self._warehouse.folder.has(wanted.sha256):
            self.finish(FetchResult(wanted.sha256, "", 0))
            self.look()
        else:
            self._warehouse.want(wanted, self)

    def finish(self, done: FetchResult) -> None:
        """Takes the result of a fetch from the warehouse."""
        if not done.why:
            self._objects.take(done.sha256)
        self._done.append(done)

    def take(self) -> list[FetchResult]:
        """See `Fetch`."""
        done, self._done = self._done, []
        self._under_way -= len(done)
        return done
