"""The chart of one cluster, from two days ago to one day ahead: each planned sounding is a bar, each local
day a row.

Pure: it computes figures in the units of the drawing, and the template draws them. The form of a bar says the
same as its colour.
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
"""How far back the chart goes."""
AHEAD: Final = timedelta(hours=24)
"""How far ahead the chart goes."""
QUIET: Final = timedelta(minutes=15)
"""The longest time without a report that is not a gap: a cluster reports more often than this."""

LEFT: Final = 100  # where the day begins, to the right of its name
DAY: Final = 528  # 22 units an hour
TOP: Final = 24
LANE: Final = 22
"""The height of a lane of bars."""
LEAST: Final = 10
"""The least width of a bar, so that a short sounding stays visible."""
PAD: Final = 8
HOURS: Final = tuple((LEFT + hour * DAY // 24, f"{hour:02}") for hour in (0, 6, 12, 18, 24))
"""The hours above the chart, each with its position."""

OUTCOMES: Final[dict[str, Promise]] = {
    "done": _("phát hết"),
    "cut": _("bị cắt"),
    "missed": _("im"),
    "off": _("tắt có chủ ý"),
    "wait": _("chưa có tin"),
    "ahead": _("sắp phát"),
}
"""The outcomes of a sounding, in the order of the legend."""


@dataclass(frozen=True)
class Bar:
    """The bar of one sounding. `why` is the likely reason if it was not played to its end."""

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
        """Returns for example "17:00 Lịch tiêm chủng: im, mất điện hoặc mất mạng"."""
        told = f"{clock.local(self.row.starts_at):%H:%M} {self.row.title}: {self.word}"
        return f"{told}, {self.why.lower()}" if self.why else told


@dataclass(frozen=True)
class Band:
    """The row of one local day: its bars, the gap in which the cluster did not report, and the position of
    now (None: now is on another day)."""

    day: date
    y: int
    height: int
    bars: tuple[Bar, ...]
    gap: tuple[int, int] | None
    now: int | None


@dataclass(frozen=True)
class TimelineChart:
    """The whole chart."""

    bands: tuple[Band, ...]
    height: int
    counts: dict[str, int]
    hours: tuple[tuple[int, str], ...] = HOURS

    @property
    def has_gap(self) -> bool:
        """Returns whether there is a time in which the cluster did not report."""
        return any(band.gap for band in self.bands)

    def outcomes(self) -> list[tuple[str, str, int]]:
        """Returns (outcome, its word, how many) for the outcomes that the chart has."""
        return [(key, str(word), self.counts[key]) for key, word in OUTCOMES.items() if key in self.counts]

    @property
    def bars(self) -> list[Bar]:
        """Returns all bars, newest first, for the lines of the table."""
        found = [bar for band in self.bands for bar in band.bars]
        return sorted(found, key=lambda bar: bar.row.starts_at, reverse=True)

    @property
    def past(self) -> int:
        """Returns how many soundings have begun by plan."""
        return sum(self.counts.values()) - self.counts.get("ahead", 0)


def outcome(row: OutcomeRow, why: LikelyReason | None, now: datetime) -> str:
    """Returns the outcome of one planned sounding, a key of `OUTCOMES`."""
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
    """Returns the chart at a moment. `seen_at` is when the cluster last reported (None: never)."""
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
    """Returns the bars of one day. A bar that would overlap another goes to the next free lane."""
    ends: list[int] = []
    bars = []
    for row, why in rows:
        x = _x(row.starts_at)
        width = max(LEAST, round((row.ends_at - row.starts_at).total_seconds() * DAY / 86_400))
        lane = next((n for n, end in enumerate(ends) if end < x), len(ends))
        # Replaces the end of the lane, or adds a new lane at the end of the list.
        ends[lane : lane + 1] = [x + width]
        what = outcome(row, why, now)
        reason = str(SENTENCES[why]) if why and what in ("cut", "missed", "off") else ""
        bars.append(Bar(x, y + lane * LANE, width, what, row, reason))
    return tuple(bars)


def _x(at: datetime) -> int:
    """Returns the horizontal position of a moment within its local day."""
    local = clock.local(at)
    return LEFT + round((local.hour * 3600 + local.minute * 60 + local.second) * DAY / 86_400)


def _now(day: date, now: datetime) -> int | None:
    return _x(now) if clock.local(now).date() == day else None


def _gap(day: date, seen_at: datetime | None, now: datetime) -> tuple[int, int] | None:
    """Returns (x, width) of the part of a day between the cluster's last report and now, or None if there is
    no gap."""
    if seen_at is None or now - seen_at < QUIET:
        return None
    begin, end = clock.local(seen_at), clock.local(now)
    if not begin.date() <= day <= end.date():
        return None
    x = _x(seen_at) if begin.date() == day else LEFT
    to = _x(now) if end.date() == day else LEFT + DAY
    return (x, to - x) if to > x else None
