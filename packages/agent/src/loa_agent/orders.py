"""Acts held: silence, restore, cancel, tone. Idempotent by id, kept across power cuts until they expire."""

from __future__ import annotations

import msgspec
from loa_protocol.encoding import decode
from loa_protocol.judging import Accepted
from loa_protocol.messages import Act, Envelope
from loa_protocol.refusals import Code, Refusal
from loa_protocol.rule import keep_acts, tone_due
from loa_protocol.signing import open_head

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
        self.acts: tuple[Act, ...] = ()

    def reload(self) -> None:
        """Judge again what lies on disk. An expired restore still lifts the silence that it was for."""
        acts = []
        self._envelopes.clear()
        rows = self._store.db.execute("select head from act where box = ?", (self._store.box,)).fetchall()
        for row in rows:
            verdict = self._again(bytes(row[0]))
            if verdict is not None:
                acts.append(verdict)
        self.acts = keep_acts(acts, self._belief.now)

    def _again(self, head: bytes) -> Act | None:
        verdict = self._belief.judge(head)
        if isinstance(verdict, Accepted) and isinstance(verdict.message, Act):
            self._envelopes[verdict.message.id] = verdict.delegation.envelope
            return verdict.message
        late = isinstance(verdict, Refusal) and verdict.code in (Code.EXPIRED, Code.TOO_LATE)
        trust, sealed = self._belief.trust, open_head(head)
        if not late or trust is None or isinstance(sealed, Refusal):
            return None
        delegation = trust.key(sealed.key_id)
        if isinstance(delegation, Refusal):
            return None
        opened = sealed.verify(bytes.fromhex(delegation.public_key))
        return None if isinstance(opened, Refusal) else decode(opened.payload, Act)

    def accept(self, head: bytes, accepted: Accepted) -> bool:
        """An act was accepted: kept, and in force. False if it was held already.

        Raises Full, and is in force none the less: a silence must not wait for room on a disk.
        """
        act = accepted.message
        assert isinstance(act, Act)
        if any(held.id == act.id for held in self.acts) and self._kept(act.id):
            return False
        before, self._envelopes[act.id] = self.acts, accepted.delegation.envelope
        try:
            with self._store.transaction() as db:
                self._belief.keep_pins(accepted.pins)
                row = (self._store.box, act.id, act.expires_ms, head)
                db.execute("insert or replace into act values (?, ?, ?, ?)", row)
        finally:
            self.acts = keep_acts((*before, act), self._belief.now)
        return True

    def _kept(self, name: str) -> bool:
        row = (self._store.box, name)
        return (
            self._store.db.execute("select 1 from act where box = ? and id = ?", row).fetchone() is not None
        )

    def prune(self, now: int) -> None:
        """Let go of what no longer has effect. Raises Full."""
        kept = keep_acts(self.acts, now)
        if len(kept) == len(self.acts):
            return
        names = {act.id for act in kept}
        with self._store.transaction() as db:
            for act in self.acts:
                if act.id not in names:
                    db.execute("delete from act where box = ? and id = ?", (self._store.box, act.id))
                    self._tones.done.pop(act.id, None)
            self._store.put("tones", self._tones)
        self.acts = kept

    def tone(self, now: int) -> Act | None:
        """The test tone that should sound now."""
        act = tone_due(self.acts, now, self._tones.done.keys())
        if act is None:
            return None
        return tone_due((act, *self.acts), now, self._tones.done.keys(), self._envelopes.get(act.id))

    def tone_begins(self, act: Act) -> None:
        """On disk first: at most once, whatever happens next. Raises Full."""
        self._tones.done[act.id] = act.expires_ms
        self._store.put("tones", self._tones)
