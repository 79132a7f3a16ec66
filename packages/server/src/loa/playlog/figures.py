"""Reads what the worker has counted, for pages over many communes.

A figure that is older than three minutes, or was never counted, is unknown. A commune is unknown too if its
clusters have been listened to for too short a time to call one silent. Every page that shows a sum also says
for how many communes that is so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet, Sum

from loa.dispatch.models import PlanDay
from loa.fleet.queries import Alike
from loa.fleet.rules import UNHEARD, Condition
from loa.kernel import clock
from loa.places import queries as places
from loa.playlog import today
from loa.playlog.missed import MissedSounds
from loa.playlog.models import CommuneFigures, DayTotal, SilentSound, SoundTotal
from loa.playlog.queries import Occurrence, Tally
from loa.playlog.rules import LikelyReason, fresh, heard_out, still_counted

IN_ORDER: Final = ("starts_at", "item", "number")
"""The order of a day's sounds: the earliest first."""
_ADDED: Final = ("planned", "received", "started", "completed", "ordered")


@dataclass(frozen=True)
class UnknownFigures:
    """Communes whose figures are unknown now, each with the time of its last count (UTC; None: never)."""

    communes: Mapping[int, datetime | None]
    since: datetime | None = None
    """Set if some communes are unknown because the server began to listen too recently: the latest time at
    which it began for one of them (UTC)."""

    def __len__(self) -> int:
        return len(self.communes)

    @property
    def last(self) -> datetime | None:
        """Returns the earliest of these times; None if no commune was ever counted."""
        return min((at for at in self.communes.values() if at is not None), default=None)


@dataclass(frozen=True)
class Figures:
    """The last figures of communes: their clusters, and what should have sounded and did not."""

    alike: list[Alike]
    missed: dict[int, MissedSounds]
    counted_at: datetime | None
    """When the oldest known figures were counted; None where none are known."""
    unknown: UnknownFigures


def of(unit_ids: Collection[int]) -> Figures:
    """Returns the figures of these communes."""
    rows = {row.unit_id: row for row in CommuneFigures.objects.filter(unit_id__in=unit_ids)}
    known, unknown = _told_apart(unit_ids, {pk: row.counted_at for pk, row in rows.items()})
    alike = {pk: _alike(rows[pk]) for pk in known}
    early = {pk: rows[pk] for pk, groups in alike.items() if _too_early(groups, rows[pk].since)}
    told = {pk: at for pk, at in known.items() if pk not in early}
    return Figures(
        alike=[group for pk in told for group in alike[pk]],
        missed={pk: one for pk in told if (one := _missed(rows[pk])) is not None},
        counted_at=min(told.values(), default=None),
        unknown=_with_early(unknown, early.values()),
    )


def listened(unit_id: int) -> tuple[bool, datetime | None]:
    """Returns whether the server has listened to a commune's clusters long enough to call one silent, and
    since when it has listened (UTC; None: it does not)."""
    row = CommuneFigures.objects.filter(unit=unit_id).values_list("since", "counted_at").first()
    since = row[0] if row is not None and fresh(row[1], clock.now()) else None
    return heard_out(since, clock.now()), since


def _too_early(groups: Iterable[Alike], since: datetime | None) -> bool:
    """Returns whether some clusters are unheard while that says nothing yet, as after a start."""
    return any(each.condition in UNHEARD for each in groups) and not heard_out(since, clock.now())


def _with_early(unknown: UnknownFigures, early: Collection[CommuneFigures]) -> UnknownFigures:
    counted = {row.unit_id: row.counted_at for row in early}
    since = max((row.since for row in early if row.since is not None), default=None)
    return UnknownFigures({**unknown.communes, **counted}, since)


@dataclass(frozen=True)
class Silence:
    """What stayed silent in some communes, when the oldest of these was counted (UTC), and the communes that
    are unknown."""

    rows: QuerySet[SilentSound]
    counted_at: datetime | None
    unknown: UnknownFigures


def silent(unit_ids: Collection[int]) -> Silence:
    """Returns every sound that should have sounded in the last hours and did not, one row for each
    cluster."""
    found = of(unit_ids)
    known = set(unit_ids) - found.unknown.communes.keys()
    return Silence(SilentSound.objects.filter(unit__in=known), found.counted_at, found.unknown)


@dataclass(frozen=True)
class Sounds:
    """Sounds of some communes in figures, earliest first, and when the oldest of these was counted (UTC)."""

    found: list[Occurrence]
    counted_at: datetime | None
    unknown: UnknownFigures


@dataclass(frozen=True)
class Day:
    """Sounds of some communes' local day as they were counted, earliest first, and when the oldest of these
    was counted (UTC).

    A province's day has ten thousand rows, so a page reads only its own rows and the total.
    """

    rows: QuerySet[SoundTotal]
    counted_at: datetime | None
    unknown: UnknownFigures

    @property
    def found(self) -> list[Occurrence]:
        """Returns all sounds of the day."""
        return occurrences(self.rows)

    @property
    def total(self) -> Tally:
        """Returns the whole day as one tally, summed by the database."""
        sums = self.rows.aggregate(**{name: Sum(name, default=0) for name in _ADDED})
        return Tally(**sums)


def sounding_now(unit_ids: Collection[int]) -> Sounds:
    """Returns what is planned to sound at this moment, and what was withdrawn while a cluster sounds it.

    Whether an act mutes it is read from the acts as they are now.
    """
    now = clock.now()
    counted, unknown = _counted_now(unit_ids)
    rows = SoundTotal.objects.filter(
        Q(stands=True) | Q(goes_on=True),
        day=clock.local(now).date(),
        unit_id__in=counted,
        starts_at__lte=now,
        ends_at__gt=now,
    )
    found = occurrences(rows.order_by(*IN_ORDER))
    today.mark_mute(found, now)
    return Sounds(found, min(counted.values(), default=None), unknown)


def went_out(unit_ids: Collection[int], day: date) -> Day:
    """Returns what was planned on a local day up to now, and what sounded but is not planned any more."""
    now = clock.now()
    if day > clock.today():
        return Day(SoundTotal.objects.none(), now, UnknownFigures({}))
    counted, unknown = _counted_now(unit_ids) if day in still_counted(now) else _counted_day(unit_ids, day)
    rows = SoundTotal.objects.filter(day=day, unit_id__in=counted, starts_at__lt=now).order_by(*IN_ORDER)
    return Day(rows, min(counted.values(), default=None), unknown)


def _counted_now(unit_ids: Collection[int]) -> tuple[dict[int, datetime], UnknownFigures]:
    rows = CommuneFigures.objects.filter(unit_id__in=unit_ids)
    return _told_apart(unit_ids, dict(rows.values_list("unit_id", "counted_at")))


def _told_apart(
    unit_ids: Collection[int], at: Mapping[int, datetime | None]
) -> tuple[dict[int, datetime], UnknownFigures]:
    """Returns the communes whose figures are known, and the others.

    A unit without a row counts as unknown only if it is a commune: other units have no figures.
    """
    now = clock.now()
    known = {pk: moment for pk, moment in at.items() if moment is not None and fresh(moment, now)}
    never = (
        places.units().filter(kind="commune", pk__in=set(unit_ids) - at.keys()).values_list("pk", flat=True)
    )
    return known, UnknownFigures({pk: at.get(pk) for pk in {*at, *never} - known.keys()})


def _counted_day(unit_ids: Collection[int], day: date) -> tuple[dict[int, datetime], UnknownFigures]:
    """Returns the communes whose day is known, and the others.

    A past day is known once it was counted after its end. A commune where nothing was planned is not missing.
    """
    _begin, end = clock.day_bounds(day)
    rows = DayTotal.objects.filter(day=day, unit_id__in=unit_ids)
    counted = {row.unit_id: row for row in rows}
    known = {pk: row.counted_at for pk, row in counted.items() if row.by_sound and row.counted_at >= end}
    planned = (
        PlanDay.objects.filter(date=day, unit_id__in=unit_ids).order_by().values_list("unit_id", flat=True)
    )
    wanted = {*planned.distinct(), *counted}
    lacking = {pk: counted[pk].counted_at if pk in counted else None for pk in wanted - known.keys()}
    return known, UnknownFigures(lacking)


def occurrences(rows: Iterable[SoundTotal]) -> list[Occurrence]:
    """Returns counted sounds as the pages show them, in the order given."""
    return [_occurrence(row) for row in rows]


def _occurrence(row: SoundTotal) -> Occurrence:
    return Occurrence(
        row.item,
        row.title,
        row.priority,
        row.starts_at,
        row.ends_at,
        row.unit_id,
        row.slot,
        row.stands,
        Tally(row.planned, row.received, row.started, row.completed, row.ordered),
        row.goes_on,
        [(LikelyReason(why), clusters, names) for why, clusters, names in row.reasons],
    )


def _alike(row: CommuneFigures) -> list[Alike]:
    return [
        Alike(row.unit_id, Condition(condition), refused, missed, clusters, _moment(oldest), _moment(newest))
        for condition, refused, missed, clusters, oldest, newest in row.clusters
    ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _missed(row: CommuneFigures) -> MissedSounds | None:
    if row.missed_at is None:
        return None
    return MissedSounds(row.missed_clusters, row.missed_at, LikelyReason(row.missed_why), row.missed_reasons)
