"""Which days of a series are meant: the question that its pages ask, in words, and what was answered."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from loa.airtime import moves, sentences
from loa.airtime.actions.parting import Days, Part, is_coming, next_coming
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Slot
from loa.kernel import clock, parsing


@dataclass(frozen=True)
class PartChoice:
    """One answer: its value, and the days in words."""

    value: str
    said: str


def opened_at(request: HttpRequest, slot: Slot) -> date | None:
    """Returns the day at which a series is opened (`day` of the form, `tu` of the link), otherwise the next
    on which it sounds. None for a slot of one day, and for a series that has no later one."""
    if slot.first == slot.last:
        return None
    asked = _asked(request)
    if asked is not None and slot.timing.falls_on(asked) and is_coming(slot.timing, asked):
        return asked
    return next_coming(slot.timing)


def gone(request: HttpRequest, slot: Slot) -> str:
    """Returns what to say where the day that was asked for is over or no day of the series any more, or an
    empty string."""
    asked, day = _asked(request), opened_at(request, slot)
    if asked is None or day is None or asked == day:
        return ""
    return _("Lượt %(asked)s đã tới giờ, hoặc không còn trong loạt này. Dưới đây là lượt %(next)s.") % {
        "asked": day_words(asked),
        "next": day_words(day),
    }


def _asked(request: HttpRequest) -> date | None:
    return parsing.day(request.POST.get("day") or request.GET.get("tu"))


def choices_of(slot: Slot, day: date) -> list[PartChoice]:
    """Returns the answers: this day, from it on, all. The second only where it is not the same as another."""
    last = f"{slot.last:%d/%m/%Y}"
    said = {Days.ONE: _("Chỉ %(day)s") % {"day": day_words(day)}}
    days = list(slot.timing.between(slot.first, slot.last))
    if days[0] < day < days[-1]:
        said[Days.ON] = _("Từ %(day)s trở đi, tới %(last)s") % {"day": day_words(day), "last": last}
    said[Days.ALL] = _("Cả loạt: %(when)s") % {"when": moves.when(part_before(slot, Part(Days.ALL, day)))}
    return [PartChoice(value.value, words) for value, words in said.items()]


def said_of(slot: Slot, of: Part | None) -> str:
    """Returns the days that are meant for the middle of a sentence, or an empty string for a slot of one
    day."""
    if of is None:
        return ""
    words = {each.value: each.said for each in choices_of(slot, of.day)}[of.days.value]
    return words[:1].lower() + words[1:]


def part_before(slot: Slot, of: Part | None) -> moves.Place:
    """Returns where the days that are meant stand now."""
    if of is None:
        return slot.place
    if of.days == Days.ALL:
        coming = next_coming(slot.timing) or slot.first
        return {**slot.place, "first": max(slot.first, coming).isoformat()}
    day = of.day.isoformat()
    if of.days == Days.ON:
        return {**slot.place, "first": day}
    return {**slot.place, "first": day, "last": day, "days": [of.day.isoweekday()]}


def loses_today(before: moves.Place, wanted: SlotRequest) -> bool:
    """Returns whether a turn of today that was still to come is none any more, because the new time of day is
    over."""
    today, was, becomes = clock.today(), moves.timing_of(before), wanted.timing()
    both = was.falls_on(today) and becomes.falls_on(today)
    return both and is_coming(was, today) and not is_coming(becomes, today)


def day_words(day: date) -> str:
    """Returns for example "thứ tư 02/12/2026"."""
    return f"{sentences.day_words(day)}/{day:%Y}"
