"""Files of media. Renditions are in the media store, named by their hash. Uploads, sources and work in
progress are named by their row, and are always on this machine's disk. A rendition is never changed, and no
file is visible under its final name before it is complete."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from loa.objects import told
from loa.objects.port import PIECES, NoObject, Store, hashed


def root() -> Path:
    """Returns the folder of media on this machine's disk."""
    return Path(settings.MEDIA_ROOT)


def renditions() -> Store:
    """Returns the store of the finished sounds."""
    return _opened(settings.MEDIA_STORE, root())


@cache
def _opened(place: told.S3Place | None, folder: Path) -> Store:
    return told.opened(place, folder, durable=True)


def upload(upload_id: UUID) -> Path:
    """Returns the path of the bytes of an upload."""
    return _made(root() / "uploads") / str(upload_id)


def source(sound_id: UUID) -> Path:
    """Returns the path of what a sound is made from. The file exists until the sound is made."""
    return _made(root() / "sources") / str(sound_id)


@contextmanager
def workplace() -> Iterator[Path]:
    """Yields a folder for work in progress on the same disk. It is deleted at the end."""
    folder = _made(root() / "work") / uuid4().hex
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(made: Path, sha256: str) -> None:
    """Stores a finished file under its hash. Raises StoreError."""
    renditions().put(sha256, made.read_bytes())


def take(existing: Path, place: Path) -> None:
    """Gives `existing` a second name in one step (on the same disk), and replaces whatever has that name."""
    fresh = place.with_name(f"{place.name}.{uuid4().hex}")
    os.link(existing, fresh)
    fresh.replace(place)
    settle(place.parent)


def write_at(place: Path, offset: int, data: bytes) -> None:
    """Writes `data` at `offset` and flushes it to disk. Bytes beyond it, from an unfinished attempt, are cut
    off."""
    descriptor = os.open(place, os.O_CREAT | os.O_RDWR, 0o640)
    try:
        left = memoryview(data)
        while left:
            # pwrite may write less than it was given.
            written = os.pwrite(descriptor, left, offset)
            left, offset = left[written:], offset + written
        os.ftruncate(descriptor, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size(place: Path) -> int:
    """Returns the size of a file in bytes; 0 if it does not exist."""
    try:
        return place.stat().st_size
    except FileNotFoundError:
        return 0


def digest(place: Path) -> str:
    """Returns the SHA-256 of a file in hexadecimal."""
    with place.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def settle(path: Path) -> None:
    """Flushes a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


LEFT_BEHIND_SECONDS = 3 * 24 * 3600  # longer than an upload is stored and than three attempts take


def forget_uploads(upload_ids: Iterable[UUID]) -> None:
    """Deletes the bytes of these uploads, and every file that is older than any upload may be."""
    for upload_id in upload_ids:
        upload(upload_id).unlink(missing_ok=True)
    forget_old()


def forget_old() -> int:
    """Deletes what killed processes left under uploads, sources and work. Returns the number of deleted
    entries."""
    count = 0
    for folder in (root() / "uploads", root() / "sources", root() / "work"):
        for path in folder.glob("*") if folder.exists() else ():
            if time.time() - path.stat().st_mtime < LEFT_BEHIND_SECONDS:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            count += 1
    return count


def damaged() -> Iterator[str]:
    """Yields the names of the renditions whose bytes no longer match their name. Raises StoreError."""
    kept = renditions()
    for piece in range(PIECES):
        for name in sorted(kept.names(piece)):
            with suppress(NoObject):  # deleted since it was listed
                if hashed(kept.read(name))[0] != name:
                    yield name
