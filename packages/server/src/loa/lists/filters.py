"""All that one list is asked for in its address: read once, told in words, kept for the record."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django_filters import FilterSet

from loa.lists.questions import Place, Question

if TYPE_CHECKING:
    from loa.lists.listing import Listing


class _NoRows(list[Any]):
    """What a FilterSet wants to be made with: the rows come later, when the address has been read."""

    model = None


def _in_address(name: str) -> str:
    return name.replace("_", "-")


class ListFilters(FilterSet):
    """A list's questions. `trang_thai = OneOf(...)` is `?trang-thai=` in the address."""

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
        """The questions as declared, by their word in the address."""
        return {_in_address(name): each for name, each in cls.base_filters.items()}

    @cached_property
    def form(self) -> forms.Form:
        form: forms.Form = self.get_form_class()(self.data, auto_id="%s", use_required_attribute=False)
        return form

    @cached_property
    def given(self) -> dict[str, Any]:
        """What was asked and could be read, by its word in the address."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    def narrowed(self, rows: Any) -> Any:
        """Those of the rows that were asked for."""
        for name, value in self.given.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    @cached_property
    def active(self) -> dict[str, Any]:
        """What narrows the list, by its word in the address."""
        asked = self.given.items()
        return {
            name: value for name, value in asked if value not in (None, "") and not self.filters[name].always
        }

    def said(self) -> list[str]:
        """The same in words."""
        return [self.filters[name].said(value) for name, value in self.active.items()]

    def faults(self) -> list[str]:
        """What could not be read: the field and why."""
        return [
            f"{self.form[name].label}: {fault}"
            for name, faults in self.form.errors.items()
            for fault in faults
        ]

    def recorded(self) -> dict[str, str]:
        """What the record of exports keeps: of words only that there were some, since they may be a name, and
        what is recorded stays for good."""
        return {
            name: str(value) if self.filters[name].recorded else ""
            for name, value in self.given.items()
            if value not in (None, "")
        }

    def offered(self) -> list[forms.BoundField]:
        """The fields to draw; what was asked and has nothing to choose from is kept as it is."""
        for name, each in self.filters.items():
            field = self.form.fields[name]
            if isinstance(each, Place) and (choices := each.offered()):
                field.widget.choices = choices
            elif each.hidden or isinstance(each, Place):
                field.widget = forms.HiddenInput()
        return list(self.form)
