"""Pure decisions of the room. Time and figures are passed in."""

import hashlib
import uuid
from datetime import datetime, timedelta

from loa.media.pipeline import Why

UPLOAD_LIFE = timedelta(days=2)
OPEN_UPLOADS = 6
PIECE = 4 * 1024 * 1024
"""Most bytes taken in one PATCH, so that no request holds its transaction for a slow phone's whole file."""
ATTEMPTS = 3
STUCK_AFTER = timedelta(minutes=2)
"""Working rows say so each second; one silent for this long has lost its worker."""

_NAMES = uuid.UUID("6d0c5a4e-3f0b-5f43-9d0e-7a1d2f9f1c11")


def sound_id(unit_id: int, source_sha256: str) -> uuid.UUID:
    """The same bytes in the same unit are the same sound, also when two requests bring them at once."""
    return uuid.uuid5(_NAMES, f"{unit_id}:{source_sha256}")


def of_recipe(recipe: str) -> str:
    """What stands for the source's hash of a sound that a machine makes from a recipe."""
    return hashlib.sha256(b"loa.speech\0" + recipe.encode()).hexdigest()


def room_left(reserved: int, count: int, length: int, quota: int) -> bool:
    """May a person with `count` open uploads of `reserved` bytes together begin one of `length` bytes?"""
    return count < OPEN_UPLOADS and reserved + length <= quota


def expires_at(now: datetime) -> datetime:
    return now + UPLOAD_LIFE


def someone_works(state: str, changed_at: datetime, now: datetime) -> bool:
    """Does a living worker hold the row? A job that is run twice (retried and rescued) then steps back."""
    return state == "working" and now - changed_at < STUCK_AFTER


def may_try_again(attempts: int) -> bool:
    return attempts < ATTEMPTS


def asks_again(reason: str) -> bool:
    """May the same bytes be tried anew when they are sent once more? Only where the fault was ours."""
    return reason == Why.GAVE_UP
