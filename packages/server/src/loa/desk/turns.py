"""The turns of a schedule in words: heard, not heard, too late to be heard, or still to come. Home, week and
play log all say it from here, so that they agree about a day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from loa_protocol import timing

from loa.airtime import sentences
from loa.airtime.queries import HeardItem
from loa.dispatch.upcoming import UpcomingSounding
from loa.kernel import clock
from loa.kernel.figures import number


class Fate(StrEnum):
    """What became of a turn. LATE: no cluster had it in its plan when its time came: it was put into the
    schedule after it, there was no cluster yet, or the signer had not signed it."""

    AHEAD = "ahead"
    HEARD = "heard"
    UNHEARD = "unheard"
    LATE = "late"


@dataclass(frozen=True)
class Turns:
    """How many turns were heard, not heard, too late and still to come (with those that sound now), and when
    the next one begins ("17:00"; empty: none)."""

    heard: int = 0
    unheard: int = 0
    late: int = 0
    ahead: int = 0
    next_at: str = ""

    @property
    def past(self) -> bool:
        return bool(self.heard or self.unheard or self.late)


def fate(turn: HeardItem, begun: Mapping[str, bool], now_ms: int) -> Fate:
    """Returns what became of a turn. `begun` is as `playlog.turns.begun` returns it, `now_ms` UTC."""
    if turn.start_ms > now_ms:
        return Fate.AHEAD
    completed = begun.get(f"{turn.slot}@{timing.local(turn.planned_ms).date().isoformat()}")
    if completed is None:
        return Fate.LATE
    if turn.end_ms > now_ms:  # of several sounds the first may be complete while the others are to come
        return Fate.AHEAD
    return Fate.HEARD if completed else Fate.UNHEARD


def of_one(became: Fate) -> str:
    """Returns what became of one turn, or an empty string before its time."""
    return {
        Fate.HEARD: _("đã phát"),
        Fate.UNHEARD: _("chưa cụm nào báo phát hết"),
        Fate.LATE: _("không còn kịp"),
    }.get(became, "")


def counted(turns: Iterable[HeardItem], begun: Mapping[str, bool], now_ms: int) -> Turns:
    """Returns how many of these turns became what."""
    told = [(fate(each, begun, now_ms), each) for each in turns]
    of = [each for each, _turn in told]
    coming = min((turn.start_ms for each, turn in told if turn.start_ms > now_ms), default=None)
    return Turns(
        of.count(Fate.HEARD),
        of.count(Fate.UNHEARD),
        of.count(Fate.LATE),
        of.count(Fate.AHEAD),
        "" if coming is None else sentences.clock_time(coming),
    )


def planned(listed: Iterable[UpcomingSounding], now: datetime) -> Turns:
    """Returns the turns of a day on which nothing went out, from what its plans list. `now` is UTC."""
    starts = [each.starts_at for each in listed]
    coming = [each for each in starts if each > now]
    next_at = f"{clock.local(min(coming)):%H:%M}" if coming else ""
    return Turns(late=len(starts) - len(coming), ahead=len(coming), next_at=next_at)


def parts(turns: Turns) -> list[str]:
    """Returns for example ["đã phát 8 lượt", "2 lượt không còn kịp", "còn 4 lượt"]."""
    said = (
        (turns.heard, ngettext("đã phát %(n)s lượt", "đã phát %(n)s lượt", turns.heard)),
        (
            turns.unheard,
            ngettext(
                "%(n)s lượt chưa cụm nào báo phát hết",
                "%(n)s lượt chưa cụm nào báo phát hết",
                turns.unheard,
            ),
        ),
        (turns.late, ngettext("%(n)s lượt không còn kịp", "%(n)s lượt không còn kịp", turns.late)),
        (turns.ahead, ngettext("còn %(n)s lượt", "còn %(n)s lượt", turns.ahead)),
    )
    return [words % {"n": number(count)} for count, words in said if count]


def nothing_sounded(turns: Turns, day: date, today: date) -> str:
    """Returns why a local day has no line in the play log, without a full stop."""
    if day > today:
        return _("Ngày này chưa tới")
    late = ngettext("%(n)s lượt không còn kịp", "%(n)s lượt không còn kịp", turns.late) % {
        "n": number(turns.late)
    }
    if day < today:
        if turns.late:
            return _("Ngày này không phát gì: %(late)s") % {"late": late}
        return _("Ngày này không có gì trong lịch")
    if turns.late and turns.next_at:
        said = _("Hôm nay chưa phát gì: %(late)s, lượt tới lúc %(time)s")
        return said % {"late": late, "time": turns.next_at}
    if turns.late:
        return _("Hôm nay không phát gì: %(late)s") % {"late": late}
    if turns.next_at:
        return _("Hôm nay chưa tới giờ phát nào, lượt đầu lúc %(time)s") % {"time": turns.next_at}
    return _("Hôm nay không có gì trong lịch")


def why_late() -> str:
    """Returns what "không còn kịp" means."""
    return _(
        "Không còn kịp: tới giờ phát chưa cụm loa nào có trong lịch đã ký (duyệt hoặc đặt vào lịch sau giờ, "
        "chưa ký được, hoặc lúc ấy chưa có cụm loa nào)."
    )
