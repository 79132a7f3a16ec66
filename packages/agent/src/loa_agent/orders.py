"""Acts held: silence, restore, cancel, tone. Idempotent by id, kept across power cuts until they end.

A stop once accepted stands whatever becomes of its key, so each row carries the key by which it was verified;
a restore or a tone counts only while its key does.
"""

from __future__ import annotations

import contextlib
import sqlite3

import msgspec
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Accepted
from loa_protocol.messages import Act, Envelope
from loa_protocol.messages.act import STANDING
from loa_protocol.reach import targets
from loa_protocol.refusals import Refusal
from loa_protocol.rule import MOST_ACTS, HeldAct, keep_acts, standing, tone_due
from loa_protocol.signing import open_head

from loa_agent.belief import Belief
from loa_agent.store import Full, Store


class _Tones(msgspec.Struct):
    """Tones already begun, by act id: one that a power cut broke off is not begun again."""

    done: dict[str, int] = {}


class Orders:
    """See the module."""

    def __init__(self, store: Store, belief: Belief) -> None:
        self._store = store
        self._belief = belief
        self._envelopes: dict[str, Envelope] = {}
        self._tones = store.load("tones", _Tones) or _Tones()
        self.held: tuple[HeldAct, ...] = ()

    def reload(self) -> None:
        """Judge again what lies on disk: for this box where it now stands, by the keys believed now."""
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
            with contextlib.suppress(Full), self._store.transaction() as db:
                db.executemany("delete from ordered where box = ? and id = ?", gone)
        self.held = keep_acts(found, self._belief.now)

    def _counts(self, act: Act, head: bytes) -> bool:
        """Is an act that is held for this box where it now stands, and its key one that may still say so?"""
        mine = self._belief.assignment
        if mine is not None and not targets(act.target, self._belief.device, mine):
            return False
        if act.kind in STANDING:
            return True
        verdict = self._belief.judge(head, held=True)
        if isinstance(verdict, Refusal):
            return False
        self._envelopes[act.id] = verdict.delegation.envelope
        return True

    def accept(self, head: bytes, accepted: Accepted) -> bool:
        """An act was accepted: kept, and in force. False if it changed nothing: held already by this head or
        a later one, or a newer one on its target counts.

        Raises Full, and is in force none the less: a silence must not wait for room on a disk. Raises Full
        too when the box is mute already because it holds more than it must: what comes on top is sent again.
        """
        act, delegation = accepted.message, accepted.delegation
        assert isinstance(act, Act)
        new = HeldAct(act, delegation.serial)
        same = (one for one in self.held if one.act.id == act.id)
        if self._on_disk(act.id) and any(one.order >= new.order for one in same):
            return False
        kept = keep_acts((*self.held, new), self._belief.now)
        if sum(one.act.kind in STANDING for one in kept) > MOST_ACTS + 1:
            raise Full("no room for one more order")
        counts = any(one.act.id == act.id and one.order == new.order for one in kept)
        try:
            with self._store.transaction() as db:
                self._belief.keep_pins(accepted.pins)
                if counts:
                    row = (self._store.box, act.id, delegation.serial, 0, delegation.public_key, head)
                    db.execute("insert or replace into ordered values (?, ?, ?, ?, ?, ?)", row)
                self._keep(db, kept)
        finally:
            self.held = kept
            if counts:
                self._envelopes[act.id] = delegation.envelope
        return counts

    def _keep(self, db: sqlite3.Connection, kept: tuple[HeldAct, ...]) -> None:
        """Of what lies on disk these alone, each up to its end."""
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
        """Is the act of this id in force here?"""
        return any(one.act.id == name for one in self.held)

    def _on_disk(self, name: str) -> bool:
        row = (self._store.box, name)
        found = self._store.db.execute("select 1 from ordered where box = ? and id = ?", row).fetchone()
        return found is not None

    def heads(self) -> dict[str, bytes]:
        """The heads on disk of the acts held, by their hash, the newest first."""
        rows = self._store.db.execute("select id, head from ordered where box = ?", (self._store.box,))
        found = {name: bytes(head) for name, head in rows}
        newest = sorted(self.held, key=lambda one: one.order, reverse=True)
        return {sha256_hex(found[one.act.id]): found[one.act.id] for one in newest if one.act.id in found}

    @property
    def overfull(self) -> bool:
        """True while it holds more orders than it must be able to, and is mute therefore."""
        return standing(self.held, self._belief.now).overfull

    def prune(self, now: int) -> None:
        """Let go of what no longer has effect. Raises Full."""
        if self._belief.trust is None or self._belief.assignment is None:
            return  # nobody can tell what still counts
        kept = keep_acts(self.held, now)
        with self._store.transaction() as db:
            self._keep(db, kept)
            self._store.put("tones", self._tones)
        self.held = kept

    def tone(self, now: int) -> Act | None:
        """The test tone whose time is now; whether it may sound is `tones.refused`."""
        return tone_due(self.held, now, self._tones.done.keys())

    def envelope(self, name: str) -> Envelope | None:
        """Of the key that signed the act of this id."""
        return self._envelopes.get(name)

    def tone_begins(self, act: Act) -> None:
        """On disk first: at most once, whatever happens next. Raises Full."""
        self._tones.done[act.id] = act.expires_ms
        self._store.put("tones", self._tones)


def _opened(serial: object, until_ms: object, public_key: object, head: object) -> Act | None:
    """The act in a row that was kept once, if it is still whole."""
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
    except ValueError:  # Malformed too: no key, or no act
        return None
