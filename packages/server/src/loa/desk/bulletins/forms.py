"""The form of the page on which a bulletin is written. The newsroom's rules say what is missing, so nearly
every field is optional."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from loa.kernel.fields import DayField
from loa.newsroom.models import TEXT_LIMIT, Bulletin, Topic
from loa.newsroom.rules import DraftContent
from loa.newsroom.times import MAX_TIMES, Once, Time, Weekly
from loa.places.models import Hamlet

from . import choices

OWN = "own"
"""The value of `reader` for a recording instead of a voice."""
EVERYWHERE, SOME = "all", "some"


class BulletinForm(forms.Form):
    """The fields of the page. `words()` returns what the newsroom's actions take."""

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
    revision = forms.IntegerField(required=False)
    page = forms.UUIDField(required=False)

    def __init__(
        self, data: Any, hamlets: Sequence[Hamlet], topics: Sequence[Topic], voices: Sequence[str]
    ) -> None:
        super().__init__(data)
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
        once = (data.get("once_date"), data.get("once_time"))
        if any(once) and not all(once):
            self.add_error("times", _("Chọn cả ngày và giờ."))
        weekly = self._weekly(data)
        if any(weekly) and not all(weekly):
            self.add_error("times", _("Phát nhiều ngày: chọn các thứ, giờ, ngày đầu và ngày cuối."))
        if data.get("where") == SOME and not data.get("hamlets"):
            self.add_error("hamlets", _("Chọn ít nhất một thôn, hoặc chọn cả xã."))
        return data

    @staticmethod
    def _weekly(data: dict[str, Any]) -> tuple[list[int], time | None, date | None, date | None]:
        # The page fills in the dates itself, so only days and time show that the writer wants a weekly time.
        days, at = data.get("weekly_days") or [], data.get("weekly_time")
        if not days and at is None:
            return [], None, None, None
        return days, at, data.get("weekly_first"), data.get("weekly_last")

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
        data = self.cleaned_data
        found: list[Time] = list(data["times"])
        if data["once_date"] and data["once_time"]:
            found.append(Once(at=datetime.combine(data["once_date"], data["once_time"].replace(second=0))))
        days, at, first, last = self._weekly(data)
        if days and at and first and last:
            found.append(Weekly(days=tuple(sorted(days)), time=at.replace(second=0), first=first, last=last))
        # Removes duplicates and preserves the order.
        return list(dict.fromkeys(found))
