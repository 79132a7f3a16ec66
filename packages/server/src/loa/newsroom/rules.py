"""The rules of the newsroom. Pure: rows and the time are passed in."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from . import edit_steps, times
from .times import Time

LONGEST_VALIDITY_DAYS = 366
CLASSES = ("ordinary", "priority")
"""The classes that a person may choose for a bulletin."""


@dataclass(frozen=True)
class DraftContent:
    """What an officer writes: the whole content of a bulletin that a revision holds."""

    title: str
    text: str = ""
    language: str = "vi"
    topic_id: int | None = None
    priority: str = "ordinary"
    valid_from: date | None = None
    valid_to: date | None = None
    voice: str = ""
    sound_id: UUID | None = None
    hamlets: tuple[int, ...] = ()
    times: tuple[Time, ...] = ()


@dataclass(frozen=True)
class Fault:
    """One thing that prevents a bulletin from being submitted, and the field to correct."""

    field: str
    message: str


@dataclass(frozen=True)
class TimeFault:
    """Why a time is never to be played, and which part of it to correct."""

    part: Literal["first", "last", "weekdays", "time"]
    message: str


@dataclass(frozen=True)
class SoundFacts:
    """What the rules need to know about a sound."""

    state: str
    duration_ms: int
    reason: str = ""


def faults(
    words: DraftContent, sound: SoundFacts | None, hamlets_of_unit: Collection[int], now_local: datetime
) -> list[Fault]:
    """Returns everything that is missing before `words` can be submitted, in the order of the page.

    `now_local` is naive local time (Asia/Ho_Chi_Minh).
    """
    found = [*_text_faults(words), *_sound_faults(words, sound)]
    strangers = [each for each in words.hamlets if each not in hamlets_of_unit]
    if strangers:
        found.append(Fault("hamlets", _("Có thôn không thuộc đơn vị này. Chọn lại nơi phát.")))
    if words.priority not in CLASSES:
        found.append(Fault("priority", _("Chọn lại loại tin.")))
    return [*found, *time_faults(words, now_local)]


def _text_faults(words: DraftContent) -> Iterable[Fault]:
    if not words.title.strip():
        yield Fault("title", _("Chưa có tên bản tin."))
    if words.voice and not words.text.strip():
        yield Fault("text", _("Chưa có nội dung để đọc. Gõ nội dung, hoặc chọn tự thu."))


def _sound_faults(words: DraftContent, sound: SoundFacts | None) -> Iterable[Fault]:
    if sound is None:
        if words.voice:
            yield Fault("sound", _("Máy chưa đọc bản tin này. Bấm Nghe thử, rồi gửi duyệt."))
        else:
            yield Fault("sound", _("Chưa có tiếng. Thu âm, chọn tệp, hoặc để máy đọc."))
    elif sound.state == "failed":
        yield Fault("sound", sound.reason or _("Tiếng của bản tin bị hỏng. Thu lại hoặc chọn tệp khác."))
    elif sound.state != "ready":
        yield Fault("sound", _("Tiếng đang được chuẩn bị. Chờ vài giây rồi gửi lại."))


def time_faults(words: DraftContent, now_local: datetime) -> Iterable[Fault]:
    """Yields what is wrong with the times, in the words of the page. `now_local` is naive local time."""
    if not words.times:
        yield Fault("times", _("Chưa chọn lúc phát. Chọn ít nhất một lần."))
        return
    if len(words.times) > times.MAX_TIMES:
        yield Fault("times", _("Một bản tin có tối đa %(most)d lần phát.") % {"most": times.MAX_TIMES})
    first, last = validity(words)
    if is_too_long(words):
        said = _("Từ %(first)s đến %(last)s là hơn một năm. Chọn ngày gần hơn.")
        yield Fault("times", said % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"})
    for when in words.times:
        fault = fault_of_time(when, now_local)
        if fault:
            yield Fault("times", fault.message)
        elif times.first_day(when) < first or times.last_day(when) > last:
            yield Fault("times", _("Có lần phát nằm ngoài thời hạn của bản tin."))


def fault_of_time(when: Time, now_local: datetime) -> TimeFault | None:
    """Returns why a time is never to be played whatever else is in the bulletin, or None. `now_local` is
    naive local time."""
    first, last = times.first_day(when), times.last_day(when)
    said = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    if last < first:
        return TimeFault("last", _("Đến ngày %(last)s đứng trước Từ ngày %(first)s. Chọn lại ngày.") % said)
    if times.last_played(when) is None:
        none = _("Từ %(first)s đến %(last)s không có ngày nào rơi vào thứ đã chọn. Chọn lại thứ hoặc ngày.")
        return TimeFault("weekdays", none % said)
    if first > now_local.date() + timedelta(days=LONGEST_VALIDITY_DAYS):
        return TimeFault("first", _("Ngày %(first)s còn hơn một năm nữa. Chọn ngày gần hơn.") % said)
    if _is_past(when, now_local):
        return TimeFault("time", _("Có lần phát đã qua. Chọn giờ khác."))
    return None


def is_too_long(words: DraftContent) -> bool:
    """Returns whether the times, of which there are some, span more than a year."""
    first, last = validity(words)
    return last - first > timedelta(days=LONGEST_VALIDITY_DAYS)


def _is_past(when: Time, now_local: datetime) -> bool:
    """Returns whether it is no longer to be played: its time on the last day of its weekdays has passed."""
    last = times.last_played(when)
    return last is not None and datetime.combine(last, times.time_of_day(when)) <= now_local


def validity(words: DraftContent) -> tuple[date, date]:
    """Returns the first and last local day on which the bulletin may be played: as written, otherwise the
    span of its times."""
    first = words.valid_from or min(times.first_day(each) for each in words.times)
    last = words.valid_to or max(times.last_day(each) for each in words.times)
    return first, last


def may_approve(person_id: int, editors_since_last_approval: Collection[int]) -> bool:
    """Returns whether the person may approve: nobody may who edited any revision since the last approval.
    Persons count here, and not accounts."""
    return person_id not in editors_since_last_approval


def edit_state(state: str, approved: int | None, latest: int | None) -> str | None:
    """Returns where an edit of an approved bulletin stands (submitted, returned or draft), or None if there
    is none: nothing is approved, or the approved revision is the latest. `state` is that of the
    bulletin."""
    if approved is None or latest == approved:
        return None
    return state if state in ("submitted", "returned") else "draft"


def place_in(text: str, passage: str, nth: int = 0) -> tuple[int, int] | None:
    """Returns where in the text the words of a passage stand, as (first character, character after the
    last), or None where they do not. Spaces and line breaks between words may differ, as they do in what is
    copied from a page. Of several places it is the `nth`, counted from 0, or the last there is."""
    found = _places(text, passage)
    return found[min(nth, len(found) - 1)] if found else None


def places_before(text: str, passage: str, start: int) -> int:
    """Returns how many places of a passage's words begin before a character of the text."""
    return sum(first < start for first, _last in _places(text, passage))


def _places(text: str, passage: str) -> list[tuple[int, int]]:
    words = [re.escape(word) for word in passage.split()]
    return [each.span() for each in re.finditer(r"\s+".join(words), text)] if words else []


def changed_words(before: str, after: str) -> list[tuple[str, str]]:
    """Returns what changed between two texts, word by word: ("same" | "gone" | "new", words)."""
    return [(kind, " ".join(words)) for kind, words in edit_steps.steps(before.split(), after.split())]
