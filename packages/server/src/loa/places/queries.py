"""Reads of the tree, always as of a date."""

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Replace

from loa.kernel import clock, dated, parsing
from loa.kernel.unaccent import plain
from loa.places import reach
from loa.places.models import Hamlet, Succession, Unit
from loa.places.reach import with_all_above, with_predecessors

__all__ = [
    "ancestors",
    "children",
    "hamlets",
    "nearest_first",
    "predecessors",
    "province",
    "search",
    "subtree",
    "successors",
    "under",
    "units",
    "with_all_above",
    "with_predecessors",
    "with_words",
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


def search(text: str) -> QuerySet[Unit]:
    """Units of today by name, with or without marks, also by the names of those that went into them."""
    found = units()
    for word in parsing.words(text):
        found = found.filter(search__contains=word)
    return nearest_first(found, text)


def nearest_first(rows: QuerySet[Unit], text: str) -> QuerySet[Unit]:
    """Units that are looked for by these words: one of that very name first, then those whose own name has
    it, then those found by a former name; each in Vietnamese order."""
    phrase = plain(text)
    near = Case(
        When(search=phrase, then=Value(0)),
        When(search__startswith=phrase, then=Value(1)),
        When(search__contains=phrase, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.annotate(near=near).order_by("near", "sort_key", "code", "id")


def hamlets(unit_id: int, as_of: date | None = None) -> QuerySet[Hamlet]:
    """Hamlets of a commune that stand on a date, in Vietnamese order."""
    standing = dated.as_of(Hamlet.objects.filter(unit_id=unit_id), as_of or clock.today())
    return standing.order_by("sort_key", "id")


def with_words(rows: QuerySet[Hamlet]) -> QuerySet[Hamlet]:
    """Hamlets with what a search looks in, `words`: kind and name without marks."""
    kind = Replace("kind", Value("_"), Value(" "))
    return rows.annotate(words=Concat(kind, Value(" "), "search", output_field=TextField()))
