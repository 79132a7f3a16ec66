"""Applies acts: what is silenced, blanked or cancelled at a moment.

Of the silences, blanks and restores on one target only the newest counts, also after it has ended, so that
no older act takes effect again. A commune's restore does not lift the province's silence, nor the silence of
one faulty cluster: these have other targets. The newest is the highest by (serial of the delegation of the
signing key, sequence).
"""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from loa_protocol.messages.act import LASTING, MUTING, Act, ActKind, CancelWhat, Target
from loa_protocol.messages.carried import Sound
from loa_protocol.messages.plan import DayPlan, Envelope, Item, Window
from loa_protocol.rule.hours import in_ms, merged
from loa_protocol.rule.reasons import Reason
from loa_protocol.timing import local_date

MOST_ACTS = 64
"""The number of silences, blanks and cancels that a device must be able to hold. With one more it is mute."""


@dataclass(frozen=True, slots=True)
class HeldAct:
    """An act that a device accepted, with the serial of the delegation of the signing key.

    until: UTC ms up to which it must be held for the sake of the acts that it replaced; 0: not set.
    """

    act: Act
    serial: int = 1
    until: int = 0

    @property
    def order(self) -> tuple[int, int, bool, bool, str]:
        """The sort key among the acts on one target. Of the same serial and sequence a silence or blank is
        above a restore, and a blank is above a silence."""
        stop, blank = self.act.kind in MUTING, self.act.kind is ActKind.BLANK
        return self.serial, self.act.seq, stop, blank, self.act.id

    @property
    def ends(self) -> int:
        """UTC ms up to which it is held: its own end, or the latest end of the acts that it replaced."""
        return max(self.until, self.act.expires_ms)


@dataclass(frozen=True, slots=True)
class StandingActs:
    """The effect of the acts at one moment. `by` is the act that mutes the device, if any. overfull: the
    device holds more than MOST_ACTS stops. silenced: also True for a blank."""

    blanked: bool
    silenced: bool
    cancelled: frozenset[tuple[CancelWhat, str]]
    by: Act | None
    overfull: bool

    def cancels(self, item: Item, sound: Sound) -> bool:
        """Returns True when this sound of this item is cancelled."""
        return bool(self.cancelled) and not self.cancelled.isdisjoint(
            (
                (CancelWhat.ITEM, item.id),
                (CancelWhat.SLOT, item.slot),
                (CancelWhat.RIGHT, sound.right.id),
                (CancelWhat.MEDIA, sound.sha256),
            )
        )

    def cancels_whole(self, item: Item) -> bool:
        """Returns True when an item that is not made of sounds is cancelled, or one of its rights is."""
        rights = ((CancelWhat.RIGHT, right.id) for right in item.rights)
        return not self.cancelled.isdisjoint(
            ((CancelWhat.ITEM, item.id), (CancelWhat.SLOT, item.slot), *rights)
        )


def standing(held: Collection[HeldAct], now: int) -> StandingActs:
    """Returns the effect at `now` (UTC ms) of the acts that a device holds, given in any order."""
    stops = [one for one in newest(held).values() if one.act.kind in MUTING and now < one.act.expires_ms]
    blanks = [one for one in stops if one.act.kind is ActKind.BLANK]
    cancels = [one for one in held if one.act.kind is ActKind.CANCEL and now < one.act.expires_ms]
    by = max(blanks or stops, key=_order, default=None)
    # Acts are counted by id: the same act signed again by a newer key counts once.
    return StandingActs(
        bool(blanks),
        bool(stops),
        frozenset((named.what, named.id) for one in cancels for named in one.act.cancels),
        None if by is None else by.act,
        len({one.act.id for one in (*stops, *cancels)}) > MOST_ACTS,
    )


def newest(held: Iterable[HeldAct]) -> dict[Target, HeldAct]:
    """Returns the newest silence, blank or restore of each target, whether it has ended or not."""
    last: dict[Target, HeldAct] = {}
    for one in held:
        if one.act.kind in LASTING:
            before = last.get(one.act.target)
            if before is None or one.order > before.order:
                last[one.act.target] = one
    return last


def keep_acts(held: Iterable[HeldAct], now: int) -> tuple[HeldAct, ...]:
    """Returns the acts that a device must still hold, each once, in their order. These are the newest
    silence, blank or restore of each target, and every cancel and tone, until they end. The newest of a
    target is also held until all acts that it replaced would have ended. Otherwise one of those, delivered
    again, would take effect again."""
    ordered = sorted(held, key=_order)
    last, ends = newest(ordered), dict[Target, int]()
    for one in ordered:
        if one.act.kind in LASTING:
            ends[one.act.target] = max(one.ends, ends.get(one.act.target, one.ends))
    kept: dict[str, HeldAct] = {}
    for one in ordered:
        if one.act.kind not in LASTING:
            kept[one.act.id] = one
        elif one.act.id == last[one.act.target].act.id:
            kept[one.act.id] = replace(one, until=ends[one.act.target])
    return tuple(one for one in kept.values() if now < one.ends)


def tone_refused(
    held: Collection[HeldAct], now: int, envelope: Envelope | None = None, day: DayPlan | None = None
) -> Reason | None:
    """Returns why no test tone may sound at `now` (UTC ms), or None. The reason is an act that mutes the
    device, the envelope of the key that signed the tone, or a quiet window of the day's rules."""
    state = standing(held, now)
    if state.silenced or state.overfull:
        return Reason.OVERFULL if state.overfull else Reason.BLANKED if state.blanked else Reason.SILENCED
    today = local_date(now)
    if envelope is not None and not _in(envelope.hours, today, now):
        return Reason.ENVELOPE_HOURS
    if day is not None and _in(day.rules.quiet, today, now):
        return Reason.QUIET
    return None


def tone_due(held: Iterable[HeldAct], now: int, done: AbstractSet[str]) -> Act | None:
    """Returns the test tone that is due now. `done`: ids of the tones that began already. `tone_refused`
    decides whether it may sound."""
    due = (
        one.act
        for one in held
        if one.act.kind is ActKind.TONE
        and one.act.id not in done
        and one.act.at <= now <= one.act.latest_start_ms
        and now < one.act.expires_ms
    )
    return min(due, key=lambda act: (act.seq, act.id), default=None)


def _in(windows: Iterable[Window], today: date, now: int) -> bool:
    return any(a <= now < b for a, b in in_ms(merged(windows), today))


def _order(one: HeldAct) -> tuple[int, int, str]:
    return one.serial, one.act.seq, one.act.id
