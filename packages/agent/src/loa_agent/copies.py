"""A second copy of what a claim stored, in a file beside the store.

Without it, a store damaged by a power cut would send a technician to the pole.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from loa_agent.store import Store, StoreFull
from loa_agent.trust_state import Enrolment

_NAME = "enrolled.json"


def enrolled_in(folder: Path, store: Store) -> Enrolment | None:
    """Returns what the claim stored, from the store or, if that has lost it, from the copy; None if the box
    was never claimed. Writes the copy if it is missing or differs."""
    path, kept = folder / _NAME, store.load("enrolled", Enrolment)
    copied = _read(path)
    if kept is not None:
        if copied != kept:
            with contextlib.suppress(OSError):  # a full disk: the next start tries again
                _write(path, msgspec.json.encode(kept))
        return kept
    if copied is not None:
        with contextlib.suppress(StoreFull):
            store.put("enrolled", copied)
    return copied


def _read(path: Path) -> Enrolment | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Enrolment)
    except (OSError, ValueError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Writes the whole file or nothing."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
