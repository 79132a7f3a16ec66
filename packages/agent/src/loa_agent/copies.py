"""A second copy of what a claim left behind, beside the store: a store that a power cut has eaten into must
not cost a technician's way to the pole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from loa_agent.belief import Enrolled
from loa_agent.store import Full, Store

_NAME = "enrolled.json"


def enrolled_in(folder: Path, store: Store) -> Enrolled | None:
    """Who this box is, by its store, or, where that cannot tell any more, by the copy; None if it was never
    claimed. The copy is made here."""
    path, kept = folder / _NAME, store.load("enrolled", Enrolled)
    copied = _read(path)
    if kept is not None:
        if copied != kept:
            with contextlib.suppress(OSError):  # a full disk: with the next start
                _write(path, msgspec.json.encode(kept))
        return kept
    if copied is not None:
        with contextlib.suppress(Full):
            store.put("enrolled", copied)
    return copied


def _read(path: Path) -> Enrolled | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Enrolled)
    except (OSError, ValueError):
        return None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
