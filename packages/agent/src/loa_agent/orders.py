"""Acts held: silence, restore, cancel, tone. Idempotent by id, kept across power cuts until they expire."""

from __future__ import annotations

import msgspec
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Accepted
from loa_protocol.messages import Act, Envelope
from loa_protocol.rule import HeldAct, keep_acts, tone_due, tone_refused

from loa_agent.belief import Belief
from loa_agent.store import Store


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
        """Judge again what lies on disk. An expired restore still lifts the silence that it was for."""
        acts = []
        self._envelopes.clear()
        rows = self._store.db.execute("select head from act where box = ?", (self._store.box,)).fetchall()
        for row in rows:
            verdict = self._again(bytes(row[0]))
            if verdict is not None:
                acts.append(verdict)
        self.held = keep_acts(acts, self._belief.now)

    def _again(self, head: bytes) -> HeldAct | None:
        verdict = self._belief.judge(head, held=True)
        if isinstance(verdict, Accepted) and isinstance(verdict.message, Act):
            self._envelopes[verdict.message.id] = verdict.delegation.envelope
            return HeldAct(verdict.message, verdict.delegation.serial)
        return None

    def accept(self, head: bytes, accepted: Accepted) -> bool:
        """An act was accepted: kept, and in force. False if it was held already.

        Raises Full, and is in force none the less: a silence must not wait for room on a disk.
        """
        act = accepted.message
        assert isinstance(act, Act)
        if any(one.act.id == act.id for one in self.held) and self._kept(act.id):
            return False
        before, self._envelopes[act.id] = self.held, accepted.delegation.envelope
        try:
            with self._store.transaction() as db:
                self._belief.keep_pins(accepted.pins)
                row = (self._store.box, act.id, act.expires_ms, head)
                db.execute("insert or replace into act values (?, ?, ?, ?)", row)
        finally:
            self.held = keep_acts((*before, HeldAct(act, accepted.delegation.serial)), self._belief.now)
        return True

    def names(self) -> tuple[str, ...]:
        """The hashes of the heads of the acts held, in their order."""
        rows = self._store.db.execute("select id, head from act where box = ?", (self._store.box,))
        heads = {row[0]: sha256_hex(bytes(row[1])) for row in rows}
        return tuple(heads[one.act.id] for one in self.held if one.act.id in heads)

    def _kept(self, name: str) -> bool:
        row = (self._store.box, name)
        return (
            self._store.db.execute("select 1 from act where box = ? and id = ?", row).fetchone() is not None
        )

    def prune(self, now: int) -> None:
        """Let go of what no longer has effect. Raises Full."""
        kept = keep_acts(self.held, now)
        if len(kept) == len(self.held):
            return
        names = {one.act.id for one in kept}
        with self._store.transaction() as db:
            for name in (one.act.id for one in self.held):
                if name not in names:
                    db.execute("delete from act where box = ? and id = ?", (self._store.box, name))
                    self._tones.done.pop(name, None)
            self._store.put("tones", self._tones)
        self.held = kept

    def tone(self, now: int) -> Act | None:
        """The test tone that should sound now."""
        act = tone_due(self.held, now, self._tones.done.keys())
        if act is None or tone_refused(self.held, now, self._envelopes.get(act.id)) is not None:
            return None
        return act

    def tone_begins(self, act: Act) -> None:
        """On disk first: at most once, whatever happens next. Raises Full."""
        self._tones.done[act.id] = act.expires_ms
        self._store.put("tones", self._tones)
