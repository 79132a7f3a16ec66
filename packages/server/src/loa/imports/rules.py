"""The rules of what may be done with a file, and when. Pure: the time is passed in."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from loa.kernel.importing import Outcome

QUEUE, TASK = "imports", "imports.work"
"""The queue of the worker's jobs, and the name of their task."""
KEPT: Final = timedelta(days=7)
"""After this time a file and its rows are deleted, written or not. What was written, and by whom, remains in
the audit record."""
MOST_WAITING: Final = 5
"""The most unfinished files of one person."""

MOST_KEPT_BYTES: Final = 32 * 1024 * 1024
"""The most bytes of all files together that one person has sent and that may yet be written."""


def outcomes_hash(rows: Iterable[Sequence[Any]]) -> str:
    """Returns the hash of (number, outcome, label, changes, sentences) of each row, in order."""
    said = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def may_write(counts: dict[str, int], leave_out: bool) -> bool:
    """Returns whether a file may be written: a row changes something, and no row is faulty unless the sender
    chose to leave faulty rows out."""
    changes = counts.get(Outcome.ADDED, 0) + counts.get(Outcome.CHANGED, 0)
    return changes > 0 and (leave_out or not counts.get(Outcome.FAULTY, 0))
