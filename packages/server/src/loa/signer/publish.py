"""Publishing: what was proven is laid where the file door serves it, before the head that names it is signed.

Only the signer writes there. Each object is written beside its place, synced, checked and renamed: a kill
leaves the whole object or none.
"""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from loa.signer.refusing import Code, NotProven

_CHUNK: Final = 1 << 20
_AT_A_TIME: Final = 16


class Shelf:
    """The folder of the file door: `<2>/<sha256>`."""

    def __init__(self, objects: Path, media: Path) -> None:
        self._objects = objects
        self._media = media
        self._there: set[str] = set()

    def lay_all(self, documents: Mapping[str, bytes]) -> None:
        """Publish documents whose hashes are already proven. Each is synced, several at a time: the disk
        takes their syncs together."""
        new = [(name, data) for name, data in documents.items() if not self._has(name, len(data))]
        if new:
            with ThreadPoolExecutor(_AT_A_TIME) as writers:
                list(writers.map(self._lay, new))

    def _lay(self, document: tuple[str, bytes]) -> None:
        name, data = document
        work = self._work(name)
        with open(work, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        self._place(work, name)

    def lay_sound(self, name: str, size: int) -> None:
        """Publish a rendition from the media folder, hashed while it is copied. Raises NotProven."""
        if self._has(name, size):
            return
        work = self._work(name)
        digest, copied = hashlib.sha256(), 0
        try:
            with open(self._media / name[:2] / name, "rb") as source, open(work, "wb") as out:
                while piece := source.read(_CHUNK):
                    digest.update(piece)
                    copied += len(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
        except FileNotFoundError:
            raise NotProven(Code.MISSING, f"sound {name[:12]}") from None
        if digest.hexdigest() != name or copied != size:
            work.unlink()
            raise NotProven(Code.OTHER_SOUND, f"file {name[:12]}: {copied} bytes, other than its hash")
        self._place(work, name)

    def _has(self, name: str, size: int) -> bool:
        if name in self._there:
            return True
        try:
            if (self._objects / name[:2] / name).stat().st_size != size:
                return False
        except FileNotFoundError:
            return False
        self._there.add(name)
        return True

    def _work(self, name: str) -> Path:
        folder = self._objects / name[:2]
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        return folder / f".{name}.{os.getpid()}"

    def _place(self, work: Path, name: str) -> None:
        work.chmod(0o644)
        os.rename(work, self._objects / name[:2] / name)
        self._there.add(name)
