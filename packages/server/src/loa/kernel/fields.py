"""Form fields that more than one app uses."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from loa.kernel import parsing


def of_our_time(value: date) -> None:
    """Raises forms.ValidationError for a day outside the years that Loa handles, such as year 1 or year
    9999."""
    if not parsing.of_our_time(value):
        raise forms.ValidationError(_("Ngày này không hợp lý. Ghi như 31/12/2026."))


def the_day_after(last: date) -> date:
    """Returns the half-open end of what people call its last day."""
    return last + timedelta(days=1)


class DayField(forms.DateField):
    """A day, as a date picker sends it or as a person writes it."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    default_validators = [of_our_time]


class LastDayField(DayField):
    """The last day of something, included, as people say it. Gives the half-open end (`valid_to`): the day
    after."""

    def clean(self, value: Any) -> date | None:
        found = super().clean(value)
        return None if found is None else the_day_after(found)
