"""What happened to each item: records of what sounded, what was cut and what never began, and why.

``lost_ms`` of a record is the length of its sound that has not sounded: for *started* and *resumed* up to
there, for *cut* all told if nothing more of it does. So the last record of a sound tells the truth about it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from loa_protocol.messages import Item
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.records import Record, RecordKind
from loa_protocol.rule import Reason, Stretch, Timeline
from loa_protocol.verdict import Silent, Sounding

from loa_agent import playing, tally
from loa_agent.clock import Clock
from loa_agent.outbox import Outbox
from loa_agent.playing import Playing
from loa_agent.sound.port import PER_MS, Began, Cue, Failed, Heard, Stopped
from loa_agent.store import Full, Store

BEAT_MS = 5_000
_SAVE_MS = 300_000
_SET_BACK_MS = 1_000
_WHOLE_MS = 2  # rounding of a sample to a millisecond at either end is not a loss


class _Known(msgspec.Struct):
    """Kept across power cuts: which items began in time, which made a sound, and up to when all are told."""

    begun: dict[str, int] = {}
    sounded: dict[str, int] = {}
    told_ms: int = 0


class Diary:
    """See the module. ``length`` gives a sound's planned length in ms by (item id, part)."""

    def __init__(self, store: Store, outbox: Outbox, clock: Clock) -> None:
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._known = store.load("diary", _Known) or _Known()
        self._why: dict[str, Reason] = {}
        self._mute: dict[tuple[str, int], Reason] = {}
        self._failures: dict[tuple[str, int], None] = {}
        self._playing = playing.loaded(store)
        self._beat = 0
        self._saved_ms = self._known.told_ms
        self._without_plan = True

    @property
    def begun(self) -> dict[str, int]:
        """Ids of items that began in time (and the ms until which that matters)."""
        return self._known.begun

    @property
    def sounding(self) -> str:
        """The item that sounds now, "" for none."""
        return next((state.item for state in self._playing.values() if state.sounding), "")

    def note(self, kind: RecordKind, **fields: object) -> Record:
        """A record of something that happens now, or happened at the ``wall_ms`` given."""
        now = self._clock.now_ms()
        wall = fields.pop("wall_ms", now)
        assert isinstance(wall, int)
        mono = max(self._clock.monotonic_ms() - (now - wall), 0)
        made = {"wall_ms": max(wall, 0), "mono_ms": mono, "clock": self._clock.quality()}
        return msgspec.convert({"kind": kind, **made, **fields}, Record)

    def tell(self, record: Record) -> None:
        """Send a record on its way."""
        self._outbox.add(record)

    def power_came_back(self) -> None:
        """At start: what was sounding when the power went was cut there, by a clock that nobody can vouch for
        any more."""
        for state in self._playing.values():
            if state.sounding:
                state.sounding = False
                record = self._of(
                    RecordKind.CUT, state, wall_ms=state.wall_ms, mono_ms=0, clock=ClockQuality.NONE,
                    offset_ms=state.upto, lost_ms=state.lost + state.length_ms - state.upto,
                    code=Reason.POWER,
                )  # fmt: skip
                self._outbox.add(record)
                self._keep(state)

    def _of(self, kind: RecordKind, state: Playing, **fields: object) -> Record:
        return self.note(
            kind, item=state.item, sound=state.part, media_sha256=state.media, plan_sha256=state.plan,
            planned_ms=state.base_ms, **fields,
        )  # fmt: skip

    def heard(self, events: list[Heard], plan: str, length: Callable[[Cue], int]) -> None:
        """What the player has done since it was asked last."""
        for event in events:
            if isinstance(event, Began):
                self._began(event, plan, length(event.cue))
            elif isinstance(event, Stopped):
                self._stopped(event)
            else:
                self._failed(event, plan)

    def _began(self, event: Began, plan: str, length: int) -> None:
        cue, at = event.cue, event.at // PER_MS
        offset = max(event.sample // PER_MS, 0)
        state = self._playing.get((cue.item, cue.part))
        if state is None:
            kind = RecordKind.STARTED
            state = Playing(
                cue.item, cue.part, cue.media, plan, cue.base // PER_MS, length, offset, offset, at
            )
            self._playing[cue.item, cue.part] = state
        else:
            kind = RecordKind.RESUMED
            state.lost += max(offset - state.upto, 0)
            state.upto, state.wall_ms, state.sounding = offset, at, True
        self._known.begun.setdefault(cue.item, cue.end // PER_MS)
        self._known.sounded[cue.item] = cue.end // PER_MS
        self._outbox.add(self._of(kind, state, wall_ms=at, offset_ms=offset, lost_ms=state.lost))
        self._keep(state)

    def _stopped(self, event: Stopped) -> None:
        state = self._playing.get((event.cue.item, event.cue.part))
        if state is None or not state.sounding:
            return
        at, offset = event.at // PER_MS, min(event.sample // PER_MS, state.length_ms)
        state.upto, state.wall_ms, state.sounding = offset, at, False
        lost = state.lost + max(state.length_ms - offset, 0)
        if event.why == "end" and lost <= _WHOLE_MS:
            record = self._of(RecordKind.COMPLETED, state, wall_ms=at, offset_ms=offset)
        else:
            code = self._cut_why(state.item, event.why)
            record = self._of(RecordKind.CUT, state, wall_ms=at, offset_ms=offset, lost_ms=lost, code=code)
        self._outbox.add(record)
        self._keep(state)

    def _cut_why(self, item: str, why: str) -> Reason:
        """The reason of a stop: the player's own, or the one for which it was told to."""
        if why == "told":
            return self._why.get(item, Reason.REPLACED)
        return Reason.ENDED if why == "end" else Reason(why)

    def _failed(self, event: Failed, plan: str) -> None:
        cue = event.cue
        state = self._playing.get((cue.item, cue.part))
        self._known.begun.setdefault(cue.item, cue.end // PER_MS)
        if state is not None:
            self._stopped(Stopped(cue, event.at, state.upto * PER_MS, event.why))
            return
        self._known.sounded[cue.item] = cue.end // PER_MS
        self._failures[cue.item, cue.part] = None
        self._outbox.add(
            self.note(
                RecordKind.MISSED,
                item=cue.item,
                sound=cue.part,
                media_sha256=cue.media,
                plan_sha256=plan,
                planned_ms=cue.base // PER_MS,
                code=Reason(event.why),
                lost_ms=(cue.end - cue.base) // PER_MS,
            )
        )
        self._keep(None)

    def beat(self, now_ms: int) -> None:
        """While something sounds: how far it has come, on disk every few seconds."""
        state = next((state for state in self._playing.values() if state.sounding), None)
        if state is None or 0 <= now_ms - self._beat < BEAT_MS:
            return
        self._beat = now_ms
        state.upto = min(max(now_ms - state.base_ms, state.upto), state.length_ms)
        state.wall_ms = now_ms
        self._keep(state)

    def _keep(self, state: Playing | None) -> None:
        try:
            with self._store.transaction() as db:
                if state is not None:
                    playing.keep(db, self._store.box, state)
                self._store.put("diary", self._known)
        except Full:
            return  # known in memory; a power cut now would be told as if nothing had sounded
        self._saved_ms = self._known.told_ms

    def seen(self, state: Sounding | Silent, has: Callable[[str], bool], trouble: str) -> None:
        """The verdict on this moment: an item that may sound, and can, has begun; silence has a
        reason. With no card, or none of its sounds here, it has not, and may not later begin too late."""
        if isinstance(state, Sounding):
            item = state.stretch.item
            can = not trouble and any(has(sound.sha256) for sound in item.media)
            if can and item.id not in self._known.begun:
                self._known.begun[item.id] = item.expires_ms
                self._keep(None)
            media = state.stretch.media
            if media is None:
                self._why[item.id] = Reason.UNSUPPORTED  # known, and nothing here shows or plays it
            elif not has(media.sha256):
                self._why[item.id] = Reason.MISSING
            elif trouble:
                self._why[item.id] = Reason.SINK
            else:
                self._why.pop(item.id, None)
        elif state.stretch is None:
            if state.why is not Reason.NOTHING and self.sounding:
                self._why[self.sounding] = state.why
        else:
            name, why = state.stretch.item.id, state.why
            self._mute[name, state.stretch.sound] = why
            before = self._why.get(name) if why is Reason.TOO_LATE else None
            self._why[name] = before or why  # why it could not begin in time says more than that

    def account(self, line: Timeline | None, plan: str, now_ms: int, otherwise: Reason) -> None:
        """Tell of every item whose time went by without a sound. ``otherwise``: why, if nothing was seen."""
        known = self._known
        if known.told_ms > now_ms + _SET_BACK_MS:
            known.told_ms = now_ms  # the clock was ahead; what it ran over is still to come
        told = known.told_ms
        changed = False
        if told and line is not None and now_ms > told:
            changed = self._tell_over(line, plan, now_ms, otherwise)
        known.told_ms = max(now_ms, told)
        # Up to when all is told lies on disk, or an item that passes while the box is off was never due.
        late = not self._saved_ms or abs(known.told_ms - self._saved_ms) > _SAVE_MS
        if changed or late or (self._without_plan and line is not None):
            self._keep(None)
        self._without_plan = line is None

    def _tell_over(self, line: Timeline, plan: str, now_ms: int, otherwise: Reason) -> bool:
        """What has passed since all was told; True if there was anything to tell or to forget."""
        told, sounded = self._known.told_ms, self._known.sounded
        over = tally.over(line, told, now_ms)
        missed = [(one, self._why.pop(name, otherwise)) for name, one in over.items() if name not in sounded]
        missed += tally.dropped(line, told, now_ms)
        for item, why in missed:
            self._miss(item, why, plan)
        mute = tally.mute(line, {name for name in over if name in sounded}, {*self._playing, *self._failures})
        for stretch in mute:
            self._never_heard(stretch, plan, otherwise)
        return bool(self._forget(now_ms) or missed or mute)

    def _miss(self, item: Item, why: Reason, plan: str) -> None:
        """The time of an item has passed without a sound."""
        self._outbox.add(
            self.note(
                RecordKind.MISSED,
                item=item.id,
                media_sha256=item.media[0].sha256 if item.media else "",
                plan_sha256=plan,
                planned_ms=item.start_ms,
                code=why,
                lost_ms=item.length_ms,
            )
        )

    def _never_heard(self, stretch: Stretch, plan: str, otherwise: Reason) -> None:
        """A sound of an item of which others were heard was mute from end to end, or the box was off."""
        media, part = stretch.media, (stretch.item.id, stretch.sound)
        assert media is not None
        why = self._mute.pop(part, Reason.POWER if otherwise is Reason.OFF else otherwise)
        record = self.note(
            RecordKind.CUT, item=stretch.item.id, sound=stretch.sound, media_sha256=media.sha256,
            plan_sha256=plan, planned_ms=stretch.start_ms - stretch.offset_ms, code=why,
            lost_ms=media.duration_ms,
        )  # fmt: skip
        self._outbox.add(record)

    def _forget(self, now_ms: int) -> bool:
        """Items long over need not be known any more."""
        day = 36 * 3600 * 1000
        old = [key for key, state in self._playing.items() if state.wall_ms < now_ms - day]
        if old and not self._delete(old):
            return False  # with the next tick again, when the disk has room
        if old:
            self._mute.clear()
            self._failures.clear()
        known = self._known
        sizes = len(known.begun) + len(known.sounded)
        known.begun = {name: at for name, at in known.begun.items() if at > now_ms - day}
        known.sounded = {name: at for name, at in known.sounded.items() if at > now_ms - day}
        return bool(old) or len(known.begun) + len(known.sounded) != sizes

    def _delete(self, old: list[tuple[str, int]]) -> bool:
        try:
            with self._store.transaction() as db:
                playing.forget(db, self._store.box, old)
        except Full:
            return False
        for key in old:
            del self._playing[key]
        return True
