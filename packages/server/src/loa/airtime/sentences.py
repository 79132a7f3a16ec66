"""What the rule found, in sentences for a commune officer."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from loa_protocol import timing
from loa_protocol.messages.plan import Window
from loa_protocol.rule import Breach, Clash, DroppedItem, Reason

from .rules import DayTooFull, Obstacle

WEEKDAYS = (
    "",
    gettext_noop("thứ hai"),
    gettext_noop("thứ ba"),
    gettext_noop("thứ tư"),
    gettext_noop("thứ năm"),
    gettext_noop("thứ sáu"),
    gettext_noop("thứ bảy"),
    gettext_noop("chủ nhật"),
)

MIDNIGHT = 24 * 60
"""The minute of the local day at which it ends."""


def clock_time(ms: int) -> str:
    """Returns the local time, as in 17:05."""
    return timing.local(ms).strftime("%H:%M")


def day_words(day: date) -> str:
    """Returns the day in words, as in thứ bảy 26/09."""
    return f"{_(WEEKDAYS[day.isoweekday()])} {day:%d/%m}"


def spans(windows: Sequence[Window]) -> str:
    """Returns windows as text, as in 05:00–06:30, 16:45–18:00.

    A window until midnight and one from midnight are one night: 21:00–05:00.
    """
    said = [(each.start, each.end) for each in windows]
    if len(said) > 1 and said[0][0] == 0 and said[-1][1] == MIDNIGHT:
        said = [*said[1:-1], (said[-1][0], said[0][1])]
    return ", ".join(f"{_minute(start)}–{_minute(end)}" for start, end in said)


def _minute(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes(ms: int) -> str:
    """Returns a duration in words, as in 12 phút or 12 phút 30 giây."""
    whole, rest = divmod(max(0, ms) // 1000, 60)
    if not rest:
        return _("%(minutes)d phút") % {"minutes": whole}
    if not whole:
        return _("%(seconds)d giây") % {"seconds": rest}
    return _("%(minutes)d phút %(seconds)d giây") % {"minutes": whole, "seconds": rest}


def trouble_sentence(trouble: Obstacle) -> str:
    """Returns what is not possible, why, and where. It is the first half of an error; the offers are the
    second."""
    day = day_words(trouble.day)
    why = trouble.why
    if why is None:
        return _("Không đặt được vào %(day)s: chưa có quy chế phát thanh cho ngày này.") % {"day": day}
    if isinstance(why, DayTooFull):
        return _(
            "%(day)s: %(n)s lần phát, nhiều quá mức cụm loa đọc được. Bớt lần phát, hoặc chọn ngày khác."
        ) % {"day": day[:1].upper() + day[1:], "n": why.items}
    if isinstance(why, Clash):
        return clash_sentence(why, day)
    return breach_sentence(why.breach if isinstance(why, DroppedItem) else why, day)


def clash_sentence(clash: Clash, day: str) -> str:
    """Returns a clash as a sentence. `day` is as day_words returns it."""
    return _("%(day)s: “%(second)s” lúc %(start)s chồng %(length)s lên “%(first)s”.") % {
        "day": day[:1].upper() + day[1:],
        "first": clash.first.title,
        "second": clash.second.title,
        "start": clock_time(clash.second.start_ms),
        "length": minutes(clash.end_ms - clash.start_ms),
    }


def breach_sentence(breach: Breach, day: str) -> str:
    """Returns one breach as a sentence. `day` is as day_words returns it."""
    said = {
        "day": day,
        "start": clock_time(breach.start_ms),
        "end": clock_time(breach.end_ms),
        "limit": minutes(breach.limit),
        "actual": minutes(breach.actual),
        "hours": spans(breach.windows),
        "cap": breach.limit,
    }
    return _(SENTENCES[breach.code]) % said


SENTENCES: dict[Reason, str] = {
    Reason.ORDER: gettext_noop("Giờ bắt đầu trễ nhất phải sau giờ phát, ngày hết hạn phải sau ngày phát."),
    Reason.WRONG_DAY: gettext_noop("Giờ phát không rơi vào %(day)s."),
    Reason.MIDNIGHT: gettext_noop("Bản tin lúc %(start)s %(day)s kéo qua nửa đêm. Chọn giờ sớm hơn."),
    Reason.DAY: gettext_noop("Quy chế không cho phát vào %(day)s. Chọn ngày khác."),
    Reason.HOURS: gettext_noop("Không phát được lúc %(start)s %(day)s. Giờ được phát: %(hours)s."),
    Reason.QUIET: gettext_noop("Không phát được lúc %(start)s %(day)s. Giờ yên tĩnh: %(hours)s."),
    Reason.MINUTES: gettext_noop("Buổi phát %(day)s sẽ dài %(actual)s, quy chế cho tối đa %(limit)s."),
    Reason.VOLUME: gettext_noop("Âm lượng cao hơn mức %(cap)d%% của quy chế."),
    Reason.ENVELOPE_HOURS: gettext_noop("Lúc %(start)s %(day)s nằm ngoài giờ mà tỉnh cho phép: %(hours)s."),
    Reason.ENVELOPE_MINUTES: gettext_noop("Buổi phát %(day)s sẽ dài %(actual)s, tỉnh cho tối đa %(limit)s."),
    Reason.ENVELOPE_VOLUME: gettext_noop("Âm lượng cao hơn mức %(cap)d%% mà tỉnh cho phép."),
    Reason.CLASS: gettext_noop("Loại tin này cao hơn mức được phép."),
    Reason.EXPIRY: gettext_noop("Bản tin hết hạn trước khi phát xong lúc %(end)s %(day)s."),
    Reason.DISPLACED: gettext_noop(
        "Lúc %(start)s %(day)s có tin ưu tiên phát trước, bản tin này không kịp bắt đầu."
    ),
    Reason.SESSION_END: gettext_noop(
        "Lúc %(start)s %(day)s có tin khác phát trước, bản tin này không xong trong buổi."
    ),
    Reason.PREEMPTED: gettext_noop("Bị tin khẩn cấp chiếm mất giờ phát %(day)s."),
    Reason.TWICE: gettext_noop("Bản tin này đã có trong lịch %(day)s."),
}
