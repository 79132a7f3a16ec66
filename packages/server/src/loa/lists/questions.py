"""The kinds of filters of a list: words, one of several choices, a place, a day. A value that cannot be read
is reported at its field and does not filter the list."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter

from loa.kernel import clock, parsing
from loa.kernel.errors import NotFound
from loa.places import queries as places
from loa.places import scope
from loa.places.models import Unit

if TYPE_CHECKING:
    from loa.lists.listing import Listing

Of = str | Callable[[Any], Any] | None
"""What a filter compares: for rows in memory a function from a row to its value, for rows of a query the name
of a field; None if the list's `rows_for` applies the filter itself."""


class Question(Filter):
    """One filter of a list.

    `recorded`: the record of exports may store its value; not so for words, which may be somebody's name.
    `always`: without a value in the URL it has the value `default()`, so it is neither shown as an active
    filter nor removed. `hidden`: another page links here with it; its value is preserved, but no field
    shows."""

    recorded = True
    always = False
    hidden = False

    def __init__(self, label: str | Promise, of: Of = None, **more: Any) -> None:
        super().__init__(label=label, **more)
        self.of = of

    @property
    def listing(self) -> "Listing":
        listing: Listing = self.parent.listing
        return listing

    def filter(self, rows: Any, value: Any) -> Any:
        """Returns the rows whose value is equal to this one."""
        if value in (None, "") or self.of is None:
            return rows
        if isinstance(rows, QuerySet):
            return rows.filter(**{str(self.of): value})
        return [row for row in rows if self.of(row) == value]  # type: ignore[operator]

    def default(self) -> str:
        """Returns the value of an `always` filter when the URL has none."""
        raise NotImplementedError

    def narrows(self, value: Any) -> bool:
        """Returns whether this value is an answer that the reader gave and may take back."""
        return value not in (None, "") and not self.always

    def said(self, value: Any) -> str:
        """Returns the filter with its value in words."""
        return f"{self.label}: {value}"

    def of_record(self, kept: str) -> str:
        """Returns the same from the value in the record."""
        return self.said(kept)


class WordsField(forms.CharField):
    """A field for the words of a search; it limits their number and length."""

    widget = forms.TextInput(attrs={"type": "search", "class": "input"})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if len(text) > parsing.MOST_LETTERS or len(text.split()) > parsing.MOST_WORDS:
            said = _("Tìm bằng nhiều nhất %(words)s từ, %(letters)s chữ cái.")
            raise forms.ValidationError(said % {"words": parsing.MOST_WORDS, "letters": parsing.MOST_LETTERS})
        return text


class Words(Question):
    """A filter for rows that contain every word, with or without diacritics. `of` gives a text without
    diacritics (`plain`)."""

    field_class = WordsField
    recorded = False

    def filter(self, rows: Any, value: str) -> Any:
        words = parsing.words(value)
        if not words:
            return rows
        if isinstance(rows, QuerySet):
            for word in words:
                rows = rows.filter(**{f"{self.of}__contains": word})
            return rows
        told = [(row, self.of(row)) for row in rows]  # type: ignore[operator, misc]
        return [row for row, text in told if all(word in text for word in words)]

    def said(self, value: str) -> str:
        return _("có chữ “%(words)s”") % {"words": value}

    def of_record(self, kept: str) -> str:
        return _("tìm theo chữ")


class OneOf(Question):
    """A filter with a fixed set of choices."""

    def __init__(
        self, label: str | Promise, choices: Iterable[tuple[str, str | Promise]], of: Of = None, **more: Any
    ) -> None:
        super().__init__(label, of, **more)
        self.words = dict(choices)

    @cached_property
    def field(self) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=self.label,
            required=False,
            choices=[("", gettext_lazy("Tất cả")), *self.words.items()],
            widget=forms.Select(attrs={"class": "input"}),
            error_messages={"invalid_choice": gettext_lazy("Chọn một trong danh sách này.")},
        )

    def said(self, value: str) -> str:
        return f"{self.label}: {self.words.get(value, value)}".lower()


class PlaceField(forms.Field):
    """A field for a unit within the scope. It raises NotFound for any other, as if that did not exist."""

    widget = forms.Select(attrs={"class": "input"})

    def clean(self, value: Any) -> int | None:
        if not value:
            return None
        found = parsing.number(value)
        if found is None or found not in scope.current().read:
            raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
        return found


class Place(Question):
    """A filter by one of the units that the reader sees; it is offered if there are several."""

    field_class = PlaceField

    @cached_property
    def units(self) -> list[Unit]:
        """Returns the units in Vietnamese order, without districts, which own no rows of any list."""
        found = places.units().filter(pk__in=scope.current().read).exclude(kind="district")
        return list(found)

    @property
    def chosen(self) -> Unit | None:
        """Returns the unit that was chosen, which may be a former one, or None."""
        wanted = self.parent.given.get(self.name)
        if wanted is None:
            return None
        found = next((each for each in self.units if each.pk == wanted), None)
        return found or Unit.objects.filter(pk=wanted).first()

    @cached_property
    def name(self) -> str:
        return next(str(name) for name, each in self.parent.filters.items() if each is self)

    def offered(self) -> list[tuple[str, str]]:
        """Returns the choices of its field; an empty list if there is nothing to choose."""
        named = {str(each.pk): each.name for each in self.units}
        if (chosen := self.chosen) is not None:
            named.setdefault(str(chosen.pk), chosen.name)
        return [("", _("Tất cả")), *named.items()] if len(named) > 1 else []

    def narrows(self, value: Any) -> bool:
        """A place is no filter for whoever has that one alone: a link of another page named it."""
        return super().narrows(value) and bool(self.offered())

    @property
    def is_one(self) -> bool:
        """Returns whether all rows are of one place, so that a column of places would repeat it."""
        return self.chosen is not None or len(self.units) < 2

    def said(self, value: int) -> str:
        chosen = self.chosen
        return chosen.name if chosen else ""


class DayField(forms.Field):
    """A field for a day."""

    widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        found = parsing.day(value)
        if value and found is None:
            raise forms.ValidationError(_("Không có ngày này."))
        return found


class Day(Question):
    """A filter for rows whose time `of` is within one local day."""

    field_class = DayField

    def filter(self, rows: Any, value: date | None) -> Any:
        if value is None or self.of is None:
            return rows
        begin, end = clock.day_bounds(value)
        return rows.filter(**{f"{self.of}__gte": begin, f"{self.of}__lt": end})

    def said(self, value: date) -> str:
        return _("ngày %(day)s") % {"day": f"{value:%d/%m/%Y}"}

    def of_record(self, kept: str) -> str:
        return self.said(date.fromisoformat(kept))
