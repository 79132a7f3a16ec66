"""When to say what the box holds, so that nothing lost stays lost and nobody talks in a circle.

At once on a new connection; soon when what is held has changed; every ten minutes; and again, ever more
seldom, while the server has not answered. Never because a word of the server came.
"""

from __future__ import annotations

_GATHER_MS = 2_000
_APART_MS = 10_000
_EVERY_MS = 600_000
_FIRST_WAIT_MS = 10_000
_LONGEST_WAIT_MS = 600_000


class Haves:
    """See the module. Times are monotonic ms that the caller passes in."""

    __slots__ = ("_changed", "_said", "_wait", "_waiting", "greeted", "number")

    def __init__(self) -> None:
        self.number = 0
        self.greeted = False
        self._said = 0
        self._changed: int | None = None
        self._waiting = False
        self._wait = _FIRST_WAIT_MS

    def connected(self) -> None:
        """A new connection: the first have of it is due."""
        self.number, self.greeted = 0, False
        self._changed, self._waiting, self._wait = None, False, _FIRST_WAIT_MS

    def changed(self, now: int) -> None:
        """What is held has changed."""
        if self._changed is None:
            self._changed = now

    def answered(self, number: int) -> None:
        """The server has answered the have of this number."""
        self.greeted = True
        if number == self.number:
            self._waiting, self._wait = False, _FIRST_WAIT_MS

    def said(self, now: int) -> int:
        """One goes out now; its number."""
        if self._waiting:
            self._wait = min(self._wait * 2, _LONGEST_WAIT_MS)
        self.number += 1
        self._said, self._changed, self._waiting = now, None, True
        return self.number

    @property
    def next_due(self) -> int:
        """When the next one goes out, if the session stands."""
        if self.number == 0:
            return 0
        due = self._said + (self._wait if self._waiting else _EVERY_MS)
        if self._changed is None:
            return due
        return min(due, max(self._changed + _GATHER_MS, self._said + _APART_MS))
