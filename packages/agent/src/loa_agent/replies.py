"""The replies to what came in: an acknowledgement for each act, a report of each refusal."""

from __future__ import annotations

from collections.abc import Callable

from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.messages.device import Ack, AckState, Refused
from loa_protocol.messages.records import RecordKind
from loa_protocol.refusals import Code

from loa_agent.clock import Clock
from loa_agent.inbox import Verdict
from loa_agent.plan_store import RejectedObject
from loa_agent.play_journal import PlayJournal
from loa_agent.sayable import said
from loa_agent.uplink import Uplink

_SAME_MS = 3_600_000
_MOST = 100  # refusals recorded within an hour


class Replies:
    """The replies of one box, and what it reported in the last hour. ``ticks`` returns monotonic ms."""

    __slots__ = ("_at", "_clock", "_device", "_last", "_lost", "_play_journal", "_ticks", "_told", "_uplink")

    def __init__(
        self, device: str, uplink: Uplink, play_journal: PlayJournal, clock: Clock, ticks: Callable[[], int]
    ) -> None:
        self._device = device
        self._uplink = uplink
        self._play_journal = play_journal
        self._clock = clock
        self._ticks = ticks
        self._last, self._at = "", 0
        self._told: dict[tuple[str, str], int] = {}
        self._lost: tuple[str, ...] = ()

    def acknowledge(self, verdict: Verdict) -> None:
        """Sends one Ack for an act, whatever the result; adds a record if the act has a new effect."""
        refusal, state = verdict.refusal, AckState.APPLIED
        if refusal is not None:
            unsupported = refusal.code is Code.UNSUPPORTED
            state = AckState.UNSUPPORTED if unsupported else AckState.REFUSED
        act = verdict.act.id if verdict.act else ""
        code = None if refusal is None else refusal.code
        ack = Ack(1, self._device, act, verdict.sha256, state, self._wall(), code)
        self._uplink.send(topics.Up.ACK, encode(ack))
        if verdict.fresh and refusal is None:
            self._play_journal.tell(
                self._play_journal.note(RecordKind.ACT, plan_sha256=verdict.sha256, note=act)
            )

    def refused(self, turned: RejectedObject, *, act: bool = False, fault: bool = True) -> None:
        """Reports what was rejected, as a fault unless it is a genuine act.

        The same rejection again within the hour, and more than a hundred in one, go only to the server and
        not into records: whoever floods a box must not fill its disk. An act that comes again within the hour
        is only acknowledged.
        """
        refusal, now = turned.refusal, self._ticks()
        key, detail = (turned.sha256, refusal.code.value), said(refusal.detail)
        again = now - self._told.get(key, -_SAME_MS) < _SAME_MS
        if fault:
            self._last, self._at = f"{refusal.code}: {detail}"[:200], now
        if again and act:
            return
        word = Refused(1, self._device, turned.sha256, refusal.code, self._wall(), detail)
        self._uplink.send(topics.Up.REFUSED, encode(word))
        if again:
            return
        self._told = {name: at for name, at in self._told.items() if now - at < _SAME_MS}
        if len(self._told) >= _MOST:
            return
        self._told[key] = now
        self._play_journal.tell(
            self._play_journal.note(
                RecordKind.REFUSED,
                plan_sha256=turned.sha256,
                code=refusal.code.value,
                note=detail,
            )
        )

    def lost(self, unread: dict[str, str]) -> None:
        """Records, once, what was stored and cannot be read any more, with the hash of the data."""
        for what in [what for what in unread if what not in self._lost]:
            self._lost = (*self._lost, what)
            note = f"kept, and cannot be read: {what}"
            self._play_journal.tell(
                self._play_journal.note(
                    RecordKind.REFUSED, plan_sha256=unread[what], code=Code.MALFORMED.value, note=note
                )
            )

    def give(self, heads: tuple[bytes, ...]) -> None:
        """Sends the acts that the server asks for, as they were received."""
        for head in heads:
            self._uplink.send(topics.Up.GIVEN, head)

    @property
    def fault(self) -> str:
        """What was rejected last, for an hour; "" for nothing."""
        return self._last if self._last and self._ticks() - self._at < _SAME_MS else ""

    def _wall(self) -> int:
        return max(self._clock.now_ms(), 0)
