"""Reads of the tree, always as of a date."""

from datetime import date

from django.db.models import Q, QuerySet

from loa.kernel import clock
from loa.places.models import Hamlet, Unit
from loa.places.reach import with_predecessors

__all__ = ["ancestors", "hamlets", "province", "subtree", "units", "with_predecessors"]


def _standing(as_of: date) -> Q:
    return Q(valid_from__lte=as_of) & (Q(valid_to=None) | Q(valid_to__gt=as_of))


def units(as_of: date | None = None) -> QuerySet[Unit]:
    """Units that stand on a date (today in Vietnam by default), in Vietnamese order."""
    return Unit.objects.filter(_standing(as_of or clock.today())).order_by("sort_key", "id")


def subtree(unit_id: int, as_of: date | None = None) -> QuerySet[Unit]:
    """The unit and all below it that stand on a date."""
    standing = units(as_of)
    level, found = {unit_id}, {unit_id}
    while level:
        level = set(standing.filter(parent_id__in=level).order_by().values_list("id", flat=True))
        found |= level
    return standing.filter(id__in=found)


def ancestors(unit_id: int) -> list[int]:
    """Ids above a unit, nearest first."""
    found: list[int] = []
    parent = Unit.objects.filter(id=unit_id).values_list("parent_id", flat=True).first()
    while parent is not None:
        found.append(parent)
        parent = Unit.objects.filter(id=parent).values_list("parent_id", flat=True).first()
    return found


def province() -> Unit | None:
    """The one province of this house; None before the first run."""
    return units().filter(kind="province").first()


def hamlets(unit_id: int, as_of: date | None = None) -> QuerySet[Hamlet]:
    """Hamlets of a commune that stand on a date, in Vietnamese order."""
    return Hamlet.objects.filter(_standing(as_of or clock.today()), unit_id=unit_id).order_by("sort_key", "id")
