"""Reads of the tree of units, as of a date."""

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Replace

from loa.kernel import clock, dated, parsing
from loa.places import ordering, reach
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
    """Returns the units that are valid on a date (today in Vietnam by default), in Vietnamese order."""
    return dated.as_of(Unit.objects.all(), as_of or clock.today()).order_by("sort_key", "code", "id")


def subtree(unit_id: int, as_of: date | None = None) -> QuerySet[Unit]:
    """Returns the unit and all below it that are valid on a date."""
    return units(as_of).filter(id__in=reach.below(unit_id, as_of or clock.today()))


def under(unit_id: int, as_of: date | None = None) -> list[int]:
    """Returns the ids of the units below a unit that are valid on a date, without the unit itself."""
    return [each for each in reach.below(unit_id, as_of or clock.today()) if each != unit_id]


def children(unit_id: int, as_of: date | None = None) -> QuerySet[Unit]:
    """Returns the units directly below a unit that are valid on a date, in Vietnamese order."""
    return units(as_of).filter(parent_id=unit_id)


def ancestors(unit_id: int) -> list[int]:
    """Returns the ids of the units above a unit, nearest first."""
    return reach.above(unit_id)


def province() -> Unit | None:
    """Returns the only province of this installation; None before the first run."""
    return units().filter(kind="province").first()


def predecessors(unit_id: int) -> QuerySet[Succession]:
    """Returns the successions into a unit, in Vietnamese order of the former units."""
    return Succession.objects.filter(new_id=unit_id).select_related("old__parent").order_by("old__sort_key")


def successors(unit_id: int) -> QuerySet[Succession]:
    """Returns the successions from a unit, in Vietnamese order of the new units."""
    return Succession.objects.filter(old_id=unit_id).select_related("new").order_by("new__sort_key")


def search(text: str) -> QuerySet[Unit]:
    """Returns units of today by name, with or without diacritics, also by the names of the units that went
    into them."""
    found = units()
    for word in parsing.words(text):
        found = found.filter(search__contains=word)
    return nearest_first(found, text)


def nearest_first(rows: QuerySet[Unit], text: str) -> QuerySet[Unit]:
    """Orders the results of a search: first units whose search text is this phrase, then those whose text
    begins with it, then those that contain it, then the others; each group in Vietnamese order. The unit's
    own name comes before former names in the search text."""
    phrase = " ".join(parsing.words(text))
    near = Case(
        When(search=phrase, then=Value(0)),
        When(search__startswith=phrase, then=Value(1)),
        When(search__contains=phrase, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.annotate(near=near).order_by("near", "sort_key", "code", "id")


def hamlets(unit_id: int, as_of: date | None = None) -> QuerySet[Hamlet]:
    """Returns the hamlets of a commune that are valid on a date, in Vietnamese order, with 2 before 10. A
    list may order them by the alias `name_numbers` too."""
    standing = dated.as_of(Hamlet.objects.filter(unit_id=unit_id), as_of or clock.today())
    return standing.alias(name_numbers=ordering.by_numbers("name")).order_by("name_numbers", "sort_key", "id")


def with_words(rows: QuerySet[Hamlet]) -> QuerySet[Hamlet]:
    """Returns the hamlets with `words`, the text for searches: kind and name without diacritics."""
    kind = Replace("kind", Value("_"), Value(" "))
    return rows.annotate(words=Concat(kind, Value(" "), "search", output_field=TextField()))
