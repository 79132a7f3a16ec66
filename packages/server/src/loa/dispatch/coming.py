"""What the day plans in force will sound, everywhere at once: for the wall, where a commune's own rule would
have to be asked a hundred times."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from loa.dispatch.models import PlanDay, PlannedItem
from loa.fleet.models import Device
from loa.kernel import clock


@dataclass
class Coming:
    """One title at one moment: in which units, on how many clusters."""

    starts_at: datetime
    ends_at: datetime
    title: str
    cls: str
    units: set[int] = field(default_factory=set)
    clusters: int = 0


def coming(unit_ids: Collection[int], begin: datetime, end: datetime) -> list[Coming]:
    """What is compiled to begin between two moments (UTC, half open), earliest first."""
    days = (clock.local(begin).date(), clock.local(end).date())
    plans: dict[int, list[str]] = defaultdict(list)
    listed = PlanDay.objects.filter(unit_id__in=unit_ids, date__range=days)
    for items, plan in listed.values_list("day__items", "plan_id"):
        for item in items:
            plans[item].append(plan)
    clusters = Counter(
        Device.objects.filter(unit_id__in=unit_ids, state=Device.State.ACTIVE).values_list(
            "plan_id", flat=True
        )
    )
    found: dict[tuple[datetime, str, str], Coming] = {}
    rows = PlannedItem.objects.filter(unit_id__in=unit_ids, starts_at__gte=begin, starts_at__lt=end)
    for row in rows.defer("bytes", "sounds").order_by("starts_at", "title"):
        if row.pk not in plans:
            continue
        key = (row.starts_at, row.title, row.cls)
        one = found.setdefault(key, Coming(row.starts_at, row.ends_at, row.title, row.cls))
        one.units.add(row.unit_id)
        one.clusters += sum(clusters[plan] for plan in plans[row.pk])
    return list(found.values())
