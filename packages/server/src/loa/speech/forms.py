"""The form for a unit's own readings."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EntryForm(forms.Form):
    written = forms.CharField(
        label=_("Chữ viết trong bài"), max_length=60, help_text=_("Viết đúng như trong bài, ví dụ BCG.")
    )
    reading = forms.CharField(
        label=_("Đọc là"), max_length=200, help_text=_("Viết bằng chữ, ví dụ vắc-xin phòng lao.")
    )
