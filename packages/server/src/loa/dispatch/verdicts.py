"""Reads the signer's verdicts on parts of plans, for compiling and for people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from loa_protocol.messages import Item

from loa.airtime import queries as airtime
from loa.dispatch import rules
from loa.dispatch.models import Plan, Verdict
from loa.dispatch.rules import ALL_PROVEN, CompiledCommune, UnprovenParts
from loa.kernel import clock
from loa.places.models import Unit

Missing = dict[tuple[date, str], set[int | None]]
"""By local day and the hash of an item: the hamlets whose plans lack it."""


@dataclass(frozen=True)
class LeftOutItem:
    """What is in the schedule but not in plans, because it could not be proven: an item, or (no item) a whole
    local day, with the slots that it comes from."""

    date: date
    item: Item | None
    slots: frozenset[str]
    hamlets: frozenset[int | None]
    """Whose plans lack it; None stands for the clusters of the whole commune."""
    everywhere: bool
    """Whether all plans that would have it lack it."""
    code: str


def standing(unit_id: int, first: date) -> UnprovenParts:
    """Returns what a commune's plans leave out from a local day on. It is read once for all of them."""
    return _unproven(_rows(unit_id, first))


def _rows(unit_id: int, first: date) -> list[Verdict]:
    rows = Verdict.objects.filter(unit_id=unit_id, date__gte=first, fell_at=None)
    return list(rows.select_related("item", "plan").order_by("date", "id"))


def _unproven(rows: Iterable[Verdict]) -> UnprovenParts:
    """Sorts verdicts by what compiling has to leave out for them."""
    items: set[str] = set()
    frames: set[str] = set()
    of_plan: dict[int | None, set[str]] = defaultdict(set)
    of_day: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.item is None:
            frames.add(row.within)
        elif row.within:
            of_day[row.within].add(row.item.sha256)
        elif row.plan is not None:
            of_plan[row.plan.hamlet_id].add(row.item.sha256)
        else:
            items.add(row.item.sha256)
    if not (items or frames or of_plan or of_day):
        return ALL_PROVEN
    return UnprovenParts(
        frozenset(items),
        {hamlet: frozenset(each) for hamlet, each in of_plan.items()},
        {name: frozenset(each) for name, each in of_day.items()},
        frozenset(frames),
    )


def units(unit_ids: Collection[int]) -> QuerySet[Unit]:
    """Returns which of these units have a verdict in force for today or later."""
    rows = Verdict.objects.filter(unit_id__in=unit_ids, date__gte=clock.today(), fell_at=None)
    return Unit.objects.filter(id__in=rows.values("unit")).order_by("sort_key")


def left_out(unit: Unit) -> list[LeftOutItem]:
    """Returns what a commune has in its schedule from today on and not in its plans as compiled now, earliest
    first.

    Where no verdict is in force, that is one query.
    """
    first = clock.today()
    rows = _rows(unit.pk, first)
    if not rows:
        return []
    hamlets = list(Plan.objects.filter(unit=unit).values_list("hamlet_id", flat=True))
    commune = airtime.commune(unit, first, first + timedelta(days=rules.DAYS - 1))
    # Compiled twice, with and without the verdicts: the difference is what is left out.
    whole = rules.compile_commune(commune, hamlets, first)
    kept = rules.compile_commune(commune, hamlets, first, _unproven(rows))
    wanted, there = _items(whole), _items(kept)
    missing = {key: lack for key, hears in wanted.items() if (lack := hears - there.get(key, frozenset()))}
    # Days that are left out whole.
    days = {day for day, _item in missing} - {day.date for day in kept.days.values()}
    found: dict[object, LeftOutItem] = {}
    for row in rows:
        for one in _said(row, whole, wanted, missing, days):
            found.setdefault((one.date, one.item.id if one.item else "", one.code), one)
    return sorted(found.values(), key=lambda one: (one.date, one.item.start_ms if one.item else 0))


def _items(compiled: CompiledCommune) -> Missing:
    """Returns by local day and item the hamlets whose plans have it."""
    found: Missing = defaultdict(set)
    for hamlet, body in compiled.plans.items():
        for day, name in compiled.listed[body]:
            for item in compiled.days[name].items:
                found[day, item].add(hamlet)
    return found


def _said(
    row: Verdict, whole: CompiledCommune, wanted: Missing, missing: Missing, days: set[date]
) -> Iterable[LeftOutItem]:
    """Yields what a verdict leaves out of the plans now, if anything."""
    if row.item is None:
        if row.date in days:
            slots = frozenset(whole.items[name].item.slot for day, name in missing if day == row.date)
            yield LeftOutItem(row.date, None, slots, frozenset(), True, row.code)
        return
    key = (row.date, row.item.sha256)
    if key in missing and row.date not in days:
        item = whole.items[row.item.sha256].item
        lack = frozenset(missing[key])
        yield LeftOutItem(row.date, item, frozenset({item.slot}), lack, lack == wanted[key], row.code)
