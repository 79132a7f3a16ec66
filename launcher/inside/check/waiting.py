"""Waits with a time limit, and reports what was waited for when it does not come."""

import time
from collections.abc import Callable
from typing import TypeVar

from launcher.words import t

T = TypeVar("T")


class TooLong(Exception):
    """The message says what did not happen within what time, and what was seen last."""


def wait(
    what: str, ask: Callable[[], T | None], seconds: float, seen: Callable[[], object] = lambda: ""
) -> T:
    """Calls `ask` twice a second until it returns something other than None. Raises TooLong."""
    deadline = time.monotonic() + seconds
    while (answer := ask()) is None:
        if time.monotonic() > deadline:
            last = seen()
            raise TooLong(
                t(f"chờ {what}, quá {seconds:.0f} giây. {last}", f"waited {seconds:.0f} s for {what}. {last}")
            )
        time.sleep(0.5)
    return answer
