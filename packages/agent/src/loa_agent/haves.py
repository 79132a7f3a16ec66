"""Decides when to send a Have, so that nothing lost stays lost and no endless exchange of messages begins.

A Have goes out at once on a new connection, soon after what the box holds has changed, and every ten minutes.
While the server has not answered, it is sent again with growing waits. A message of the server alone never
causes one.
"""

from __future__ import annotations

_GATHER_MS = 2_000  # after a change, so that several changes go out together
_APART_MS = 10_000  # between two Haves because of changes
_EVERY_MS = 600_000
_FIRST_WAIT_MS = 10_000  # for an answer; doubled up to _LONGEST_WAIT_MS
_LONGEST_WAIT_MS = 600_000


class Haves:
    """The times of the Haves of one session. Times are monotonic ms that the caller passes in."""

    __slots__ = ("_changed", "_said", "_wait", "_waiting", "greeted", "number")

    def __init__(self) -> None:
        self.number = 0
        self.greeted = False
        self._said = 0
        self._changed: int | None = None
        self._waiting = False
        self._wait = _FIRST_WAIT_MS

    def connected(self) -> None:
        """Starts a new session: its first Have is due."""
        self.number, self.greeted = 0, False
        self._changed, self._waiting, self._wait = None, False, _FIRST_WAIT_MS

    def changed(self, now: int) -> None:
        """Notes that what the box holds has changed."""
        if self._changed is None:
            self._changed = now

    def answered(self, number: int) -> None:
        """Notes that the server has answered the Have of this number."""
        self.greeted = True
        if number == self.number:
            self._waiting, self._wait = False, _FIRST_WAIT_MS

    def said(self, now: int) -> int:
        """Notes that a Have goes out now. Returns its number."""
        if self._waiting:
            self._wait = min(self._wait * 2, _LONGEST_WAIT_MS)
        self.number += 1
        self._said, self._changed, self._waiting = now, None, True
        return self.number

    @property
    def next_due(self) -> int:
        """When the next Have goes out, as long as there is a session."""
        if self.number == 0:
            return 0
        due = self._said + (self._wait if self._waiting else _EVERY_MS)
        if self._changed is None:
            return due
        return min(due, max(self._changed + _GATHER_MS, self._said + _APART_MS))
