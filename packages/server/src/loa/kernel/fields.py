"""Form fields that more than one room has."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from loa.kernel import typed


def of_our_time(value: date) -> None:
    """Raises ValidationError for a day on which nothing of ours can be: year 1, year 9999."""
    if not typed.of_our_time(value):
        raise forms.ValidationError(_("Ngày này không hợp lý. Ghi như 31/12/2026."))


class DayField(forms.DateField):
    """A day as a date picker sends it or a person writes it."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    default_validators = [of_our_time]
