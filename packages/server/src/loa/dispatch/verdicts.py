"""The signer's verdicts on parts of plans: what they say to compiling and to people."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from loa.dispatch.models import Verdict
from loa.dispatch.rules import ALL_PROVEN, Unproven


def standing(unit_id: int, first: date) -> Unproven:
    """What a commune's plans leave out from a local day on: read once for all of them."""
    rows = Verdict.objects.filter(unit_id=unit_id, date__gte=first, fell_at=None).values_list(
        "plan", "plan__hamlet", "item__sha256", "within"
    )
    items: set[str] = set()
    frames: set[str] = set()
    of_plan: dict[int | None, set[str]] = defaultdict(set)
    of_day: dict[str, set[str]] = defaultdict(set)
    for plan, hamlet, item, within in rows:
        if item is None:
            frames.add(within)
        elif within:
            of_day[within].add(item)
        elif plan is not None:
            of_plan[hamlet].add(item)
        else:
            items.add(item)
    if not (items or frames or of_plan or of_day):
        return ALL_PROVEN
    return Unproven(
        frozenset(items),
        {hamlet: frozenset(each) for hamlet, each in of_plan.items()},
        {name: frozenset(each) for name, each in of_day.items()},
        frozenset(frames),
    )


def left_out(unit_ids: Collection[int], first: date, last: date) -> QuerySet[Verdict]:
    """What stands now, of local days in a span (both included), the earliest first, with item and plan."""
    rows = Verdict.objects.filter(unit_id__in=unit_ids, date__range=(first, last), fell_at=None)
    return rows.select_related("item", "plan__hamlet").order_by("date", "item__starts_at", "id")
