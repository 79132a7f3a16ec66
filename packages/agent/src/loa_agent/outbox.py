"""The play records on their way to the server: numbered without gaps, in signed batches, each with the hash
of the batch before it.

A batch is sealed once, and exactly those bytes are sent until the server says that it is stored. The batch is
then kept for 30 more days, because a server can be restored from an older backup and ask again.
"""

from __future__ import annotations

import contextlib

import msgspec
from loa_protocol import heads
from loa_protocol.ids import sha256_hex
from loa_protocol.messages.device import Resend, Stored, TurnedBack
from loa_protocol.messages.records import Record, RecordBatch
from loa_protocol.refusals import Refusal
from loa_protocol.signing import Signer

from loa_agent.chain import Chain, reckoned
from loa_agent.rejected_batch import RejectedBatch
from loa_agent.sayable import sayable
from loa_agent.store import Store, StoreFull
from loa_agent.unsent_records import A_BATCH, upcoming

KEEP_MS = 30 * 24 * 3600 * 1000
_WINDOW = 4  # batches under way at once
_GATHER_MS = 2_000  # records wait this long for others, to share a batch
_FIRST_RESEND_MS = 10_000  # doubled up to _LONGEST_RESEND_MS
_LONGEST_RESEND_MS = 600_000
_MOST_LATE = 2_000  # records that wait in memory for a full disk
_RESENT_APART_MS = 60_000
_HIGHEST = 2**52  # PROTOCOL.md: a `stored` above this changes nothing


class Outbox:
    """The records and batches of one box. ``boot`` is the id of this run of the agent."""

    def __init__(self, store: Store, key: Signer, device: str, boot: str) -> None:
        self._store = store
        self._key = key
        self._device = device
        self._boot = boot
        self._chain = store.load("outbox", Chain) or reckoned(store)
        self._late: list[Record] = []  # records that the full disk refused, the oldest first
        self._dropped = 0  # records lost from `_late`; they too are given numbers, so that the gap shows
        self._gathering: int | None = None
        self._resend_at = 0
        self._resend_after = _FIRST_RESEND_MS
        self._sent_upto = self._chain.stored
        self._turned = RejectedBatch()
        self._asked: int | None = None
        self._resent = -_RESENT_APART_MS

    @property
    def last(self) -> int:
        """The number of the newest record."""
        return self._chain.last

    @property
    def stored(self) -> int:
        """The number of the last record that the server has said is stored."""
        return self._chain.stored

    @property
    def waiting(self) -> int:
        """How many records the server has not stored yet, including those that the full disk refused."""
        return self._chain.last - self._chain.stored + self._dropped + len(self._late)

    def add(self, *records: Record) -> None:
        """Numbers these records and stores them.

        Records that a full disk refuses wait in memory. If there are too many, the oldest are lost, and their
        numbers with them, so that the gap shows.
        """
        self._late.extend(sayable(record) for record in records)
        over = max(len(self._late) - _MOST_LATE, 0)
        self._dropped += over
        del self._late[:over]
        self.settle()

    def settle(self) -> None:
        """Stores what a full disk refused before."""
        while self._late:
            batch = self._late[:A_BATCH]
            chain = msgspec.structs.replace(self._chain, last=self._chain.last + self._dropped)
            try:
                with self._store.transaction() as db:
                    for record in batch:
                        chain.last += 1
                        row = (self._store.box, chain.last, self._boot, msgspec.json.encode(record))
                        db.execute("insert into waiting values (?, ?, ?, ?)", row)
                    self._store.put("outbox", chain)
            except StoreFull:
                return
            self._chain, self._dropped = chain, 0
            del self._late[: len(batch)]

    def due(self, now_ms: int, *, connected: bool) -> list[bytes]:
        """Returns the batches to send now (any monotonic ms). Seals records that waited for two seconds."""
        self.settle()
        if self._chain.last > self._chain.sealed:
            self._gathering = now_ms if self._gathering is None else self._gathering
            full = self._chain.last - self._chain.sealed >= A_BATCH
            if full or now_ms - self._gathering >= _GATHER_MS:
                self._gathering = None if self._seal() else now_ms
        if not connected:
            return []
        if self._turned.look(now_ms):
            self.reconnected()
        self._answer_resend(now_ms)
        after = self._sent_upto
        if self._unanswered() and now_ms >= self._resend_at:
            # No answer in time: all batches that are not stored are sent again. Damaged ones may have been
            # deleted since, so there may be none.
            after = self._sent_upto = self._chain.stored
            self._resend_after = min(self._resend_after * 2, _LONGEST_RESEND_MS)
        batches = self._batches(after)
        if batches:
            self._sent_upto = batches[-1][0]
            self._resend_at = now_ms + self._resend_after
        return [head for _, head in batches]

    @property
    def turned_back(self) -> str:
        """The reason why the server rejected a batch; "" if it rejected none."""
        return self._turned.code

    def next_due(self, *, connected: bool) -> int | None:
        """Returns when `due` has something to do again, in the same monotonic ms."""
        if self._gathering is not None:
            return self._gathering + _GATHER_MS
        if self._chain.last > self._chain.sealed:
            return 0
        if not connected:
            return None
        if self._asked is not None:
            return self._resent + _RESENT_APART_MS
        return self._resend_at if self._unanswered() else self._turned.next_due

    def _unanswered(self) -> bool:
        """Returns True if batches that were sent are not stored yet."""
        return self._sent_upto > self._chain.stored

    def reconnected(self) -> None:
        """Starts a new session: whatever was under way on the old one is sent again."""
        self._sent_upto = self._chain.stored
        self._resend_after = _FIRST_RESEND_MS

    def _batches(self, after: int) -> list[tuple[int, bytes]]:
        """Returns the batches after this number, with their last numbers, as many as the window allows."""
        left = _WINDOW - self._in_flight(after)
        rows = self._store.db.execute(
            "select first, last, sha256, head from batch where box = ? and first > ? and first < ? "
            "order by first limit ?",
            (self._store.box, after, self._turned.before, max(left, 0)),
        ).fetchall()
        whole = [row for row in rows if _is_whole(*row)]
        if len(whole) < len(rows):
            self._set_aside([row for row in rows if row not in whole])
        return [(row[1], row[3]) for row in whole]

    def _set_aside(self, rows: list[tuple[int, int, str, bytes]]) -> None:
        """Deletes batches that were damaged: no server would accept them. The following ones are sent."""
        for row in rows:
            self._store.set_aside("records", row[3])
        with contextlib.suppress(StoreFull), self._store.transaction() as db:
            gone = [(self._store.box, row[0]) for row in rows]
            db.executemany("delete from batch where box = ? and first = ?", gone)

    def _in_flight(self, after: int) -> int:
        """Returns how many batches up to this number are not stored yet."""
        found = self._store.db.execute(
            "select count(*) from batch where box = ? and first > ? and first <= ?",
            (self._store.box, self._chain.stored, after),
        ).fetchone()
        return int(found[0])

    def _seal(self) -> bool:
        """Seals waiting records of one run of the agent as a batch. Returns False if the disk is full."""
        rows, upto = upcoming(self._store, self._chain.sealed, self._chain.last)
        chain = msgspec.structs.replace(self._chain, sealed=upto)
        sealed = None
        if rows:
            records = tuple(row.record for row in rows if row.record is not None)
            batch = RecordBatch(1, self._device, rows[0].boot, rows[0].number, self._chain.prev, records)
            head = heads.seal(batch, self._key)
            chain.prev = sha256_hex(head)
            sealed = (self._store.box, batch.first, batch.last, chain.prev, head)
        try:
            with self._store.transaction() as db:
                if sealed is not None:
                    db.execute("insert or replace into batch values (?, ?, ?, ?, ?, null)", sealed)
                db.execute("delete from waiting where box = ? and number <= ?", (self._store.box, upto))
                self._store.put("outbox", chain)
        except StoreFull:
            return False
        self._chain = chain
        return True

    def on_stored(self, answer: Stored, wall_ms: int | None) -> bool:
        """Takes the server's answer that it has everything up to the end of a batch. Raises StoreFull.

        If that batch was never sealed here (the count was lost, or an old card was put back), the waiting
        records are numbered after it. Returns False, and changes nothing, for a number that nobody can have
        reached. ``wall_ms`` is None while the time is not known; the 30 days then begin once it is.
        """
        found = self._store.db.execute(
            "select sha256 from batch where box = ? and last = ?", (self._store.box, answer.upto)
        ).fetchone()
        if answer.upto <= self._chain.stored:
            return True
        if answer.upto > _HIGHEST:
            return False
        if found is None or found[0] != answer.batch_sha256:
            self._go_on(answer.upto, answer.batch_sha256)
            return True
        chain = msgspec.structs.replace(self._chain, stored=answer.upto)
        with self._store.transaction() as db:
            db.execute(
                "update batch set stored_ms = ? where box = ? and last <= ? and stored_ms is null",
                (wall_ms, self._store.box, answer.upto),
            )
            self._store.put("outbox", chain)
        self._chain = chain
        self._sent_upto = max(self._sent_upto, answer.upto)
        self._resend_after = _FIRST_RESEND_MS
        self._turned.stored(answer.upto)
        return True

    def _go_on(self, upto: int, prev: str) -> None:
        """Numbers what is not stored yet from ``upto`` + 1 on, after a batch with this hash. Raises
        StoreFull."""
        box = self._store.box
        with self._store.transaction() as db:
            found: list[tuple[str, bytes]] = []
            for (head,) in db.execute(
                "select head from batch where box = ? and last > ? order by first", (box, self._chain.stored)
            ).fetchall():
                opened = heads.unseal(bytes(head), self._key.public_key, RecordBatch)
                if not isinstance(opened, Refusal):  # a damaged batch cannot be sealed again
                    found += [(opened[1].boot, msgspec.json.encode(one)) for one in opened[1].records]
            found += db.execute(
                "select boot, record from waiting where box = ? order by number", (box,)
            ).fetchall()
            db.execute("delete from batch where box = ? and last > ?", (box, self._chain.stored))
            db.execute("delete from waiting where box = ?", (box,))
            rows = [(box, upto + place, *row) for place, row in enumerate(found, start=1)]
            db.executemany("insert into waiting values (?, ?, ?, ?)", rows)
            chain = Chain(last=upto + len(rows), sealed=upto, stored=upto, prev=prev)
            self._store.put("outbox", chain)
        self._chain = chain
        self._turned.stored(_HIGHEST)
        self.reconnected()

    def on_turned_back(self, answer: TurnedBack) -> None:
        """Notes that the server rejected a batch: it is kept, but it and all after it wait for an hour."""
        found = self._store.db.execute(
            "select first, last from batch where box = ? and sha256 = ?", (self._store.box, answer.sha256)
        ).fetchone()
        if found is not None and found[1] > self._chain.stored:
            self._turned.turn(found[0], found[1], answer.code.value)
            self._sent_upto = min(self._sent_upto, found[0] - 1)

    def on_resend(self, asked: Resend) -> None:
        """Notes that the server lacks what comes after a number: what is still kept of it is sent again.

        That happens once a minute at most, since the request is not signed.
        """
        self._asked = asked.after if self._asked is None else min(self._asked, asked.after)

    def _answer_resend(self, now_ms: int) -> None:
        """Sends again what the server asked for, if the last time was a minute ago."""
        if self._asked is None or now_ms < self._resent + _RESENT_APART_MS:
            return
        self._resent = now_ms  # also if the disk is full: it is tried again after a minute
        with contextlib.suppress(StoreFull):
            self._server_lacks(self._asked)
            self._asked = None

    def _server_lacks(self, after: int) -> None:
        """Treats everything after this number as not stored. Raises StoreFull."""
        if after >= self._chain.stored:
            self.reconnected()
            return
        chain = msgspec.structs.replace(self._chain, stored=after)
        with self._store.transaction() as db:
            db.execute(
                "update batch set stored_ms = null where box = ? and first > ?",
                (self._store.box, after),
            )
            self._store.put("outbox", chain)
        self._chain = chain
        self.reconnected()

    def prune(self, wall_ms: int) -> None:
        """Deletes what has been stored for 30 days. The clock must be trusted. Raises StoreFull."""
        with self._store.transaction() as db:
            # The 30 days of batches that were stored while the clock was not trusted begin now.
            db.execute(
                "update batch set stored_ms = ? where box = ? and last <= ? and stored_ms is null",
                (wall_ms, self._store.box, self._chain.stored),
            )
            db.execute(
                "delete from batch where box = ? and last <= ? and stored_ms is not null and stored_ms < ?",
                (self._store.box, self._chain.stored, wall_ms - KEEP_MS),
            )


def _is_whole(first: int, last: object, sha256: object, head: object) -> bool:
    """Returns True if this row is what was sealed."""
    if not (isinstance(last, int) and isinstance(head, bytes)):
        return False
    return last >= first and sha256_hex(head) == sha256
