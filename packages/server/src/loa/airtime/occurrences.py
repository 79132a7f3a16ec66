"""Turns slots into the items of a device's plan: one occurrence for each slot and local day. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loa_protocol import timing
from loa_protocol.messages import DayPlan, Item, Right, Rules, Sound, Sounds
from loa_protocol.messages.common import Priority

from loa.newsroom.form import BULLETIN


def bulletin_right(approval: str) -> Right:
    """Returns the right by which an approved bulletin's sound is planned."""
    return Right(source=BULLETIN, id=approval)


@dataclass(frozen=True)
class Timing:
    """When a slot sounds: at a local time of day on the named ISO weekdays from `first` to `last`, both
    included."""

    first: date
    last: date
    days: frozenset[int]
    time: time

    def falls_on(self, day: date) -> bool:
        """Returns whether the slot sounds on this local day."""
        return self.first <= day <= self.last and day.isoweekday() in self.days

    def between(self, first: date, last: date) -> Iterator[date]:
        """Yields its local days within `first`..`last`, in order."""
        day, end = max(first, self.first), min(last, self.last)
        while day <= end:
            if day.isoweekday() in self.days:
                yield day
            day += timedelta(days=1)


@dataclass(frozen=True)
class PlacedSlot:
    """All of a slot that decides what sounds, from rows of the database or from a proposal that has none
    yet."""

    slot: str
    timing: Timing
    hamlets: frozenset[int]
    priority: Priority
    latest_start_s: int
    expires: datetime
    volume: int
    sounds: tuple[Sound, ...]
    title: str

    def reaches(self, hamlet: int | None) -> bool:
        """Returns whether this hamlet is among its places. None stands for a cluster of the whole commune."""
        return not self.hamlets or (hamlet is not None and hamlet in self.hamlets)

    @property
    def duration_ms(self) -> int:
        """The length of all its sounds together."""
        return sum(sound.duration_ms for sound in self.sounds)


def item(placed: PlacedSlot, day: date, volume: int = 100) -> Item:
    """Returns the occurrence of a slot on a local day as the plan has it, never louder than `volume` per
    cent."""
    start_ms = timing.at(day, placed.timing.time)
    return Item(
        id=f"{placed.slot}@{day.isoformat()}",
        slot=placed.slot,
        priority=placed.priority,
        start_ms=start_ms,
        latest_start_ms=start_ms + placed.latest_start_s * timing.SECOND,
        expires_ms=timing.to_ms(placed.expires),
        length_ms=placed.duration_ms,
        carries=Sounds(volume=min(placed.volume, volume), media=placed.sounds),
        info={"title": placed.title},
    )


def occurrences(placed: Iterable[PlacedSlot], day: date, rules: Rules) -> list[tuple[PlacedSlot, Item]]:
    """Returns the slots that fall on a local day, each with its item, in the fixed order of a day plan."""
    found = [(each, item(each, day, rules.volume)) for each in placed if each.timing.falls_on(day)]
    return sorted(found, key=lambda one: (one[1].start_ms, one[1].id))


def day_plan(
    unit_code: str, day: date, rules: Rules, placed: Iterable[PlacedSlot], hamlet: int | None
) -> DayPlan:
    """Returns what one hamlet's clusters (None: those of the whole commune) plan for a local day."""
    heard = occurrences([each for each in placed if each.reaches(hamlet)], day, rules)
    return DayPlan(v=1, date=day, unit=unit_code, rules=rules, items=tuple(item for _placed, item in heard))


def audiences(
    hamlets: Collection[int], placed: Sequence[PlacedSlot]
) -> dict[int | None, tuple[int | None, ...]]:
    """Returns hamlets grouped by what they hear: the first of each group, and all of the group.

    None, the clusters of the whole commune, comes first. Callers work out each group once.
    """
    groups: dict[tuple[str, ...], list[int | None]] = {}
    for hamlet in [None, *sorted(hamlets)]:
        heard = tuple(each.slot for each in placed if each.reaches(hamlet))
        groups.setdefault(heard, []).append(hamlet)
    return {members[0]: tuple(members) for members in groups.values()}
