"""Reads of the tree, always as of a date."""

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from loa.kernel import clock, dated
from loa.kernel.plain import plain
from loa.places import reach
from loa.places.models import Hamlet, Succession, Unit
from loa.places.reach import with_all_above, with_predecessors

__all__ = [
    "ancestors",
    "children",
    "hamlets",
    "predecessors",
    "province",
    "search",
    "search_hamlets",
    "subtree",
    "successors",
    "under",
    "units",
    "with_all_above",
    "with_predecessors",
]


def units(as_of: date | None = None) -> QuerySet[Unit]:
    """Units that stand on a date (today in Vietnam by default), in Vietnamese order."""
    return dated.as_of(Unit.objects.all(), as_of or clock.today()).order_by("sort_key", "code", "id")


def subtree(unit_id: int, as_of: date | None = None) -> QuerySet[Unit]:
    """The unit and all below it that stand on a date."""
    return units(as_of).filter(id__in=reach.below(unit_id, as_of or clock.today()))


def under(unit_id: int, as_of: date | None = None) -> list[int]:
    """Ids of what stands under a unit on a date, without the unit itself."""
    return [each for each in reach.below(unit_id, as_of or clock.today()) if each != unit_id]


def children(unit_id: int, as_of: date | None = None) -> QuerySet[Unit]:
    """Units right below a unit that stand on a date, in Vietnamese order."""
    return units(as_of).filter(parent_id=unit_id)


def ancestors(unit_id: int) -> list[int]:
    """Ids above a unit, nearest first."""
    return reach.above(unit_id)


def province() -> Unit | None:
    """The one province of this house; None before the first run."""
    return units().filter(kind="province").first()


def predecessors(unit_id: int) -> QuerySet[Succession]:
    """What went into a unit, in Vietnamese order, each with its extent and date."""
    return Succession.objects.filter(new_id=unit_id).select_related("old__parent").order_by("old__sort_key")


def successors(unit_id: int) -> QuerySet[Succession]:
    """Where a unit went."""
    return Succession.objects.filter(old_id=unit_id).select_related("new").order_by("new__sort_key")


def _words(text: str) -> Q:
    found = Q()
    for word in plain(text).split():
        found &= Q(search__contains=word)
    return found


def search(text: str, as_of: date | None = None, kind: str | None = None) -> QuerySet[Unit]:
    """Units by name, with or without marks, also by the names of those that went into them; a unit of that
    very name stands first, then one whose own name has it, then those found by a former name."""
    phrase = plain(text)
    near = Case(
        When(search=phrase, then=Value(0)),
        When(search__startswith=phrase, then=Value(1)),
        When(search__contains=phrase, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found = units(as_of).filter(_words(text)).annotate(near=near).order_by("near", "sort_key", "code")
    return found.filter(kind=kind) if kind else found


def hamlets(unit_id: int, as_of: date | None = None) -> QuerySet[Hamlet]:
    """Hamlets of a commune that stand on a date, in Vietnamese order."""
    standing = dated.as_of(Hamlet.objects.filter(unit_id=unit_id), as_of or clock.today())
    return standing.order_by("sort_key", "id")


def search_hamlets(unit_id: int, text: str, as_of: date | None = None) -> QuerySet[Hamlet]:
    return hamlets(unit_id, as_of).filter(_words(text))
