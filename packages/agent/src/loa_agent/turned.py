"""A batch of records that the server did not take: it waits for an hour, and all that hangs on it."""

from __future__ import annotations

_HOUR_MS = 3_600_000
_NO_END = 2**62


class TurnedBatch:
    """See the module. Times are monotonic ms that the caller passes in."""

    __slots__ = ("_again", "_first", "_last", "code")

    def __init__(self) -> None:
        self.code = ""
        self._first = self._last = 0
        self._again: int | None = 0

    def turn(self, first: int, last: int, code: str) -> None:
        """The batch of these numbers was turned back; its hour begins with the next look."""
        self._first, self._last, self.code, self._again = first, last, code, None

    def look(self, now: int) -> bool:
        """True when its hour has just passed."""
        if self._again is None:
            self._again = now + _HOUR_MS
        elif self._again and now >= self._again:
            self._again = 0
            return True
        return False

    def stored(self, upto: int) -> None:
        """Everything up to this number is stored after all, or numbered anew."""
        if self._last <= upto:
            self.code, self._again = "", 0

    @property
    def before(self) -> int:
        """Batches that begin with this number or a later one wait."""
        return _NO_END if self._again == 0 else self._first

    @property
    def next_due(self) -> int | None:
        """When its hour has passed, if it runs."""
        return self._again or None
