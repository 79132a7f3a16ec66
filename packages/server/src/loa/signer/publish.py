"""Publishing: what was proven is laid where the file door serves it, before the head that names it is signed.

Only the signer writes there. Each object is written beside its place and renamed: a kill leaves the whole
object or none. Nothing is synced: the folder is a copy of what the database and the media folder hold, and
what a power cut tore is laid again at the next start (see upkeep.py). So an object counts as there only if
this process has seen that it is whole.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from loa.signer.refusing import Code, NotProven

_CHUNK: Final = 1 << 20
_OBJECT: Final = re.compile("[0-9a-f]{64}")
_UNFINISHED: Final = re.compile(r"\.[0-9a-f]{64}\.[0-9]+")


class Shelf:
    """The folder of the file door: `<2>/<sha256>`."""

    def __init__(self, objects: Path, media: Path) -> None:
        self._objects = objects
        self._media = media
        self._whole: dict[str, int] = {}
        """What this process has seen to be whole, with its size."""

    def lay_all(self, documents: Mapping[str, bytes]) -> int:
        """Publish documents whose hashes are already proven; gives how many were not there."""
        laid = 0
        for name, data in documents.items():
            if name in self._whole:
                continue
            if not self._holds(name, data):
                self._write(name, data)
                laid += 1
            self._whole[name] = len(data)
        return laid

    def lay_sound(self, name: str, size: int) -> int:
        """Publish a rendition from the media folder, hashed while it is copied; gives 1 if it was not there.

        Raises NotProven.
        """
        if self._whole.get(name) == size:
            return 0
        laid = 0
        if not self._holds_sound(name, size):
            self._copy(name, size)
            laid = 1
        self._whole[name] = size
        return laid

    def old(self, folder: int, before: float) -> Iterator[str]:
        """Names of the objects in one of the 256 folders that were laid before a moment (unix seconds). What
        a kill left unfinished before it is taken away."""
        place = f"{self._objects}/{folder:02x}"
        try:
            entries = list(os.scandir(place))
        except FileNotFoundError:
            return
        for entry in entries:
            if entry.stat(follow_symlinks=False).st_mtime >= before:
                continue
            if _OBJECT.fullmatch(entry.name):
                yield entry.name
            elif _UNFINISHED.fullmatch(entry.name):
                os.unlink(entry.path)

    def take_away(self, name: str, before: float) -> bool:
        """Remove an object, unless it was laid again since that moment (unix seconds)."""
        path = self._path(name)
        try:
            if os.stat(path).st_mtime >= before:
                return False
            os.unlink(path)
        except FileNotFoundError:
            return False
        self._whole.pop(name, None)
        return True

    def _holds(self, name: str, data: bytes) -> bool:
        path = self._path(name)
        try:
            with open(path, "rb") as found:
                same = found.read(len(data) + 1) == data
        except FileNotFoundError:
            return False
        if same:
            os.utime(path)  # as if laid now: whoever sweeps leaves it
        return same

    def _holds_sound(self, name: str, size: int) -> bool:
        path = self._path(name)
        try:
            with open(path, "rb") as found:
                same = os.fstat(found.fileno()).st_size == size
                same = same and hashlib.file_digest(found, "sha256").hexdigest() == name
        except FileNotFoundError:
            return False
        if same:
            os.utime(path)
        return same

    def _write(self, name: str, data: bytes) -> None:
        work = self._work(name)
        try:
            out = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(work), 0o755, exist_ok=True)
            out = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with open(out, "wb") as file:
            file.write(data)
            os.fchmod(out, 0o644)
        os.rename(work, self._path(name))

    def _copy(self, name: str, size: int) -> None:
        work = self._work(name)
        digest, copied = hashlib.sha256(), 0
        try:
            with open(self._media / name[:2] / name, "rb") as source:
                os.makedirs(os.path.dirname(work), 0o755, exist_ok=True)
                with open(work, "wb") as out:
                    while piece := source.read(_CHUNK):
                        digest.update(piece)
                        copied += len(piece)
                        out.write(piece)
                    os.fchmod(out.fileno(), 0o644)
        except FileNotFoundError:
            raise NotProven(Code.MISSING, f"sound {name[:12]}") from None
        if digest.hexdigest() != name or copied != size:
            os.unlink(work)
            raise NotProven(Code.OTHER_SOUND, f"file {name[:12]}: {copied} bytes, other than its hash")
        os.rename(work, self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._objects}/{name[:2]}/{name}"

    def _work(self, name: str) -> str:
        return f"{self._objects}/{name[:2]}/.{name}.{os.getpid()}"
