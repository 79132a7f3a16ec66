"""The timeline of a day: what sounds when, and what is dropped and why.

1. An item that breaks a rule at its planned time is dropped. Nothing is ever cut short to make it fit.
2. Emergencies first, then priority items, take their planned time. Of two in one class that overlap, the one
   with the earlier start (then the lower id) goes first and the other moves behind it.
3. Ordinary items whose planned time is still free keep it.
4. The other ordinary items move, in order, to the earliest gap from their planned time on.
5. An item is dropped if it would begin after its latest start, end after its expiry or its session, or bring
   its session over its minutes.
6. An emergency mutes what sounds at the same time. The plan does not wait: after the emergency the item
   continues at the place that it would have reached, if it had begun in time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loa_protocol.messages.carried import Sound
from loa_protocol.messages.common import Priority
from loa_protocol.messages.plan import DayPlan, Envelope, Item
from loa_protocol.rule.hours import Session
from loa_protocol.rule.planned import DayLimits, own_breaches
from loa_protocol.rule.reasons import CAPPED, Breach, Reason


@dataclass(frozen=True, slots=True)
class Stretch:
    """One sound of one item from start_ms to end_ms (UTC ms), beginning offset_ms into the sound.

    An item that carries no sounds has stretches with sound 0, for the time that it occupies. The volume of an
    unknown kind is 0.
    """

    start_ms: int
    end_ms: int
    item: Item
    sound: int
    offset_ms: int
    volume: int

    @property
    def media(self) -> Sound | None:
        """The sound; None where the item carries an unknown kind or is not made of sounds."""
        media = self.item.media
        return media[self.sound] if media else None


@dataclass(frozen=True, slots=True)
class DroppedItem:
    """An item that does not sound, and why."""

    item: Item
    breach: Breach


@dataclass(frozen=True, slots=True)
class CutPart:
    """A part of an item that is lost to an emergency, in UTC milliseconds."""

    item: Item
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """What sounds, in order and without overlap; which items are dropped and why; which parts are cut."""

    stretches: tuple[Stretch, ...]
    dropped: tuple[DroppedItem, ...]
    cuts: tuple[CutPart, ...] = ()

    def starts(self) -> dict[str, int]:
        """Returns when each item that sounds begins (UTC ms), by item id."""
        first: dict[str, int] = {}
        for stretch in self.stretches:
            first.setdefault(stretch.item.id, stretch.start_ms)
        return first


@dataclass(slots=True)
class _Placing:
    """One pass of placing. placed: (start, end, item) in UTC ms, by start. used: milliseconds of each session
    that are taken."""

    frame: DayLimits
    placed: list[tuple[int, int, Item]]
    used: dict[Session, int]
    dropped: list[DroppedItem]

    def drop(self, item: Item, code: Reason, start: int, limit: int, actual: int) -> None:
        breach = Breach(code, item.id, start, start + item.length_ms, limit, actual)
        self.dropped.append(DroppedItem(item, breach))

    def gap(self, item: Item) -> int:
        """Returns the earliest start from the planned time on at which the item overlaps nothing placed."""
        start, length = item.start_ms, item.length_ms
        # `placed` is in the order of start, so one pass finds the gap.
        for busy_from, busy_to, _ in self.placed:
            if busy_from < start + length and start < busy_to:
                start = busy_to
        return start

    def place(self, item: Item, start: int) -> None:
        """Places an item at a free start, or drops it."""
        session = self.frame.session(item)
        end = start + item.length_ms
        if start > item.latest_start_ms:
            return self.drop(item, Reason.DISPLACED, start, item.latest_start_ms, start)
        if end > item.expires_ms:
            return self.drop(item, Reason.EXPIRY, start, item.expires_ms, end)
        if session is None or end > session[1]:
            return self.drop(item, Reason.SESSION_END, start, session[1] if session else start, end)
        if item.priority is not Priority.EMERGENCY:
            used = self.used.get(session, 0) + item.length_ms
            if used > self.frame.longest:
                return self.drop(item, Reason.MINUTES, start, self.frame.longest, used)
            self.used[session] = used
        self.placed.append((start, end, item))
        self.placed.sort(key=_when)
        return None


def timeline(day: DayPlan, envelope: Envelope | None = None, highest: Priority | None = None) -> Timeline:
    """Returns what sounds on a day. A device passes the envelope and highest class of the plan key's
    delegation."""
    frame = DayLimits.of(day, envelope, highest)
    dropped: list[DroppedItem] = []
    by_class: dict[Priority, list[Item]] = {
        Priority.ORDINARY: [],
        Priority.PRIORITY: [],
        Priority.EMERGENCY: [],
    }
    seen: set[str] = set()
    for item in sorted(day.items, key=lambda i: (i.start_ms, i.id)):
        breach = _standing_in_the_way(item, frame, seen)
        seen.add(item.id)
        if breach is None:
            by_class[item.priority].append(item)
        else:
            dropped.append(DroppedItem(item, breach))
    # Emergencies are placed alone: they do not move the plan, and `_heard` cuts what they cover.
    alarms = _Placing(frame, [], {}, dropped)
    for item in by_class[Priority.EMERGENCY]:
        alarms.place(item, alarms.gap(item))
    plan = _Placing(frame, [], {}, dropped)
    for item in by_class[Priority.PRIORITY]:
        plan.place(item, plan.gap(item))
    moved = []
    # Two passes: an item whose planned time is free must not lose it to one that moves.
    for item in by_class[Priority.ORDINARY]:
        if plan.gap(item) == item.start_ms:
            plan.place(item, item.start_ms)
        else:
            moved.append(item)
    for item in moved:
        plan.place(item, plan.gap(item))
    return _heard(frame, plan.placed, alarms.placed, dropped)


def timelines(
    days: Iterable[DayPlan], envelope: Envelope | None = None, highest: Priority | None = None
) -> Timeline:
    """Returns the timelines of several days as one. They do not overlap, because nothing passes midnight."""
    lines = [timeline(day, envelope, highest) for day in sorted(days, key=lambda d: d.date)]
    return Timeline(
        tuple(stretch for line in lines for stretch in line.stretches),
        tuple(drop for line in lines for drop in line.dropped),
        tuple(cut for line in lines for cut in line.cuts),
    )


def _standing_in_the_way(item: Item, frame: DayLimits, seen: set[str]) -> Breach | None:
    if item.id in seen:
        return Breach(Reason.TWICE, item.id, item.start_ms, item.start_ms + item.length_ms)
    return next((breach for breach in own_breaches(item, frame) if breach.code not in CAPPED), None)


def _when(placed: tuple[int, int, Item]) -> int:
    return placed[0]


def _heard(
    frame: DayLimits,
    plan: Sequence[tuple[int, int, Item]],
    alarms: Sequence[tuple[int, int, Item]],
    dropped: list[DroppedItem],
) -> Timeline:
    taken = [(start, end) for start, end, _ in alarms]
    stretches = [stretch for placed in alarms for stretch in _sounds(placed, (), frame)]
    cuts: list[CutPart] = []
    for start, end, item in plan:
        parts = list(_sounds((start, end, item), taken, frame))
        lost = [(max(a, start), min(b, end)) for a, b in taken if a < end and start < b]
        # An item must not begin after its latest start, so it is dropped if an emergency takes its beginning.
        if lost and (not parts or parts[0].start_ms > item.latest_start_ms):
            breach = Breach(Reason.PREEMPTED, item.id, start, end, item.latest_start_ms, lost[0][1])
            dropped.append(DroppedItem(item, breach))
            continue
        stretches.extend(parts)
        cuts.extend(CutPart(item, a, b) for a, b in lost)
    stretches.sort(key=lambda stretch: stretch.start_ms)
    return Timeline(tuple(stretches), tuple(dropped), tuple(cuts))


def _sounds(
    placed: tuple[int, int, Item], taken: Sequence[tuple[int, int]], frame: DayLimits
) -> Iterator[Stretch]:
    begins, _, item = placed
    volume = frame.volume(item)
    # An item that carries no sounds is treated as one sound of its whole length.
    lengths = [sound.duration_ms for sound in item.media] or [item.length_ms]
    for number, length in enumerate(lengths):
        ends = begins + length
        free = begins
        for busy_from, busy_to in taken:
            if busy_to <= free or busy_from >= ends:
                continue
            if busy_from > free:
                yield Stretch(free, busy_from, item, number, free - begins, volume)
            free = busy_to
        if free < ends:
            yield Stretch(free, ends, item, number, free - begins, volume)
        begins = ends
