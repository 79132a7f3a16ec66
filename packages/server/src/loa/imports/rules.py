"""What may be done with a file, and when. Pure: the time is passed in."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from loa.kernel.importing import Outcome

QUEUE, TASK = "imports", "imports.work"
"""Where files wait for the worker, and as what."""
ATTEMPTS: Final = 3
STUCK_AFTER: Final = timedelta(minutes=2)
"""A worker says how far it is at least every few seconds; one that was killed says nothing."""
KEPT: Final = timedelta(days=7)
"""After this a file and its rows are forgotten, written or not. What was written, and by whom, stays in the
record of acts."""
MOST_WAITING: Final = 5
"""Files of one person that a worker has not finished."""

MOST_KEPT_BYTES: Final = 32 * 1024 * 1024
"""Of all files together that one person has sent and that may yet be written."""


def outcomes_hash(rows: Iterable[Sequence[Any]]) -> str:
    """Hash of (number, outcome, label, changes, sentences) of each row, in order."""
    said = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def may_write(counts: dict[str, int], leave_out: bool) -> bool:
    """All rows must be good, unless whoever sent them chose to leave the faulty ones out."""
    changes = counts.get(Outcome.ADDED, 0) + counts.get(Outcome.CHANGED, 0)
    return changes > 0 and (leave_out or not counts.get(Outcome.FAULTY, 0))


def someone_works(attempts: int, changed_at: datetime, now: datetime) -> bool:
    """Has a worker taken it and spoken lately?"""
    return attempts > 0 and now - changed_at < STUCK_AFTER
