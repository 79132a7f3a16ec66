"""Asks the server for the time with a nonce, and gives the signed answer to the clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from loa_protocol.judging import judge_time
from loa_protocol.messages import TimeAnswer, TimeQuestion
from loa_protocol.messages.common import ClockQuality
from loa_protocol.refusals import Code, Refusal

from loa_agent.clock import Clock
from loa_agent.trust_state import TrustState

WAIT_MS = 10_000  # a later answer is refused
_FIRST_MS = 10_000  # an unanswered question is asked again after this, doubled up to _LONGEST_MS
_LONGEST_MS = 600_000
_LOOK_MS = 1_000
_AGAIN_MS = 6 * 3600 * 1000  # after a good answer
_SOON_MS = 60_000  # after a new connection, if the time is known
_LONG_WAY_MS = 1_000  # a round trip longer than this makes an answer too inexact
_MOST_AGAIN = 3


class Timekeeper:
    """The questions for the time and their answers. ``ticks`` returns monotonic ms; all waits are in them."""

    def __init__(self, trust_state: TrustState, clock: Clock, ticks: Callable[[], int]) -> None:
        self._trust_state = trust_state
        self._clock = clock
        self._ticks = ticks
        self._nonce = ""
        self._asked = 0
        self._wait = _FIRST_MS
        self._next = 0
        self._again = 0
        self._shortest: int | None = None

    def connected(self) -> None:
        """Prepares for a new session: asks at once if the time is not known, and soon if it is."""
        if self._nonce and self._ticks() - self._asked <= WAIT_MS:
            return  # the answer to the last question may still come
        known = self._clock.quality() is not ClockQuality.NONE and self._trust_state.trust is not None
        self._wait, self._again, self._shortest = _FIRST_MS, 0, None
        self._next = self._ticks() + (_SOON_MS if known else 0)

    def ask(self) -> None:
        """Asks at once, because what the box knew about the time has changed."""
        self._next, self._wait = self._ticks(), _FIRST_MS
        self._again, self._shortest = 0, None

    def next_due(self) -> int:
        """Returns when to call `question` again, in monotonic ms."""
        return self._next if self._trust_state.for_time is not None else self._ticks() + _LOOK_MS

    def question(self) -> TimeQuestion | None:
        """Returns the question to send now, or None if none is due. A nonce is never used twice.

        Without a trust list no answer could be verified, so nothing is asked.
        """
        now = self._ticks()
        if now < self._next or self._trust_state.for_time is None:
            return None
        self._nonce = secrets.token_hex(16)
        self._asked = now
        self._next = now + self._wait
        self._wait = min(self._wait * 2, _LONGEST_MS)
        return TimeQuestion(1, self._trust_state.device, self._nonce)

    def answer(self, data: bytes) -> Refusal | None:
        """Takes a time answer and gives it to the clock. Returns why not, else None. Raises StoreFull.

        After an answer with a long round trip the box asks again, up to three times, and uses the answer with
        the shortest one.
        """
        now = self._ticks()
        trust = self._trust_state.for_time
        if trust is None:
            return Refusal(Code.NO_TRUST)
        nonce, self._nonce = self._nonce, ""
        if not nonce or now - self._asked > WAIT_MS:
            return Refusal(Code.TOO_LATE, "no question is waiting for it")
        verdict = judge_time(data, trust, self._trust_state.pins, self._trust_state.me, nonce)
        if isinstance(verdict, Refusal):
            return verdict
        assert isinstance(verdict.message, TimeAnswer)
        self._trust_state.store_pins(verdict.pins)
        way = now - self._asked
        if self._shortest is None or way < self._shortest:
            self._shortest = way
            # The server read its clock somewhere on the way: half of it is the best guess and the error.
            self._clock.answered(verdict.message.at + way // 2, way // 2)
        self._wait = _FIRST_MS
        if way > _LONG_WAY_MS and self._again < _MOST_AGAIN:
            self._again += 1
            self._next = now + _LOOK_MS
        else:
            self._next = now + _AGAIN_MS
            self._again, self._shortest = 0, None
        return None
