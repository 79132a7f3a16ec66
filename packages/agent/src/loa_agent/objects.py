"""Bodies, day plans and media by their SHA-256, as files. Every object was checked when it came in."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol


class Objects(Protocol):
    """Content by hash. A simulator shares the bytes among thousands of devices."""

    def has(self, sha256: str) -> bool:
        """Returns True if the whole object is held."""

    def read(self, sha256: str) -> bytes | None:
        """Returns a small object's bytes (body, day plan); None if it is not held, or has another hash."""

    def path(self, sha256: str) -> Path:
        """Returns the path of a media file, whether or not it is held."""

    def add(self, sha256: str, data: bytes) -> None:
        """Stores a whole object. Raises OSError."""

    def drop(self, sha256: str) -> None:
        """Forgets an object whose content does not fit its name."""

    def keep_only(self, wanted: Iterable[str]) -> int:
        """Removes what no plan needs. Returns how many objects were removed."""


class Folder:
    """Objects in ``root``/ab/abcd...; unfinished ones in ``root``/part/."""

    def __init__(self, root: Path) -> None:
        self._root = root
        (root / "part").mkdir(parents=True, exist_ok=True)
        self._known = {path.name for path in root.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64}

    def has(self, sha256: str) -> bool:
        """See `Objects`."""
        return sha256 in self._known

    def read(self, sha256: str) -> bytes | None:
        """See `Objects`."""
        if sha256 not in self._known:
            return None
        try:
            found = self.path(sha256).read_bytes()
        except OSError:
            found = b""
        if hashlib.sha256(found).hexdigest() != sha256:
            self.drop(sha256)
            return None
        return found

    def path(self, sha256: str) -> Path:
        """See `Objects`."""
        return self._root / sha256[:2] / sha256

    def part(self, sha256: str) -> Path:
        """Returns the path at which an object is put together while it is fetched."""
        return self._root / "part" / sha256

    def drop(self, sha256: str) -> None:
        """See `Objects`."""
        self._known.discard(sha256)
        with contextlib.suppress(OSError):  # a read-only disk: it is enough that `_known` lacks the object
            self.path(sha256).unlink(missing_ok=True)

    def add(self, sha256: str, data: bytes) -> None:
        """See `Objects`."""
        self.part(sha256).write_bytes(data)
        self.adopt(sha256)

    def adopt(self, sha256: str) -> None:
        """Turns a finished, checked part into an object. It is safely on disk before it counts as held."""
        part, whole = self.part(sha256), self.path(sha256)
        whole.parent.mkdir(exist_ok=True)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(whole)
        # Without this the rename itself may be lost in a power cut.
        folder = os.open(whole.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._known.add(sha256)

    def keep_only(self, wanted: Iterable[str]) -> int:
        """See `Objects`."""
        keep = set(wanted)
        gone = self._known - keep
        for sha256 in gone:
            self.drop(sha256)
        for part in (self._root / "part").iterdir():
            if part.name not in keep:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
        return len(gone)

    def count(self) -> int:
        """Returns how many objects are held."""
        return len(self._known)

    def free_bytes(self) -> int:
        """Returns the bytes on the disk that are free for an ordinary user."""
        stat = os.statvfs(self._root)
        return stat.f_bavail * stat.f_frsize
