"""The pure rules of media. Times and numbers are passed in."""

import hashlib
import uuid
from datetime import datetime, timedelta

from loa.media.pipeline import RefusalCode

UPLOAD_LIFE = timedelta(days=2)
"""How long after its last piece an unfinished upload is stored."""
OPEN_UPLOADS = 6
"""Number of unfinished uploads that one person may have."""
PIECE = 4 * 1024 * 1024
"""Most bytes taken in one PATCH, so that no request keeps its transaction open for the whole file of a slow
phone."""
ATTEMPTS = 3
STUCK_AFTER = timedelta(minutes=2)
"""A row in work is written about once a second. One that was not written for this long has lost its
worker."""

_NAMES = uuid.UUID("6d0c5a4e-3f0b-5f43-9d0e-7a1d2f9f1c11")
"""The namespace of the UUIDs of sounds. It never changes."""


def sound_id(unit_id: int, source_sha256: str) -> uuid.UUID:
    """Returns the id of a sound. The same bytes in the same unit are the same sound, also when two requests
    bring them at once."""
    return uuid.uuid5(_NAMES, f"{unit_id}:{source_sha256}")


def of_recipe(recipe: str) -> str:
    """Returns what takes the place of the source's hash for a sound that a machine makes from a recipe."""
    return hashlib.sha256(b"loa.speech\0" + recipe.encode()).hexdigest()


def room_left(reserved: int, count: int, length: int, quota: int) -> bool:
    """Returns whether a person with `count` unfinished uploads of `reserved` bytes in all may begin one of
    `length` bytes."""
    return count < OPEN_UPLOADS and reserved + length <= quota


def expires_at(now: datetime) -> datetime:
    """Returns when an upload that gets no further piece expires."""
    return now + UPLOAD_LIFE


def someone_works(state: str, changed_at: datetime, now: datetime) -> bool:
    """Returns whether a living worker has the row. Of a job that runs twice (retried and rescued) the second
    run then stops."""
    return state == "working" and now - changed_at < STUCK_AFTER


def may_try_again(attempts: int) -> bool:
    """Returns whether attempts are left."""
    return attempts < ATTEMPTS


def asks_again(reason: str) -> bool:
    """Returns whether the same bytes are tried again when they are sent once more: only where the fault was
    the server's."""
    return reason == RefusalCode.GAVE_UP
