"""The batch of records that the server rejected. It waits for an hour, and so do all batches after it."""

from __future__ import annotations

_HOUR_MS = 3_600_000
_NO_END = 2**62


class RejectedBatch:
    """The rejected batch of an outbox, if there is one. Times are monotonic ms that the caller passes in."""

    __slots__ = ("_again", "_first", "_last", "code")

    def __init__(self) -> None:
        self.code = ""
        self._first = self._last = 0
        self._again: int | None = 0  # when the hour ends; 0: no hour runs; None: it begins with the next look

    def turn(self, first: int, last: int, code: str) -> None:
        """Notes that the server rejected the batch of these numbers. Its hour begins with the next `look`."""
        self._first, self._last, self.code, self._again = first, last, code, None

    def look(self, now: int) -> bool:
        """Returns True once, when the hour has passed."""
        if self._again is None:
            self._again = now + _HOUR_MS
        elif self._again and now >= self._again:
            self._again = 0
            return True
        return False

    def stored(self, upto: int) -> None:
        """Forgets the batch if everything up to ``upto`` is stored after all, or numbered again."""
        if self._last <= upto:
            self.code, self._again = "", 0

    @property
    def before(self) -> int:
        """The first number of the rejected batch: batches that begin with it or a later number wait."""
        return _NO_END if self._again == 0 else self._first

    @property
    def next_due(self) -> int | None:
        """When the hour ends; None if none runs."""
        return self._again or None
