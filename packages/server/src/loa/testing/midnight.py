"""Prevents tests of the server from starting in the last minutes of a Vietnamese day.

The tests work on the current day: a bulletin is placed "tomorrow", and a moment later its page is requested
from a process whose clock the test does not control. If the day ends between the two, the test fails without
a fault in the code. What the server itself does when a day ends is tested with `clock.fixed`.
"""

import time
from datetime import datetime, timedelta
from typing import Final

from loa.kernel import clock

LAST: Final = timedelta(minutes=5)
"""Longer than any test takes that asks twice for the date."""


def to_wait(now: datetime) -> timedelta:
    """Returns how long to wait before a test may begin: zero except in the last minutes of the local day."""
    local = clock.local(now)
    day_after = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=clock.LOCAL)
    left = day_after - local
    return left if left <= LAST else timedelta()


def wait_out() -> None:
    """Waits until the next day has begun, if this is in the last minutes of a local day. Otherwise returns at
    once."""
    while left := to_wait(clock.now()):
        time.sleep(left.total_seconds())
