"""Makes the objects that the door serves available as files on this machine: directly from the folder of
objects, or through a cache in front of a store elsewhere.

What came from a store is hashed before its first byte is sent or stored: bytes that do not have the hash of
their name are neither served nor cached. While the store does not answer, the cached objects are still
served.
"""

import asyncio
import logging
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from loa.objects.folder import Folder
from loa.objects.port import PIECES, NoObject, Store, StoreAway, StoreError, whole

log = logging.getLogger("loa.files")

AT_ONCE: Final = 8
"""The number of objects fetched at the same time."""
MOST_BYTES: Final = 64 << 20
"""The largest object that is fetched, in bytes: nine times half an hour of sound."""
REST_S: Final = 3.0
"""The time in seconds for which a store that did not answer is not asked again: a device would only wait
longer for the same failure."""


class Source(Protocol):
    """Finds an object's file."""

    async def path(self, name: str) -> Path:
        """Returns the path of a complete file with the object's bytes. Raises NoObject, or another StoreError
        when the object is not available now."""


class InFolder:
    """The folder that the signer writes. Nothing is copied."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    async def path(self, name: str) -> Path:
        self._folder.size(name)  # raises for what is no file
        return self._folder.path(name)


class Cache:
    """A folder of objects by hash, of bounded size (plus at most two objects that are being written). The
    objects that were requested longest ago are removed first.

    It belongs to one event loop. What is in the folder at the start is hashed when it is first requested.
    """

    def __init__(
        self, store: Store, folder: Path, most_bytes: int, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._folder = Folder(folder, durable=False)
        self._most = most_bytes
        self._now_s = now_s
        self._asleep_until = now_s()
        self._far = ThreadPoolExecutor(AT_ONCE, "fetching")
        self._near = ThreadPoolExecutor(2, "disk")  # a cached object never waits for a slow store
        self._coming: dict[str, asyncio.Task[Path]] = {}
        self._proven: set[str] = set()
        self._sizes: OrderedDict[str, int] = OrderedDict(self._found())
        self._held = sum(self._sizes.values())
        self._let_go()

    async def path(self, name: str) -> Path:
        """Returns the path, as Source says. Requests for an object that is being fetched wait for the same
        fetch."""
        if name in self._proven and self._touched(name):
            return self._folder.path(name)
        task = self._coming.get(name)
        if task is None:
            task = asyncio.create_task(self._come(name))
            self._coming[name] = task
            task.add_done_callback(lambda done: self._came(name, done))
        return await asyncio.shield(task)  # the other requests go on waiting when one is cancelled

    async def _come(self, name: str) -> Path:
        """Verifies the cached file of an object, or fetches the object. Raises StoreError."""
        loop = asyncio.get_running_loop()
        if name in self._sizes:
            # It was in the folder at the start, and this process has not verified it yet.
            if await loop.run_in_executor(self._near, self._is_whole, name) and self._touched(name):
                self._proven.add(name)
                return self._folder.path(name)
            self._forget(name)
        data = await loop.run_in_executor(self._far, self._fetched, name)
        await loop.run_in_executor(self._near, self._folder.put, name, data)
        self._sizes[name] = len(data)
        self._held += len(data)
        self._proven.add(name)
        self._let_go()
        return self._folder.path(name)

    def _came(self, name: str, done: asyncio.Task[Path]) -> None:
        del self._coming[name]
        wrong = None if done.cancelled() else done.exception()
        if wrong is not None and not isinstance(wrong, NoObject):
            log.error("an object cannot be had: %s", wrong)

    def _fetched(self, name: str) -> bytes:
        if self._now_s() < self._asleep_until:
            raise StoreAway(f"{self._store}: object {name[:12]}: no answer a moment ago")
        try:
            # An object larger than the whole cache cannot be cached, so it is not fetched either.
            return whole(self._store, name, min(MOST_BYTES, self._most))
        except StoreAway:
            self._asleep_until = self._now_s() + REST_S
            raise

    def _is_whole(self, name: str) -> bool:
        try:
            whole(self._folder, name, MOST_BYTES)
        except StoreError:
            return False
        return True

    def _touched(self, name: str) -> bool:
        """Records a request of the object now. Returns False, and forgets the object, when its file was
        removed."""
        try:
            os.utime(self._folder.path(name))
        except OSError:
            self._forget(name)
            return False
        self._sizes.move_to_end(name)
        return True

    def _let_go(self) -> None:
        while self._held > self._most:
            self._forget(next(iter(self._sizes)))

    def _forget(self, name: str) -> None:
        self._held -= self._sizes.pop(name, 0)
        self._proven.discard(name)
        with suppress(StoreError):
            self._folder.delete(name)

    def _found(self) -> list[tuple[str, int]]:
        """Returns name and size of the objects in the folder, the one requested longest ago first."""
        found = []
        for piece in range(PIECES):
            self._folder.forget_unfinished(piece)
            for name in self._folder.names(piece):
                with suppress(OSError):
                    facts = self._folder.path(name).stat()
                    found.append((facts.st_mtime, name, facts.st_size))
        return [(name, size) for _at, name, size in sorted(found)]
