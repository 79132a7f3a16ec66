"""No test of the server begins in the last minutes of a Vietnamese day.

They work on the day they run: a bulletin is placed "tomorrow", and a moment later its page is asked of it, in
a process whose clock the test does not hold. A day that ends between the two is a fault of no one but the
test. What the house itself does when a day ends is asked with `clock.fixed`.
"""

import time
from datetime import datetime, timedelta
from typing import Final

from loa.kernel import clock

LAST: Final = timedelta(minutes=5)
"""Longer than any test takes that asks twice what day it is."""


def to_wait(now: datetime) -> timedelta:
    """How long until a test may begin; nothing before the last minutes of the local day."""
    local = clock.local(now)
    day_after = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=clock.LOCAL)
    left = day_after - local
    return left if left <= LAST else timedelta()


def wait_out() -> None:
    """Returns at once; in the last minutes of a local day when the next one has begun."""
    while left := to_wait(clock.now()):
        time.sleep(left.total_seconds())
