"""The form of the page on which a bulletin is written. The newsroom's rules say what is missing, so nearly
every field is optional."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.kernel.fields import DayField
from loa.newsroom import rules
from loa.newsroom.models import TEXT_LIMIT, Bulletin, Topic
from loa.newsroom.rules import DraftContent
from loa.newsroom.times import MAX_TIMES, Once, Time, Weekly
from loa.places.models import Hamlet

from . import choices

OWN = "own"
"""The value of `reader` for a recording instead of a voice."""
EVERYWHERE, SOME = "all", "some"
WEEKLY = ("weekly_days", "weekly_time", "weekly_first", "weekly_last")
ONCE_PARTS = {"first": "once_date", "time": "once_time"}
WEEKLY_PARTS = {
    "first": "weekly_first",
    "last": "weekly_last",
    "weekdays": "weekly_days",
    "time": "weekly_last",
}
"""The fields in which each part of a further time is typed."""


class BulletinForm(forms.Form):
    """The fields of the page. `words()` returns what the newsroom's actions take.

    A form that is not `whole` comes in a pause in typing: a further time that is not finished is left out,
    and a faulty one is in `further_faults`, by field, so that the rest is saved all the same. In `unfinished`
    stands what one still lacks, said only where it was said before.
    """

    title = forms.CharField(max_length=160, required=False)
    text = forms.CharField(max_length=TEXT_LIMIT, required=False, strip=False)
    topic = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    priority = forms.ChoiceField(choices=Bulletin.Priority.choices, required=False)
    reader = forms.CharField(max_length=80, required=False)
    sound = forms.UUIDField(required=False)
    where = forms.ChoiceField(choices=[(EVERYWHERE, ""), (SOME, "")], required=False)
    hamlets = forms.TypedMultipleChoiceField(coerce=int, required=False)
    times = forms.MultipleChoiceField(required=False)
    once_date = DayField(required=False)
    once_time = forms.TimeField(required=False)
    weekly_days = forms.TypedMultipleChoiceField(
        coerce=int, choices=[(n, n) for n in range(1, 8)], required=False
    )
    weekly_time = forms.TimeField(required=False)
    weekly_first = DayField(required=False)
    weekly_last = DayField(required=False)
    version = forms.CharField(required=False, max_length=40, empty_value=None)
    page = forms.UUIDField(required=False)

    def __init__(
        self,
        data: Any,
        hamlets: Sequence[Hamlet],
        topics: Sequence[Topic],
        voices: Sequence[str],
        whole: bool = True,
    ) -> None:
        super().__init__(data)
        self.whole = whole
        self.further_faults: dict[str, str] = {}
        self.unfinished: dict[str, str] = {}
        self._further: list[Time] = []
        self.fields["topic"].choices = [(each.pk, each.name) for each in topics]  # type: ignore[attr-defined]
        self.fields["hamlets"].choices = [(each.pk, each.name) for each in hamlets]  # type: ignore[attr-defined]
        # The offered times change with the clock, so every value is a choice; `clean_times` checks them.
        given = data.getlist("times") if hasattr(data, "getlist") else []
        self.fields["times"].choices = [(each, each) for each in given[:MAX_TIMES]]  # type: ignore[attr-defined]
        self.voices = [*voices, OWN]

    def clean_reader(self) -> str:
        reader: str = self.cleaned_data["reader"] or OWN
        if reader not in self.voices:
            raise forms.ValidationError(_("Giọng đọc này không còn. Chọn giọng khác."))
        return reader

    def clean_times(self) -> list[Time]:
        try:
            return [choices.from_text(each) for each in self.cleaned_data["times"]]
        except ValueError:
            raise forms.ValidationError(_("Có lần phát ghi sai. Chọn lại lúc phát.")) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._take_once(data)
        self._take_weekly(data)
        if data.get("where") == SOME and not data.get("hamlets"):
            self.add_error("hamlets", _("Chọn ít nhất một thôn, hoặc chọn cả xã."))
        return data

    def _take_once(self, data: dict[str, Any]) -> None:
        day, at = data.get("once_date"), data.get("once_time")
        if day and at:
            self._take(Once(at=datetime.combine(day, at.replace(second=0))), ONCE_PARTS)
        elif day or at:
            self._lacks("once_time" if day else "once_date", _("Chọn cả ngày và giờ."))

    def _take_weekly(self, data: dict[str, Any]) -> None:
        given: dict[str, Any] = {name: data.get(name) for name in WEEKLY}
        # The page fills in the dates itself, so only days and time show that the writer wants a weekly time.
        if not given["weekly_days"] and given["weekly_time"] is None:
            return
        for name, value in given.items():
            if not value:
                self._lacks(name, _("Phát nhiều ngày cần đủ các thứ, Giờ, Từ ngày và Đến ngày."))
                return
        days, at, first, last = given.values()
        weekly = Weekly(days=tuple(sorted(days)), time=at.replace(second=0), first=first, last=last)
        self._take(weekly, WEEKLY_PARTS)

    def _take(self, when: Time, parts: Mapping[str, str]) -> None:
        """Takes a further time, or says at its field why it would never be played."""
        fault = rules.fault_of_time(when, clock.local_now())
        if not fault:
            self._further.append(when)
        elif self.whole:
            self.add_error(parts[fault.part], fault.message)
        else:
            self.further_faults[parts[fault.part]] = fault.message

    def _lacks(self, field: str, said: str) -> None:
        if self.whole:
            self.add_error(field, said)
        else:
            self.unfinished[field] = said

    def words(self) -> DraftContent:
        """Returns what was written. Only for a valid form."""
        data = self.cleaned_data
        reader = data["reader"]
        sound: UUID | None = data["sound"]
        return DraftContent(
            title=data["title"].strip(),
            text=data["text"].replace("\r\n", "\n").strip(),
            topic_id=data["topic"],
            priority=data["priority"] or Bulletin.Priority.ORDINARY,
            voice="" if reader == OWN else reader,
            sound_id=sound,
            hamlets=tuple(sorted(data["hamlets"])) if data["where"] == SOME else (),
            times=tuple(self._all_times()),
        )

    def _all_times(self) -> list[Time]:
        # Removes duplicates and preserves the order.
        return list(dict.fromkeys([*self.cleaned_data["times"], *self._further]))
