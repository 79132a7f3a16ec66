"""Two days back and one ahead of one cluster, drawn: each planned sounding a bar, each local day a row.

Pure: figures of the drawing's own units, for the template to draw. A bar's form says what its colour says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.kernel import clock
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.rules import ORDERED, SENTENCES, LikelyReason

BACK: Final = timedelta(hours=48)
AHEAD: Final = timedelta(hours=24)
QUIET: Final = timedelta(minutes=15)
"""A cluster says something of itself more often than this: longer is a gap."""

LEFT: Final = 100  # where the day begins, after its name
DAY: Final = 528  # 22 units an hour
TOP: Final = 24
LANE: Final = 22
LEAST: Final = 10
PAD: Final = 8
HOURS: Final = tuple((LEFT + hour * DAY // 24, f"{hour:02}") for hour in (0, 6, 12, 18, 24))

OUTCOMES: Final[dict[str, Promise]] = {
    "done": _("phát hết"),
    "cut": _("bị cắt"),
    "missed": _("im"),
    "off": _("tắt có chủ ý"),
    "wait": _("chưa có tin"),
    "ahead": _("sắp phát"),
}


@dataclass(frozen=True)
class Bar:
    """One sounding. `why` is the likely reason where it was not heard to its end."""

    x: int
    y: int
    width: int
    outcome: str
    row: OutcomeRow
    why: str

    @property
    def word(self) -> str:
        return str(OUTCOMES[self.outcome])

    @property
    def said(self) -> str:
        """17:00 Lịch tiêm chủng: im, mất điện hoặc mất mạng."""
        told = f"{clock.local(self.row.starts_at):%H:%M} {self.row.title}: {self.word}"
        return f"{told}, {self.why.lower()}" if self.why else told


@dataclass(frozen=True)
class Band:
    """One local day: its bars, its part without a word of the cluster, and where now is (None: another
    day)."""

    day: date
    y: int
    height: int
    bars: tuple[Bar, ...]
    gap: tuple[int, int] | None
    now: int | None


@dataclass(frozen=True)
class TimelineChart:
    """The whole drawing."""

    bands: tuple[Band, ...]
    height: int
    counts: dict[str, int]
    hours: tuple[tuple[int, str], ...] = HOURS

    @property
    def has_gap(self) -> bool:
        """Was the cluster silent for a part of it?"""
        return any(band.gap for band in self.bands)

    def outcomes(self) -> list[tuple[str, str, int]]:
        """(outcome, its word, how many) of those that are there."""
        return [(key, str(word), self.counts[key]) for key, word in OUTCOMES.items() if key in self.counts]

    @property
    def bars(self) -> list[Bar]:
        """Every bar, newest first: the table's lines."""
        found = [bar for band in self.bands for bar in band.bars]
        return sorted(found, key=lambda bar: bar.row.starts_at, reverse=True)

    @property
    def past(self) -> int:
        """Soundings whose time has come."""
        return sum(self.counts.values()) - self.counts.get("ahead", 0)


def outcome(row: OutcomeRow, why: LikelyReason | None, now: datetime) -> str:
    """What became of one planned sounding, by the key of OUTCOMES."""
    if row.starts_at > now:
        return "ahead"
    if why is None:
        return "done"
    if why is LikelyReason.WAITING:
        return "wait"
    if why in ORDERED:
        return "off"
    return "cut" if row.started_at is not None else "missed"


def strip(
    rows: Sequence[tuple[OutcomeRow, LikelyReason | None]], seen_at: datetime | None, now: datetime
) -> TimelineChart:
    """The drawing at a moment; `seen_at` is the cluster's last word (None: it never said one)."""
    first, last = clock.local(now - BACK).date(), clock.local(now + AHEAD).date()
    known = sorted(
        ((row, why) for row, why in rows if now - BACK <= row.starts_at < now + AHEAD),
        key=lambda one: one[0].starts_at,
    )
    bands, y = [], TOP
    counts: dict[str, int] = {}
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        today = [(row, why) for row, why in known if clock.local(row.starts_at).date() == day]
        bars = _laid(today, y + PAD, now)
        lanes = 1 + max(((bar.y - y - PAD) // LANE for bar in bars), default=0)
        height = 2 * PAD + lanes * LANE
        bands.append(Band(day, y, height, bars, _gap(day, seen_at, now), _now(day, now)))
        for bar in bars:
            counts[bar.outcome] = counts.get(bar.outcome, 0) + 1
        y += height
    return TimelineChart(tuple(bands), y + PAD, counts)


def _laid(rows: Sequence[tuple[OutcomeRow, LikelyReason | None]], y: int, now: datetime) -> tuple[Bar, ...]:
    """Bars of one day; one that would cover another goes a lane down."""
    ends: list[int] = []
    bars = []
    for row, why in rows:
        x = _x(row.starts_at)
        width = max(LEAST, round((row.ends_at - row.starts_at).total_seconds() * DAY / 86_400))
        lane = next((n for n, end in enumerate(ends) if end < x), len(ends))
        ends[lane : lane + 1] = [x + width]
        what = outcome(row, why, now)
        reason = str(SENTENCES[why]) if why and what in ("cut", "missed", "off") else ""
        bars.append(Bar(x, y + lane * LANE, width, what, row, reason))
    return tuple(bars)


def _x(at: datetime) -> int:
    local = clock.local(at)
    return LEFT + round((local.hour * 3600 + local.minute * 60 + local.second) * DAY / 86_400)


def _now(day: date, now: datetime) -> int | None:
    return _x(now) if clock.local(now).date() == day else None


def _gap(day: date, seen_at: datetime | None, now: datetime) -> tuple[int, int] | None:
    """(x, width) of a day's part between the cluster's last word and now; None where it is not silent."""
    if seen_at is None or now - seen_at < QUIET:
        return None
    begin, end = clock.local(seen_at), clock.local(now)
    if not begin.date() <= day <= end.date():
        return None
    x = _x(seen_at) if begin.date() == day else LEFT
    to = _x(now) if end.date() == day else LEFT + DAY
    return (x, to - x) if to > x else None
