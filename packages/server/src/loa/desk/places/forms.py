"""The forms of places."""

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.places.models import HamletKind


class HamletForm(forms.Form):
    """The form for a new hamlet."""

    name = forms.CharField(label=_("Tên"), max_length=120)
    kind = forms.ChoiceField(label=_("Loại"), choices=HamletKind.choices)
    # Text, because people write a decimal comma. The action parses it.
    latitude = forms.CharField(label=_("Vĩ độ"), max_length=20, required=False)
    longitude = forms.CharField(label=_("Kinh độ"), max_length=20, required=False)


class NameForm(forms.Form):
    """The form that renames a hamlet."""

    name = forms.CharField(label=_("Tên"), max_length=120)
