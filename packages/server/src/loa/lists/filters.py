"""The filters of one list: read once from the URL, described in words, and prepared for the record."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django_filters import FilterSet

from loa.lists.questions import Place, Question

if TYPE_CHECKING:
    from loa.lists.listing import Listing


class _NoRows(list[Any]):
    """A placeholder for the queryset that FilterSet requires. `Listing` filters the real rows later."""

    model = None


def _in_address(name: str) -> str:
    return name.replace("_", "-")


class ListFilters(FilterSet):
    """The filters of a list. `trang_thai = OneOf(...)` is `?trang-thai=` in the URL."""

    filters: dict[str, Any]

    def __init__(self, data: Any, listing: "Listing") -> None:
        self.listing = listing
        super().__init__(data, queryset=_NoRows(), request=listing.request)
        self.data = data.copy()
        self.filters = {_in_address(name): each for name, each in self.filters.items()}
        for name, each in self.filters.items():
            if each.always and not self.data.get(name):
                self.data[name] = each.default()

    @classmethod
    def named(cls) -> dict[str, Question]:
        """Returns the declared filters, by their names in the URL."""
        return {_in_address(name): each for name, each in cls.base_filters.items()}

    @cached_property
    def form(self) -> forms.Form:
        form: forms.Form = self.get_form_class()(self.data, auto_id="%s", use_required_attribute=False)
        return form

    @cached_property
    def given(self) -> dict[str, Any]:
        """Returns the values that were given and could be read, by their names in the URL."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    def narrowed(self, rows: Any) -> Any:
        """Returns the rows that all filters accept."""
        for name, value in self.given.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    @property
    def places(self) -> list[Place]:
        """Returns the questions which place."""
        return [each for each in self.filters.values() if isinstance(each, Place)]

    @cached_property
    def active(self) -> dict[str, Any]:
        """Returns the values that filter the list now, by their names in the URL."""
        return {name: value for name, value in self.given.items() if self.filters[name].narrows(value)}

    def said(self) -> list[str]:
        """Returns the active filters in words."""
        return [self.filters[name].said(value) for name, value in self.active.items()]

    def faults(self) -> list[str]:
        """Returns what could not be read, each with its field and the reason."""
        return [
            f"{self.form[name].label}: {fault}"
            for name, faults in self.form.errors.items()
            for fault in faults
        ]

    def recorded(self) -> dict[str, str]:
        """Returns what the record of an export stores. Of a search it stores only that there was one, since
        its words may be a name and the record is never deleted."""
        return {
            name: str(value) if self.filters[name].recorded else ""
            for name, value in self.given.items()
            if value not in (None, "")
        }

    def offered(self) -> list[forms.BoundField]:
        """Returns the fields to render. A filter that is hidden, or a place without a choice, becomes a
        hidden field, so that its value stays in the URL."""
        for name, each in self.filters.items():
            field = self.form.fields[name]
            if isinstance(each, Place) and (choices := each.offered()):
                field.widget.choices = choices
            elif each.hidden or isinstance(each, Place):
                field.widget = forms.HiddenInput()
        return list(self.form)
