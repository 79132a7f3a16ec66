"""Decides whether something may be placed: by the commune's rules, what is placed already, and
loa_protocol.rule. Pure."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from loa_protocol import rule, timing
from loa_protocol.bodies import LARGEST_DOCUMENT
from loa_protocol.encoding import encode
from loa_protocol.messages.common import Priority
from loa_protocol.messages.plan import MOST_ITEMS, DayPlan, Envelope, Rules
from loa_protocol.rule import Breach, Clash, DroppedItem, Offer

from .occurrences import PlacedSlot, audiences, day_plan, item

OFFER_DAYS = 7
"""How many days after the day with the trouble are searched for offers."""
LONGEST_LOOK = 400
"""How many days ahead a proposal is judged."""
RulesOn = Callable[[date], Rules | None]
"""A function that returns the rules of a local day, or None where there are none."""


@dataclass(frozen=True)
class Commune:
    """What is placed at a unit, and its rules on a day."""

    code: str
    hamlets: frozenset[int]
    rules_on: RulesOn
    placed: tuple[PlacedSlot, ...]

    def without(self, slots: Collection[str]) -> "Commune":
        """Returns the commune without some slots."""
        kept = tuple(each for each in self.placed if each.slot not in slots)
        return Commune(self.code, self.hamlets, self.rules_on, kept)

    def day(self, day: date, hamlet: int | None, extra: Sequence[PlacedSlot] = ()) -> DayPlan | None:
        """Returns a day's plan for one hamlet, or None on a day without rules."""
        rules = self.rules_on(day)
        return None if rules is None else day_plan(self.code, day, rules, (*self.placed, *extra), hamlet)


@dataclass(frozen=True)
class DayTooFull:
    """The day's plan would be more than every box can read (PROTOCOL.md, 8): `items` items, `size` bytes."""

    items: int
    size: int


@dataclass(frozen=True)
class Obstacle:
    """Why a proposal is not possible on a day: no rules there (None), a day too full, a breach, a clash, or
    other items come first."""

    day: date
    hamlet: int | None
    why: Breach | Clash | DroppedItem | DayTooFull | None


@dataclass(frozen=True)
class DisplacedSlot:
    """Another slot that a priority proposal would silence on a day. The proposal may be placed, but the
    person who places it is informed."""

    day: date
    slot: str
    title: str


@dataclass(frozen=True)
class PlacingVerdict:
    """The result. With `trouble` None the proposal may be placed."""

    trouble: Obstacle | None
    offers: tuple[Offer, ...] = ()
    displaced: tuple[DisplacedSlot, ...] = ()


def judge(
    commune: Commune, wanted: PlacedSlot, now_ms: int, envelope: Envelope | None = None
) -> PlacingVerdict:
    """Judges whether `wanted` may be placed on all its days from `now_ms` (UTC) on, and returns the verdict.
    An airing that can no longer begin has no clash with others; the rules hold for it too, as it is in the
    day's plan.

    The verdict has the first trouble, with up to three offers of another time, none of them past.
    """
    today = timing.local_date(now_ms)
    displaced: dict[DisplacedSlot, None] = {}
    seen: set[object] = set()
    for day in wanted.timing.between(today, today + timedelta(days=LONGEST_LOOK)):
        is_over = item(wanted, day).latest_start_ms < now_ms
        for hamlet in _listeners(commune, wanted):
            key = _likeness(commune, day, hamlet)
            if key in seen:
                continue
            trouble = _trouble(commune, wanted, day, hamlet, envelope)
            if is_over and (trouble is None or isinstance(trouble.why, Clash | DroppedItem)):
                continue  # not seen: the same weekday in a week may have a clash that is still to come
            if trouble is not None:
                return PlacingVerdict(trouble, tuple(_offers(commune, wanted, trouble, envelope, now_ms)))
            seen.add(key)
            displaced |= dict.fromkeys(_displaced(commune, wanted, day, hamlet, envelope))
    return PlacingVerdict(None, (), tuple(displaced))


def _listeners(commune: Commune, wanted: PlacedSlot) -> Iterator[int | None]:
    """Yields one hamlet of each group that hears the same, of those that `wanted` is for."""
    groups = audiences(commune.hamlets, (*commune.placed, wanted))
    return (hamlet for hamlet in groups if wanted.reaches(hamlet))


def _likeness(commune: Commune, day: date, hamlet: int | None) -> object:
    """Returns a key that is equal for days with the same weekday, rules and slots: they give the same
    answer."""
    slots = tuple(each.slot for each in commune.placed if each.timing.falls_on(day) and each.reaches(hamlet))
    return day.isoweekday(), commune.rules_on(day), slots


def _trouble(
    commune: Commune, wanted: PlacedSlot, day: date, hamlet: int | None, envelope: Envelope | None
) -> Obstacle | None:
    """Returns the first reason why `wanted` is not possible for one hamlet on a day, or None."""
    plan = commune.day(day, hamlet, [wanted])
    if plan is None:
        return Obstacle(day, hamlet, None)
    overfull = _overfull(plan)
    if overfull is not None:
        return Obstacle(day, hamlet, overfull)
    mine = item(wanted, day).id
    for breach in rule.breaches(plan, envelope, only=mine):
        return Obstacle(day, hamlet, breach)
    for clash in rule.clashes(plan, only=mine):
        return Obstacle(day, hamlet, clash)
    for dropped in rule.timeline(plan, envelope).dropped:
        if dropped.item.id == mine:
            return Obstacle(day, hamlet, dropped)
    return None


def _overfull(plan: DayPlan) -> DayTooFull | None:
    size = len(encode(plan))
    if len(plan.items) <= MOST_ITEMS and size <= LARGEST_DOCUMENT:
        return None
    return DayTooFull(len(plan.items), size)


def _displaced(
    commune: Commune, wanted: PlacedSlot, day: date, hamlet: int | None, envelope: Envelope | None
) -> Iterator[DisplacedSlot]:
    """Yields the slots that sound on a day now and would not with a priority proposal."""
    if wanted.priority is Priority.ORDINARY:
        return
    plan, before = commune.day(day, hamlet, [wanted]), commune.day(day, hamlet)
    if plan is None or before is None:
        return
    lost = {each.item.id for each in rule.timeline(before, envelope).dropped}
    for each in rule.timeline(plan, envelope).dropped:
        if each.item.id not in lost:
            yield DisplacedSlot(day, each.item.slot, each.item.title)


def _offers(
    commune: Commune, wanted: PlacedSlot, trouble: Obstacle, envelope: Envelope | None, now_ms: int
) -> list[Offer]:
    """Returns other times for the proposal, from the day of the trouble on and not before `now_ms`."""
    days = [trouble.day + timedelta(days=n) for n in range(OFFER_DAYS + 1)]
    plans = [plan for day in days if (plan := commune.day(day, trouble.hamlet))]
    rules = commune.rules_on(trouble.day)
    if rules is None or isinstance(trouble.why, DayTooFull):
        return []
    return rule.offers(item(wanted, trouble.day, rules.volume), plans, envelope, not_before=now_ms)


@dataclass(frozen=True)
class FreeGap:
    """A session's first free stretch from its start on: a time that can be offered for a bulletin."""

    day: date
    start_ms: int
    free_ms: int


def gaps(
    commune: Commune, hamlets: Collection[int], first: date, days: int, not_before_ms: int
) -> Iterator[FreeGap]:
    """Yields for each session of the coming days the first moment after what is planned, and how much is
    free, in order. What nobody asks for is not worked out.

    Free is what is left of the session's minutes, for the hamlet that has the least left.
    """
    for day in (first + timedelta(days=n) for n in range(days)):
        rules = commune.rules_on(day)
        if rules is None:
            continue
        plans = [plan for hamlet in _differing(commune, hamlets, day) if (plan := commune.day(day, hamlet))]
        lines = [rule.timeline(plan).stretches for plan in plans]
        for begin, end in rule.sessions(rules, None, day):
            gap = _gap(lines, day, begin, end, rules)
            if gap is not None and gap.start_ms >= not_before_ms:
                yield gap


def _differing(commune: Commune, hamlets: Collection[int], day: date) -> list[int | None]:
    """Returns one of each group of these hamlets (none: the whole commune) that hear the same on a day."""
    falling = [each for each in commune.placed if each.timing.falls_on(day)]
    groups = audiences(hamlets or commune.hamlets, falling).values()
    if not hamlets:
        return [members[0] for members in groups]
    # The clusters of the whole commune stand in a group of what they hear, though they are not asked for.
    return [named[0] for members in groups if (named := [each for each in members if each is not None])]


def _gap(
    lines: Sequence[Sequence[rule.Stretch]], day: date, begin: int, end: int, rules: Rules
) -> FreeGap | None:
    """Returns the free stretch of one session, or None where the session is full to its end."""
    start, used = begin, 0
    for line in lines:
        stretches = [s for s in line if begin <= s.start_ms < end]
        # Up to the next full minute.
        start = max([start, *(-(-s.end_ms // 60_000) * 60_000 for s in stretches)])
        used = max(used, sum(s.end_ms - s.start_ms for s in stretches))
    free = min(end - start, rules.minutes * 60_000 - used)
    return FreeGap(day, start, max(0, free)) if start < end else None
