"""The play journal: records of what sounded, what was cut and what never began, and why.

``lost_ms`` of a record is how much of its sound has not sounded. For *started* and *resumed* it counts up to
that place; for *cut* it counts the whole sound, as if nothing more of it sounds. So the last record of a
sound gives the right figure.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from loa_protocol.messages import Item
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.records import Record, RecordKind
from loa_protocol.rule import Reason, Stretch, Timeline
from loa_protocol.verdict import SilentVerdict, SoundVerdict

from loa_agent import play_progress, tally
from loa_agent.clock import Clock
from loa_agent.outbox import Outbox
from loa_agent.play_progress import PlayProgress
from loa_agent.sound.port import PER_MS, Cue, PlayerEvent, SoundBegan, SoundFailed, SoundStopped
from loa_agent.store import Store, StoreFull

BEAT_MS = 5_000  # how often the progress of a sound is stored
_SAVE_MS = 300_000  # `told_ms` is stored at least this often
_SET_BACK_MS = 1_000  # a clock that goes back by more than this was set
_WHOLE_MS = 2  # rounding of a sample to a millisecond at either end is not a loss


class _JournalState(msgspec.Struct):
    """What is stored across power cuts: the items that began in time, the items that made a sound, and the
    time up to which every item is reported."""

    begun: dict[str, int] = {}
    sounded: dict[str, int] = {}
    told_ms: int = 0


class PlayJournal:
    """The play journal of one box. Its records go to the outbox."""

    def __init__(self, store: Store, outbox: Outbox, clock: Clock) -> None:
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._known = store.load("diary", _JournalState) or _JournalState()
        self._why: dict[str, Reason] = {}  # by item: the last reason why it could not sound
        self._mute: dict[tuple[str, int], Reason] = {}  # by sound: the reason why it was silent
        self._failures: dict[tuple[str, int], None] = {}  # sounds whose failure is reported already
        self._playing = play_progress.loaded(store)
        self._beat = 0
        self._saved_ms = self._known.told_ms
        self._without_plan = True

    @property
    def begun(self) -> dict[str, int]:
        """The ids of items that began in time, each with the ms until which that matters."""
        return self._known.begun

    @property
    def sounding(self) -> str:
        """The id of the item that sounds now, "" for none."""
        return next((state.item for state in self._playing.values() if state.sounding), "")

    def note(self, kind: RecordKind, **fields: object) -> Record:
        """Returns a record of something that happens now, or that happened at the ``wall_ms`` given."""
        now = self._clock.now_ms()
        wall = fields.pop("wall_ms", now)
        assert isinstance(wall, int)
        mono = max(self._clock.monotonic_ms() - (now - wall), 0)
        made = {"wall_ms": max(wall, 0), "mono_ms": mono, "clock": self._clock.quality()}
        return msgspec.convert({"kind": kind, **made, **fields}, Record)

    def tell(self, record: Record) -> None:
        """Gives a record to the outbox."""
        self._outbox.add(record)

    def power_came_back(self) -> None:
        """Reports, at the start, that the sound of the last run was cut when the power went.

        The record has clock quality `none`, because nobody can confirm that run's clock any more.
        """
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

    def _of(self, kind: RecordKind, state: PlayProgress, **fields: object) -> Record:
        """Returns a record about this playback."""
        return self.note(
            kind, item=state.item, sound=state.part, media_sha256=state.media, plan_sha256=state.plan,
            planned_ms=state.base_ms, **fields,
        )  # fmt: skip

    def heard(self, events: list[PlayerEvent], plan: str, length: Callable[[Cue], int]) -> None:
        """Takes the player's new events. ``length`` returns the planned ms of a cue's whole sound."""
        for event in events:
            if isinstance(event, SoundBegan):
                self._began(event, plan, length(event.cue))
            elif isinstance(event, SoundStopped):
                self._stopped(event)
            else:
                self._failed(event, plan)

    def _began(self, event: SoundBegan, plan: str, length: int) -> None:
        """Records that a sound started, or resumed if it had begun before."""
        cue, at = event.cue, event.at // PER_MS
        offset = max(event.sample // PER_MS, 0)
        state = self._playing.get((cue.item, cue.part))
        if state is None:
            kind = RecordKind.STARTED
            state = PlayProgress(
                cue.item, cue.part, cue.media, plan, cue.base // PER_MS, length, offset, offset, at
            )
            self._playing[cue.item, cue.part] = state
        else:
            kind = RecordKind.RESUMED
            state.lost += max(offset - state.upto, 0)  # the part skipped since it last sounded
            state.upto, state.wall_ms, state.sounding = offset, at, True
        self._known.begun.setdefault(cue.item, cue.end // PER_MS)
        self._known.sounded[cue.item] = cue.end // PER_MS
        self._outbox.add(self._of(kind, state, wall_ms=at, offset_ms=offset, lost_ms=state.lost))
        self._keep(state)

    def _stopped(self, event: SoundStopped) -> None:
        """Records that a sound completed, or was cut."""
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
        """Returns the reason of a stop: the player's own, or why the player was told to stop."""
        if why == "told":
            return self._why.get(item, Reason.REPLACED)
        return Reason.ENDED if why == "end" else Reason(why)

    def _failed(self, event: SoundFailed, plan: str) -> None:
        """Records that a sound cannot be played: as cut if it had begun, else as missed."""
        cue = event.cue
        state = self._playing.get((cue.item, cue.part))
        self._known.begun.setdefault(cue.item, cue.end // PER_MS)
        if state is not None:  # it had begun before, so this is a cut
            self._stopped(SoundStopped(cue, event.at, state.upto * PER_MS, event.why))
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
        """Stores, while something sounds, how far it has come, every few seconds."""
        state = next((state for state in self._playing.values() if state.sounding), None)
        # A clock that was set back must not stop the storing, hence the lower bound.
        if state is None or 0 <= now_ms - self._beat < BEAT_MS:
            return
        self._beat = now_ms
        state.upto = min(max(now_ms - state.base_ms, state.upto), state.length_ms)
        state.wall_ms = now_ms
        self._keep(state)

    def _keep(self, state: PlayProgress | None) -> None:
        """Stores the state of the journal, and of this playback if there is one. A full disk is ignored."""
        try:
            with self._store.transaction() as db:
                if state is not None:
                    play_progress.keep(db, self._store.box, state)
                self._store.put("diary", self._known)
        except StoreFull:
            return  # known in memory only; after a power cut now it would be reported as never heard
        self._saved_ms = self._known.told_ms

    def seen(self, state: SoundVerdict | SilentVerdict, has: Callable[[str], bool], trouble: str) -> None:
        """Takes the verdict on this moment. An item that may sound, and can, has begun; silence has a reason.

        Without a sound card, or if none of its sounds is here, the item has not begun, and it must not begin
        later than its latest start.
        """
        if isinstance(state, SoundVerdict):
            item = state.stretch.item
            can = not trouble and any(has(sound.sha256) for sound in item.media)
            if can and item.id not in self._known.begun:
                self._known.begun[item.id] = item.expires_ms
                self._keep(None)
            media = state.stretch.media
            if media is None:
                self._why[item.id] = Reason.UNSUPPORTED  # of a known kind that this box cannot show or play
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
            self._why[name] = before or why  # the reason why it could not begin in time is more useful

    def account(self, line: Timeline | None, plan: str, now_ms: int, otherwise: Reason) -> None:
        """Reports every item whose time passed without a sound. ``otherwise`` is the reason if no other is
        known."""
        known = self._known
        if known.told_ms > now_ms + _SET_BACK_MS:
            known.told_ms = now_ms  # the clock was ahead; the items it passed are still to come
        told = known.told_ms
        changed = False
        if told and line is not None and now_ms > told:
            changed = self._tell_over(line, plan, now_ms, otherwise)
        known.told_ms = max(now_ms, told)
        # `told_ms` must be on disk: without it, an item that passes while the box is off is not reported.
        late = not self._saved_ms or abs(known.told_ms - self._saved_ms) > _SAVE_MS
        if changed or late or (self._without_plan and line is not None):
            self._keep(None)
        self._without_plan = line is None

    def _tell_over(self, line: Timeline, plan: str, now_ms: int, otherwise: Reason) -> bool:
        """Reports what has passed since `told_ms`. Returns True if it reported or forgot anything."""
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
        """Reports that the time of an item has passed without a sound."""
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
        """Reports one sound of an item whose other sounds were heard: it was mute for its whole length, or
        the box was off."""
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
        """Forgets items that ended long ago. Returns True if there were any."""
        day = 36 * 3600 * 1000  # a day and a half
        old = [key for key, state in self._playing.items() if state.wall_ms < now_ms - day]
        if old and not self._delete(old):
            return False  # the next tick tries again, in case the disk has room then
        if old:
            self._mute.clear()
            self._failures.clear()
        known = self._known
        sizes = len(known.begun) + len(known.sounded)
        known.begun = {name: at for name, at in known.begun.items() if at > now_ms - day}
        known.sounded = {name: at for name, at in known.sounded.items() if at > now_ms - day}
        return bool(old) or len(known.begun) + len(known.sounded) != sizes

    def _delete(self, old: list[tuple[str, int]]) -> bool:
        """Deletes these playbacks. Returns False if the disk is full."""
        try:
            with self._store.transaction() as db:
                play_progress.forget(db, self._store.box, old)
        except StoreFull:
            return False
        for key in old:
            del self._playing[key]
        return True
