"""The forms of the schedule: a slot, and the commune's regulation."""

import re
from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from loa_protocol.messages.plan import Rules

from loa.airtime.actions.parting import Days, Part
from loa.airtime.actions.regulation import Regulation
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.sentences import MIDNIGHT
from loa.kernel.fields import DayField

SPAN = re.compile(r"^\s*(\d{1,2})[:hg](\d{2})?\s*(?:-|–|đến)\s*(\d{1,2})[:hg](\d{2})?\s*$")
"""A time span: hour and minutes with ":", "h" or "g", and a hyphen, a dash or the word "đến" between the
ends."""


class SlotForm(forms.Form):
    """The form for when and where a slot sounds."""

    bulletins = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    first = DayField()
    last = DayField(required=False)
    days = forms.TypedMultipleChoiceField(coerce=int, choices=[(n, n) for n in range(1, 8)], required=False)
    time = forms.TimeField()
    hamlets = forms.TypedMultipleChoiceField(coerce=int, required=False)
    where = forms.ChoiceField(choices=[("all", ""), ("some", "")], required=False)
    # Of a series: which days are meant, the day at which it was opened, and the day instead of that one.
    part = forms.ChoiceField(choices=[(each.value, "") for each in Days], required=False)
    day = DayField(required=False)
    instead = DayField(required=False)

    def __init__(
        self,
        data: Any,
        approvals: list[tuple[UUID, str]],
        hamlets: list[tuple[int, str]],
        parted: bool = False,
    ) -> None:
        """`parted`: the form is of a series of which days are still to come, so it has to say which are
        meant."""
        super().__init__(data)
        self.parted = parted
        self.approvals, self.places = approvals, hamlets
        # The choices depend on the unit, so the fields have none of their own.
        self.fields["bulletins"].choices = approvals  # type: ignore[attr-defined]
        self.fields["hamlets"].choices = hamlets  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("where") == "some" and not data.get("hamlets"):
            self.add_error("hamlets", _("Chọn ít nhất một thôn, hoặc chọn cả xã."))
        if self.parted and not (data.get("part") and data.get("day")):
            self.add_error("part", _("Chọn đổi những ngày nào."))
        elsewhere = data.get("instead") and data["instead"] != data.get("day")
        if self.parted and data.get("part") in (Days.ON, Days.ALL) and elsewhere:
            self.add_error(
                "part", _("Chỉ một ngày mới đổi sang ngày khác được. Chọn một ngày ấy, hoặc để nguyên ngày.")
            )
        several = (
            data.get("part") != Days.ONE
            and data.get("first")
            and data.get("last")
            and data["first"] != data["last"]
        )
        if several and not data.get("days"):
            self.add_error("days", _("Chọn ít nhất một thứ trong tuần."))
        return data

    def wanted(self) -> SlotRequest:
        """Returns the slot. Only for a valid form. Without a last day the slot has one day."""
        data = self.cleaned_data
        first, last = self._span()
        at: time = data["time"]
        days = (first.isoweekday(),) if first == last else tuple(data["days"])
        hamlets = tuple(data["hamlets"]) if data["where"] == "some" else ()
        return SlotRequest(first, last, days, at.replace(second=0, microsecond=0), hamlets)

    def _span(self) -> tuple[date, date]:
        data = self.cleaned_data
        first: date = data["first"]
        last: date = data["last"] or first
        if not self.parted or data["part"] == Days.ALL:
            return first, last
        if data["part"] == Days.ONE:
            instead: date = data["instead"] or data["day"]
            return instead, instead
        return data["day"], last

    def of(self) -> Part | None:
        """Returns which days of a series are meant, None for a slot that is none. Only for a valid form."""
        data = self.cleaned_data
        return Part(Days(data["part"]), data["day"]) if self.parted else None


class RuleForm(forms.Form):
    """The form of the commune's regulation. Hours are written as people write them: 05:00-06:30."""

    valid_from = DayField()
    source = forms.CharField(max_length=200)
    hours = forms.CharField(max_length=400)
    days = forms.TypedMultipleChoiceField(
        coerce=int,
        choices=[(n, n) for n in range(1, 8)],
        error_messages={"required": gettext_lazy("Chọn ít nhất một ngày.")},
    )
    quiet = forms.CharField(max_length=400, required=False)
    minutes = forms.IntegerField(min_value=1, max_value=240)
    volume = forms.IntegerField(min_value=1, max_value=100)

    def clean_hours(self) -> list[list[int]]:
        return spans(self.cleaned_data["hours"])

    def clean_quiet(self) -> list[list[int]]:
        return spans(self.cleaned_data["quiet"])

    def regulation(self) -> Regulation:
        """Returns the regulation. Only for a valid form. All its days have the same hours."""
        data = self.cleaned_data
        days = sorted(data["days"])
        rules = {
            "hours": [data["hours"] if n in days else [] for n in range(1, 8)],
            "quiet": data["quiet"],
            "days": days,
            "minutes": data["minutes"],
            "volume": data["volume"],
        }
        return Regulation(msgspec.convert(rules, Rules), data["source"])


def spans(text: str) -> list[list[int]]:
    """Returns for example 05:00-06:30, 16h45-18h30 as minutes of the day. A span over midnight such as
    21:00-05:00 gives both of its parts. Raises `forms.ValidationError`, which quotes the wrong part."""
    found = []
    for part in (each for each in re.split(r"[,;\n]", text) if each.strip()):
        match = SPAN.match(part)
        if match is None:
            raise forms.ValidationError(
                _("Không hiểu “%(part)s”. Ghi như 05:00-06:30.") % {"part": part.strip()}
            )
        a, b, c, d = (int(each or 0) for each in match.groups())
        start, end = a * 60 + b, c * 60 + d
        if start == end or max(start, end) > MIDNIGHT or b > 59 or d > 59:
            raise forms.ValidationError(
                _("“%(part)s” không hợp lý: ghi giờ đầu và giờ cuối, từ 00:00 tới 24:00.")
                % {"part": part.strip()}
            )
        # A span that ends before it starts goes over midnight.
        found.extend([[start, end]] if start < end else [[0, end], [start, MIDNIGHT]])
    # 21:00-00:00 gives an empty part at 00:00.
    return sorted(span for span in found if span[0] < span[1])
