"""Files on disk: renditions by their hash, uploads and sources by their row. Never changed, never half
there."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def rendition(sha256: str) -> Path:
    return root() / sha256[:2] / sha256


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


def keep(made: Path, sha256: str) -> Path:
    """Move a finished file to its place by hash. A file that is there already is the same and stays."""
    place = rendition(sha256)
    _made(place.parent)
    settle(made)
    made.chmod(0o640)
    made.replace(place)
    settle(place.parent)
    return place


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


def damaged() -> Iterator[Path]:
    """Renditions whose bytes are no longer what their name says."""
    for folder in sorted(root().glob("[0-9a-f][0-9a-f]")):
        for path in sorted(folder.iterdir()):
            if digest(path) != path.name:
                yield path
