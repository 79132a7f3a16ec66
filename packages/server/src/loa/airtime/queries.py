"""Queries about the schedule."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from loa_protocol import rule, timing
from loa_protocol.messages import Item, Rules, Sound
from loa_protocol.messages.common import Priority
from loa_protocol.rule import DroppedItem

from loa.kernel import clock
from loa.places import queries as places
from loa.places.models import Unit

from .models import Slot, SlotItem
from .occurrences import PlacedSlot, audiences, bulletin_right
from .regulations import rules_on
from .rules import Commune


def slots_between(unit_ids: Collection[int], first: date, last: date) -> Counter[int]:
    """Returns how many slots of each unit may sound on some local day of `first`..`last`."""
    placed = Slot.objects.filter(
        unit_id__in=unit_ids, state=Slot.State.PLACED, first__lte=last, last__gte=first
    )
    return Counter(placed.values_list("unit_id", flat=True))


def bulletin_codes(slots: Collection[str]) -> dict[str, str]:
    """Returns the code of the first bulletin of each slot."""
    # The last position first, so that the first bulletin overwrites the others in the dict.
    rows = SlotItem.objects.filter(slot_id__in=slots).order_by("-position")
    return {str(slot): code for slot, code in rows.values_list("slot_id", "bulletin__code")}


def slots_of(bulletin_id: int) -> list[str]:
    """Returns the slots that a bulletin is in."""
    return [
        str(slot) for slot in SlotItem.objects.filter(bulletin_id=bulletin_id).values_list("slot", flat=True)
    ]


@dataclass(frozen=True)
class ComingSoundings:
    """How many soundings of a bulletin are still in the schedule, and when the next begins (local time; None
    if there is none)."""

    count: int
    first: datetime | None


def coming_of(bulletin_id: int, now: datetime) -> ComingSoundings:
    """Returns the soundings of a bulletin that begin after `now`, as its slots have them: an operator may
    have moved some since they were approved."""
    local = clock.local(now).replace(tzinfo=None)
    slots = Slot.objects.filter(
        items__bulletin_id=bulletin_id,
        items__approval__ending=None,
        state=Slot.State.PLACED,
        last__gte=local.date(),
    )
    begins = [
        datetime.combine(day, slot.time)
        for slot in slots.distinct()
        for day in slot.timing.between(local.date(), slot.last)
    ]
    ahead = [each for each in begins if each > local]
    return ComingSoundings(len(ahead), min(ahead, default=None))


def placed(unit_ids: Collection[int], first: date, last: date) -> dict[int, tuple[PlacedSlot, ...]]:
    """Returns the slots of these units that may sound on some local day of `first`..`last`.

    Items of ended approvals are left out.
    """
    # Each item comes with its approval and what ended that, in one query and without the approved bytes.
    items = SlotItem.objects.select_related("approval__ending").defer(
        "approval__form", "approval__said", "approval__proof"
    )
    slots = (
        Slot.objects.filter(unit_id__in=unit_ids, state=Slot.State.PLACED, first__lte=last, last__gte=first)
        .prefetch_related(Prefetch("items", items))
        .order_by("time", "id")
    )
    found: dict[int, list[PlacedSlot]] = defaultdict(list)
    for slot in slots:
        if one := to_placed(slot):
            found[slot.unit_id].append(one)
    return {unit: tuple(found[unit]) for unit in unit_ids}


def to_placed(slot: Slot) -> PlacedSlot | None:
    """Returns a slot's row as occurrences are made from it, or None when nothing approved is left in it."""
    items = [each for each in slot.items.all() if each.approval.stands]
    if not items:
        return None
    return PlacedSlot(
        slot=str(slot.pk),
        timing=slot.timing,
        hamlets=frozenset(slot.hamlets),
        priority=Priority(slot.priority),
        latest_start_s=slot.latest_start_s,
        expires=slot.expires_at,
        volume=slot.volume,
        sounds=tuple(
            Sound(
                sha256=each.media_sha256,
                duration_ms=each.duration_ms,
                bytes=each.size,
                right=bulletin_right(str(each.approval_id)),
                info={"title": each.title},
            )
            for each in items
        ),
        title=items[0].title,
    )


def commune(unit: Unit, first: date, last: date) -> Commune:
    """Returns a unit with its hamlets, rules and slots for the local days of a span."""
    hamlets = frozenset(each.pk for each in places.hamlets(unit.pk))
    return Commune(
        unit.code, hamlets, rules_on(unit.pk, first, last), placed([unit.pk], first, last)[unit.pk]
    )


@dataclass(frozen=True)
class HeardItem:
    """One item as it will sound: when (UTC ms), what, and for which hamlets (empty: the whole commune)."""

    start_ms: int
    end_ms: int
    slot: str
    priority: Priority
    title: str
    hamlets: tuple[int, ...]
    bulletins: tuple[str, ...]
    planned_ms: int

    @property
    def moved(self) -> bool:
        """Whether it begins later than planned, because priority took its time."""
        return self.start_ms != self.planned_ms


@dataclass(frozen=True)
class CommuneDay:
    """What a commune will hear on a local day, and what is planned but will not sound."""

    date: date
    heard: tuple[HeardItem, ...]
    dropped: tuple[DroppedItem, ...]
    rules: Rules | None


def groups(of: Commune, when: date) -> dict[int | None, tuple[int | None, ...]]:
    """Returns a commune's hamlets by what they hear on a local day, as `occurrences.audiences` groups
    them."""
    return audiences(of.hamlets, [each for each in of.placed if each.timing.falls_on(when)])


def day(of: Commune, when: date) -> CommuneDay:
    """Returns one local day, worked out by the rule that the devices use."""
    rows: dict[tuple[int, int, str], list[int | None]] = defaultdict(list)
    items: dict[str, Item] = {}
    lost: dict[str, DroppedItem] = {}
    for first, members in groups(of, when).items():
        plan = of.day(when, first)
        if plan is None:
            continue
        line = rule.timeline(plan)
        lost |= {each.item.id: each for each in line.dropped}
        ends = {s.item.id: s.end_ms for s in line.stretches}
        items |= {s.item.id: s.item for s in line.stretches}
        for name, start in line.starts().items():
            rows[start, ends[name], name].extend(members)
    heard = [
        HeardItem(
            start_ms=start,
            end_ms=end,
            slot=items[name].slot,
            priority=items[name].priority,
            title=items[name].title,
            hamlets=() if None in members else tuple(h for h in members if h is not None),
            bulletins=tuple(sound.title for sound in items[name].media),
            planned_ms=items[name].start_ms,
        )
        for (start, end, name), members in rows.items()
    ]
    sounding = {name for _start, _end, name in rows}
    dropped = tuple(each for name, each in sorted(lost.items()) if name not in sounding)
    return CommuneDay(
        when, tuple(sorted(heard, key=lambda h: (h.start_ms, h.slot))), dropped, of.rules_on(when)
    )


def days_within(now: datetime, hours: int) -> tuple[date, date]:
    """Returns the first and the last local day that the `hours` from `now` touch."""
    return clock.local(now).date(), clock.local(now + timedelta(hours=hours)).date()


def next_hours(of: Commune, now: datetime, hours: int = 24) -> list[HeardItem]:
    """Returns what will still sound within `hours` from `now`, with what sounds at this moment. The commune
    must have been read for these days."""
    first, last = days_within(now, hours)
    begin, end = timing.to_ms(now), timing.to_ms(now + timedelta(hours=hours))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        each for when in days for each in day(of, when).heard if each.end_ms > begin and each.start_ms < end
    ]
