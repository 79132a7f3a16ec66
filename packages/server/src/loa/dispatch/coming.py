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
    plans: dict[str, list[str]] = defaultdict(list)
    listed = PlanDay.objects.filter(unit_id__in=unit_ids, date__range=days)
    for day, plan in listed.values_list("day_id", "plan_id"):
        plans[day].append(plan)
    clusters = Counter(
        Device.objects.filter(unit_id__in=unit_ids, state=Device.State.ACTIVE).values_list(
            "plan_id", flat=True
        )
    )
    found: dict[tuple[datetime, str, str], Coming] = {}
    items = PlannedItem.objects.filter(
        unit_id__in=unit_ids, day_id__in=list(plans), starts_at__gte=begin, starts_at__lt=end
    ).order_by("starts_at", "title")
    for item in items:
        key = (item.starts_at, item.title, item.cls)
        one = found.setdefault(key, Coming(item.starts_at, item.ends_at, item.title, item.cls))
        one.units.add(item.unit_id)
        one.clusters += sum(clusters[plan] for plan in plans[item.day_id])
    return list(found.values())
