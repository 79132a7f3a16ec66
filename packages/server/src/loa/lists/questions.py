"""The kinds of question that a list asks: words, one of several, a place, a day. What cannot be read is said
at its field, and nothing is left out because of it."""

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
"""Of a row in memory a value, of a query's rows a field; None where the list's `rows` heeds it itself."""


class Question(Filter):
    """One question of a list.

    `recorded`: the record of exports may keep what was asked; not so for words, which may be somebody's
    name. `always`: with nothing asked it is `default()`, so it is neither told as a filter nor taken away.
    `hidden`: another page leads here with it, and it is kept, but nobody is asked."""

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
        if value in (None, "") or self.of is None:
            return rows
        if isinstance(rows, QuerySet):
            return rows.filter(**{str(self.of): value})
        return [row for row in rows if self.of(row) == value]  # type: ignore[operator]

    def default(self) -> str:
        """What an `always` question asks when the address does not say."""
        raise NotImplementedError

    def said(self, value: Any) -> str:
        """What was asked, in words."""
        return f"{self.label}: {value}"

    def of_record(self, kept: str) -> str:
        """The same from what the record keeps."""
        return self.said(kept)


class WordsField(forms.CharField):
    widget = forms.TextInput(attrs={"type": "search", "class": "input"})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if len(text) > parsing.MOST_LETTERS or len(text.split()) > parsing.MOST_WORDS:
            said = _("Tìm bằng nhiều nhất %(words)s từ, %(letters)s chữ cái.")
            raise forms.ValidationError(said % {"words": parsing.MOST_WORDS, "letters": parsing.MOST_LETTERS})
        return text


class Words(Question):
    """Rows that hold every word, with or without marks: in a text of the row that has none (`plain`)."""

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
    """One of a few words that code knows."""

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
    """A unit within the scope. Raises Missing for any other, as if it were not there."""

    widget = forms.Select(attrs={"class": "input"})

    def clean(self, value: Any) -> int | None:
        if not value:
            return None
        found = parsing.number(value)
        if found is None or found not in scope.current().read:
            raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
        return found


class Place(Question):
    """One of the units that the reader sees; offered where there are several."""

    field_class = PlaceField

    @cached_property
    def units(self) -> list[Unit]:
        """In Vietnamese order; without districts, which have rows of their own nowhere."""
        found = places.units().filter(pk__in=scope.current().read).exclude(kind="district")
        return list(found)

    @property
    def chosen(self) -> Unit | None:
        """The unit asked for, as it is or was."""
        wanted = self.parent.given.get(self.name)
        if wanted is None:
            return None
        found = next((each for each in self.units if each.pk == wanted), None)
        return found or Unit.objects.filter(pk=wanted).first()

    @cached_property
    def name(self) -> str:
        return next(str(name) for name, each in self.parent.filters.items() if each is self)

    def offered(self) -> list[tuple[str, str]]:
        """Choices of its field; none where there is nothing to choose."""
        named = {str(each.pk): each.name for each in self.units}
        if (chosen := self.chosen) is not None:
            named.setdefault(str(chosen.pk), chosen.name)
        return [("", _("Tất cả")), *named.items()] if len(named) > 1 else []

    def said(self, value: int) -> str:
        chosen = self.chosen
        return chosen.name if chosen else ""


class DayField(forms.Field):
    widget = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        found = parsing.day(value)
        if value and found is None:
            raise forms.ValidationError(_("Không có ngày này."))
        return found


class Day(Question):
    """A local day: of rows whose moment `of` lies in it."""

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
