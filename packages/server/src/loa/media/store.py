"""Files: renditions by their hash, in the media store; uploads, sources and what is in the making by their
row, on this machine's disk always. Never changed, never half there."""

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
    return Path(settings.MEDIA_ROOT)


def renditions() -> Store:
    """Where finished sounds lie."""
    return _opened(settings.MEDIA_STORE, root())


@cache
def _opened(place: told.S3Place | None, folder: Path) -> Store:
    return told.opened(place, folder, durable=True)


def upload(upload_id: UUID) -> Path:
    return _made(root() / "uploads") / str(upload_id)


def source(sound_id: UUID) -> Path:
    """What a sound is made from, until it is made."""
    return _made(root() / "sources") / str(sound_id)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder on the same disk for files in the making, gone at the end."""
    folder = _made(root() / "work") / uuid4().hex
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(made: Path, sha256: str) -> None:
    """Lay a finished file where it belongs by its hash. Raises StoreError."""
    renditions().put(sha256, made.read_bytes())


def take(existing: Path, place: Path) -> None:
    """Give `existing` a second name at once (same disk), whatever stood there."""
    fresh = place.with_name(f"{place.name}.{uuid4().hex}")
    os.link(existing, fresh)
    fresh.replace(place)
    settle(place.parent)


def write_at(place: Path, offset: int, data: bytes) -> None:
    """Put `data` at `offset` and on the disk; what lay behind from an unfinished try is cut off."""
    descriptor = os.open(place, os.O_CREAT | os.O_RDWR, 0o640)
    try:
        left = memoryview(data)
        while left:
            written = os.pwrite(descriptor, left, offset)
            left, offset = left[written:], offset + written
        os.ftruncate(descriptor, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size(place: Path) -> int:
    try:
        return place.stat().st_size
    except FileNotFoundError:
        return 0


def digest(place: Path) -> str:
    with place.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


LEFT_BEHIND_SECONDS = 3 * 24 * 3600  # longer than an upload lives and than three attempts take


def forget_uploads(upload_ids: Iterable[UUID]) -> None:
    """Remove the bytes of these uploads, and all that is older than any of them may be."""
    for upload_id in upload_ids:
        upload(upload_id).unlink(missing_ok=True)
    forget_old()


def forget_old() -> int:
    """Remove what killed processes left under uploads, sources and work. Says how many."""
    count = 0
    for folder in (root() / "uploads", root() / "sources", root() / "work"):
        for path in folder.glob("*") if folder.exists() else ():
            if time.time() - path.stat().st_mtime < LEFT_BEHIND_SECONDS:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            count += 1
    return count


def damaged() -> Iterator[str]:
    """Names of the renditions whose bytes are no longer what their name says. Raises StoreError."""
    kept = renditions()
    for piece in range(PIECES):
        for name in sorted(kept.names(piece)):
            with suppress(NoObject):  # gone since it was listed
                if hashed(kept.read(name))[0] != name:
                    yield name
