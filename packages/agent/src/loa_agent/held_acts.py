"""The held acts: silence, blank, restore, cancel, tone. Idempotent by id, stored across power cuts until they
end.

An accepted stop (silence, blank, cancel) stays in force whatever happens to its key, so each row has the key
by which it was verified. A restore or a tone counts only while its key does.
"""

from __future__ import annotations

import contextlib
import sqlite3

import msgspec
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import AcceptedHead
from loa_protocol.messages import Act, Envelope
from loa_protocol.messages.act import STANDING
from loa_protocol.reach import targets
from loa_protocol.refusals import Refusal
from loa_protocol.rule import MOST_ACTS, HeldAct, keep_acts, standing, tone_due
from loa_protocol.signing import open_head

from loa_agent.store import Store, StoreFull
from loa_agent.trust_state import TrustState


class _Tones(msgspec.Struct):
    """The tones that have begun, by act id, with their ends: an interrupted one is not begun again."""

    done: dict[str, int] = {}


class HeldActs:
    """The acts that one box holds."""

    def __init__(self, store: Store, trust_state: TrustState) -> None:
        self._store = store
        self._trust_state = trust_state
        self._envelopes: dict[str, Envelope] = {}
        self._tones = store.load("tones", _Tones) or _Tones()
        self.held: tuple[HeldAct, ...] = ()

    def reload(self) -> None:
        """Judges again what is on disk, for the box's present place and by the keys trusted now."""
        self._envelopes.clear()
        rows = self._store.db.execute(
            "select id, serial, until_ms, public_key, head from ordered where box = ?", (self._store.box,)
        ).fetchall()
        found, gone = [], []
        for name, serial, until_ms, public_key, head in rows:
            act = _opened(serial, until_ms, public_key, head)
            if act is None:
                gone.append((self._store.box, name))
                self._store.set_aside("orders", head)
            elif self._counts(act, head):
                found.append(HeldAct(act, serial, until_ms))
        if gone:
            with contextlib.suppress(StoreFull), self._store.transaction() as db:
                db.executemany("delete from ordered where box = ? and id = ?", gone)
        self.held = keep_acts(found, self._trust_state.now)

    def _counts(self, act: Act, head: bytes) -> bool:
        """Returns True if a held act is for this box at its present place, and its key may still sign it."""
        mine = self._trust_state.assignment
        if mine is not None and not targets(act.target, self._trust_state.device, mine):
            return False
        if act.kind in STANDING:
            return True
        verdict = self._trust_state.judge(head, held=True)
        if isinstance(verdict, Refusal):
            return False
        self._envelopes[act.id] = verdict.delegation.envelope
        return True

    def accept(self, head: bytes, accepted: AcceptedHead) -> bool:
        """Stores an accepted act and puts it in force. Returns False if it changed nothing.

        That is so if the act is held already by this head or a later one, or if a newer one on its target
        counts. Raises StoreFull when the disk is full, and the act is in force all the same: a silence must
        not wait for disk space. Raises StoreFull too when the box is silent already because it holds more
        acts than it must: a further one is sent again.
        """
        act, delegation = accepted.message, accepted.delegation
        assert isinstance(act, Act)
        new = HeldAct(act, delegation.serial)
        same = (one for one in self.held if one.act.id == act.id)
        if self._on_disk(act.id) and any(one.order >= new.order for one in same):
            return False
        kept = keep_acts((*self.held, new), self._trust_state.now)
        if sum(one.act.kind in STANDING for one in kept) > MOST_ACTS + 1:
            raise StoreFull("no room for one more order")
        counts = any(one.act.id == act.id and one.order == new.order for one in kept)
        try:
            with self._trust_state.keeping(accepted.pins), self._store.transaction() as db:
                if counts:
                    row = (self._store.box, act.id, delegation.serial, 0, delegation.public_key, head)
                    db.execute("insert or replace into ordered values (?, ?, ?, ?, ?, ?)", row)
                self._keep(db, kept)
        finally:  # in force also if the disk is full
            self.held = kept
            if counts:
                self._envelopes[act.id] = delegation.envelope
        return counts

    def _keep(self, db: sqlite3.Connection, kept: tuple[HeldAct, ...]) -> None:
        """Deletes every other act from disk, and stores the end of each of these."""
        until, box = {one.act.id: one.until for one in kept}, self._store.box
        for (name,) in db.execute("select id from ordered where box = ?", (box,)).fetchall():
            if name in until:
                db.execute(
                    "update ordered set until_ms = ? where box = ? and id = ?", (until[name], box, name)
                )
            else:
                db.execute("delete from ordered where box = ? and id = ?", (box, name))
                self._tones.done.pop(name, None)

    def holds(self, name: str) -> bool:
        """Returns True if the act of this id is held here."""
        return any(one.act.id == name for one in self.held)

    def _on_disk(self, name: str) -> bool:
        row = (self._store.box, name)
        found = self._store.db.execute("select 1 from ordered where box = ? and id = ?", row).fetchone()
        return found is not None

    def heads(self) -> dict[str, bytes]:
        """Returns the heads on disk of the held acts, by their hash, the newest first."""
        rows = self._store.db.execute("select id, head from ordered where box = ?", (self._store.box,))
        found = {name: bytes(head) for name, head in rows}
        newest = sorted(self.held, key=lambda one: one.order, reverse=True)
        return {sha256_hex(found[one.act.id]): found[one.act.id] for one in newest if one.act.id in found}

    @property
    def overfull(self) -> bool:
        """True while the box holds more acts than it must be able to, and is silent for that reason."""
        return standing(self.held, self._trust_state.now).overfull

    def prune(self, now: int) -> None:
        """Deletes the acts that no longer have an effect. Raises StoreFull."""
        if self._trust_state.trust is None or self._trust_state.assignment is None:
            return  # without them it cannot be decided which acts still count
        kept = keep_acts(self.held, now)
        with self._store.transaction() as db:
            self._keep(db, kept)
            self._store.put("tones", self._tones)
        self.held = kept

    def tone(self, now: int) -> Act | None:
        """Returns the test tone that is due now, or None. `tones.refused` decides whether it may sound."""
        return tone_due(self.held, now, self._tones.done.keys())

    def envelope(self, name: str) -> Envelope | None:
        """Returns the envelope of the key that signed the act of this id."""
        return self._envelopes.get(name)

    def tone_begins(self, act: Act) -> None:
        """Stores that the tone has begun, before it sounds: so it sounds at most once. Raises StoreFull."""
        self._tones.done[act.id] = act.expires_ms
        self._store.put("tones", self._tones)


def _opened(serial: object, until_ms: object, public_key: object, head: object) -> Act | None:
    """Returns the act in a stored row, or None if the row is damaged."""
    if not (isinstance(serial, int) and serial > 0 and isinstance(until_ms, int)):
        return None
    if not (isinstance(public_key, str) and isinstance(head, bytes)):
        return None
    sealed = open_head(head)
    if isinstance(sealed, Refusal):
        return None
    try:
        opened = sealed.verify(bytes.fromhex(public_key))
        return None if isinstance(opened, Refusal) else decode(opened.payload, Act)
    except ValueError:  # no key, or (Malformed is a ValueError) no act
        return None
