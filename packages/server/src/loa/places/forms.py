"""What people type about places."""

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.places.models import HamletKind


class HamletForm(forms.Form):
    name = forms.CharField(label=_("Tên"), max_length=120)
    kind = forms.ChoiceField(label=_("Loại"), choices=HamletKind.choices)
    latitude = forms.CharField(label=_("Vĩ độ"), max_length=20, required=False)
    longitude = forms.CharField(label=_("Kinh độ"), max_length=20, required=False)


class NameForm(forms.Form):
    name = forms.CharField(label=_("Tên"), max_length=120)


class UnitsForm(forms.Form):
    code = forms.CharField(label=_("Mã tỉnh"), max_length=12)
    name = forms.CharField(label=_("Tên tỉnh, thành phố"), max_length=120)
    units = forms.FileField(label=_("Các xã, phường hiện nay (CSV)"))
    before = forms.FileField(label=_("Các xã, phường, huyện trước tháng 7/2025 (CSV)"), required=False)
    successions = forms.FileField(label=_("Xã cũ về xã mới nào (CSV)"), required=False)
