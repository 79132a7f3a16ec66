"""Acts applied: what is silenced, blanked or cancelled at a moment.

Of the silences, blanks and restores on one target only the newest counts, also after it has ended, so that
nothing older comes back: a commune's restore does not lift the province's silence, nor that of one faulty
cluster, which are other targets. Newest is by (serial of the delegation that signed it, sequence).
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
"""How many silences, blanks and cancels a device must be able to hold. With one more it is mute."""


@dataclass(frozen=True, slots=True)
class HeldAct:
    """An act that a device accepted, with the serial of the delegation that signed it.

    until: UTC ms up to which it must be held; it outlives what it took the place of.
    """

    act: Act
    serial: int = 1
    until: int = 0

    @property
    def order(self) -> tuple[int, int, bool, bool, str]:
        """Its place among those on its target; of the same sequence a stop wins against a restore, a blank
        against a silence."""
        stop, blank = self.act.kind in MUTING, self.act.kind is ActKind.BLANK
        return self.serial, self.act.seq, stop, blank, self.act.id

    @property
    def ends(self) -> int:
        """UTC ms up to which it is held, for its own sake or for what it lifted."""
        return max(self.until, self.act.expires_ms)


@dataclass(frozen=True, slots=True)
class Standing:
    """What acts say at one moment. `by` is the act that keeps the device mute, if any. overfull: it holds
    more than it must be able to."""

    blanked: bool
    silenced: bool
    cancelled: frozenset[tuple[CancelWhat, str]]
    by: Act | None
    overfull: bool

    def cancels(self, item: Item, sound: Sound) -> bool:
        """True when this sound of this item has been cancelled."""
        return bool(self.cancelled) and not self.cancelled.isdisjoint(
            (
                (CancelWhat.ITEM, item.id),
                (CancelWhat.SLOT, item.slot),
                (CancelWhat.RIGHT, sound.right.id),
                (CancelWhat.MEDIA, sound.sha256),
            )
        )

    def cancels_whole(self, item: Item) -> bool:
        """True when an item that is not made of sounds has been cancelled, or a right that it is planned
        by."""
        rights = ((CancelWhat.RIGHT, right.id) for right in item.rights)
        return not self.cancelled.isdisjoint(
            ((CancelWhat.ITEM, item.id), (CancelWhat.SLOT, item.slot), *rights)
        )


def standing(held: Collection[HeldAct], now: int) -> Standing:
    """What the acts that a device holds say at `now` (UTC ms). Their order does not matter."""
    stops = [one for one in newest(held).values() if one.act.kind in MUTING and now < one.act.expires_ms]
    blanks = [one for one in stops if one.act.kind is ActKind.BLANK]
    cancels = [one for one in held if one.act.kind is ActKind.CANCEL and now < one.act.expires_ms]
    by = max(blanks or stops, key=_order, default=None)
    return Standing(
        bool(blanks),
        bool(stops),
        frozenset((named.what, named.id) for one in cancels for named in one.act.cancels),
        None if by is None else by.act,
        len({one.act.id for one in (*stops, *cancels)}) > MOST_ACTS,
    )


def newest(held: Iterable[HeldAct]) -> dict[Target, HeldAct]:
    """Of each target the newest silence, blank or restore, whether it has ended or not."""
    last: dict[Target, HeldAct] = {}
    for one in held:
        if one.act.kind in LASTING:
            before = last.get(one.act.target)
            if before is None or one.order > before.order:
                last[one.act.target] = one
    return last


def keep_acts(held: Iterable[HeldAct], now: int) -> tuple[HeldAct, ...]:
    """The acts a device must still hold, each once, in their order: of each target the newest silence,
    blank or restore, every cancel and tone, until they end; the newest also until all it took the place
    of would have, so that none of those comes back when it is delivered again."""
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
    """Why no test tone may sound at `now` (UTC ms), if so: something keeps the device mute, the envelope of
    the key that signed it, or a quiet window of the day's rules."""
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
    """The test tone whose time is now and that was not begun yet (by act id); whether it may sound is
    `tone_refused`."""
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
