"""A store of objects in a folder: `<first two digits>/<sha256>`.

Each object is written to a temporary file beside its place and renamed, so that a kill leaves the complete
object or none. A durable folder syncs each file and its name to the disk before `put` returns. One that is
not durable is a copy of what is stored elsewhere: what a power failure damaged in it is found by its hash and
put again.
"""

import errno
import os
import re
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from loa.objects.port import NAME, NoObject, StoreAway, StoreRefused, check

_PIECE: Final = 1 << 20
_UNFINISHED: Final = re.compile(r"\.[0-9a-f]{64}\.[0-9]+")
_LEFT_BEHIND_S: Final = 24 * 3600
_MODE: Final = 0o640


class Folder:
    """The store of a machine that uses no other one. The folder's group may read; the modes of subfolders
    follow the umask."""

    at_once = 1

    def __init__(self, path: Path, *, durable: bool) -> None:
        self._path = str(path)
        self._durable = durable

    def __str__(self) -> str:
        return self._path

    def path(self, name: str) -> Path:
        """Returns the path of an object, whether it exists or not."""
        return Path(self._at(name))

    def put(self, name: str, data: bytes) -> None:
        check(name, data)
        folder = f"{self._path}/{name[:2]}"
        # Each thread has a temporary file of its own, so that two that put the same object do not mix their
        # bytes.
        work = f"{folder}/.{name}.{threading.get_native_id()}"
        with _told(name):
            try:
                out = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
            except FileNotFoundError:
                os.makedirs(folder, exist_ok=True)
                out = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
            try:
                with open(out, "wb") as file:
                    file.write(data)
                    # `os.open` applies the umask to the mode, which may take away the group's right to read.
                    os.fchmod(out, _MODE)
                    if self._durable:
                        file.flush()
                        os.fsync(out)
                os.rename(work, self._at(name))
            except OSError:
                with suppress(OSError):
                    os.unlink(work)
                raise
            if self._durable:
                _settle(folder)

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        with _told(name):
            opened = os.open(self._at(name), os.O_RDONLY | os.O_NOFOLLOW)
        with open(opened, "rb") as file, _told(name):
            file.seek(start)
            left = -1 if end is None else end - start
            while left and (piece := file.read(_PIECE if left < 0 else min(left, _PIECE))):
                yield piece
                left -= len(piece) if left > 0 else 0

    def size(self, name: str) -> int:
        with _told(name):
            facts = os.stat(self._at(name), follow_symlinks=False)
        if not stat.S_ISREG(facts.st_mode):
            raise NoObject(f"object {name[:12]} is no file")
        return facts.st_size

    def names(self, piece: int) -> Iterator[str]:
        yield from (entry for entry in self._entries(piece) if NAME.fullmatch(entry))

    def delete(self, name: str) -> None:
        try:
            with _told(name):
                os.unlink(self._at(name))
        except NoObject:
            return

    def forget_unfinished(self, piece: int) -> None:
        before = time.time() - _LEFT_BEHIND_S  # in seconds; no put takes a day, however slow the disk is
        for entry in self._entries(piece):
            path = f"{self._path}/{piece:02x}/{entry}"
            if _UNFINISHED.fullmatch(entry):
                try:
                    if os.stat(path).st_mtime < before:
                        os.unlink(path)
                except FileNotFoundError:
                    continue

    def _entries(self, piece: int) -> list[str]:
        try:
            with _told(f"{piece:02x}*"):
                return os.listdir(f"{self._path}/{piece:02x}")
        except NoObject:
            return []

    def _at(self, name: str) -> str:
        return f"{self._path}/{name[:2]}/{name}"


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Translates errors of the operating system into those of the port."""
    try:
        yield
    except (NoObject, StoreRefused, StoreAway):
        raise
    except FileNotFoundError:
        raise NoObject(f"no object {name[:12]}") from None
    except PermissionError as wrong:
        raise StoreRefused(f"object {name[:12]}: {wrong.strerror}") from wrong
    except OSError as wrong:
        if wrong.errno == errno.ELOOP:  # a symbolic link, which no part of Loa creates
            raise NoObject(f"object {name[:12]} is no file") from wrong
        raise StoreAway(f"object {name[:12]}: {wrong.strerror}") from wrong


def _settle(path: str) -> None:
    # The rename itself is durable only once the folder is synced.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
