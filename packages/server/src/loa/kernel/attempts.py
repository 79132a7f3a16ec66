"""The rule for work of minutes that a worker does for a row: a killed worker is found by its silence, and the
work is tried again. Pure: the time is passed in."""

from datetime import datetime, timedelta
from typing import Final

ATTEMPTS: Final = 3
STUCK_AFTER: Final = timedelta(minutes=2)
"""After this time without progress a worker counts as killed. A living one reports every few seconds."""


def someone_works(attempts: int, changed_at: datetime, now: datetime) -> bool:
    """Returns whether a worker has taken the row and has reported progress recently."""
    return attempts > 0 and now - changed_at < STUCK_AFTER
