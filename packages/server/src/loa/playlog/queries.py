"""Queries of the pages about the play log. Everything is compared with the plan and has its age."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from loa_protocol.messages.common import ClockQuality

from loa.dispatch.models import PlannedItem
from loa.kernel import clock
from loa.newsroom.models import Approval
from loa.playlog import outcomes, planned_sql
from loa.playlog.models import Batch, Chain, DayTotal, Gap, PlayRecord
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.planned_sql import PlannedSound, SoundFilter
from loa.playlog.rules import APART, ORDERED, LikelyReason, broken

# A record's `received_at` is the start of its transaction. Records that were not committed yet when their day
# was counted began their transaction in the hour before, so that hour is looked at again.
_TO_COUNT: Final = """
select unit_id, date from dispatch_planday where date in (%(today)s, %(today)s - 1)
union
(
  select unit_id, day from playlog_daytotal where not by_sound and planned > 0
  order by day desc limit %(at_once)s
)
union
select unit_id, day from playlog_playrecord
where planned_at is not null and day < %(today)s - 1
  and received_at > (select max(counted_at) from playlog_daytotal) - interval '1 hour'
"""
AT_ONCE: Final = 2000
"""How many days of communes are counted again each hour, of those that were counted before sounds were
counted one by one."""
CLOCK_BACK: Final = 90
"""How many days back records with an untrusted clock are looked for. Such a clock starts from the time that
the box last believed, or from 1970."""
EPOCH: Final = date(1970, 1, 1)
MOST_NAMES: Final = 12
"""How many names of clusters are listed for one reason."""
SOUNDING: Final = ("started", "resumed")
"""The kinds of record after which a sound is going on."""
GRACE: Final = timedelta(minutes=2)
"""A sound that ended less than this ago is not called missing yet: its record may be on its way."""


@dataclass
class Tally:
    """On how many clusters a sound was planned, received, started and completed; which did not complete it,
    and why."""

    planned: int = 0
    received: int = 0
    started: int = 0
    completed: int = 0
    ordered: int = 0
    """Clusters that were silent, in whole or in part, because of an act. That is no fault."""
    rest: list[tuple[OutcomeRow, LikelyReason]] = field(default_factory=list)

    @classmethod
    def of(cls, clusters: int, unfinished: Sequence[OutcomeRow], now: datetime) -> "Tally":
        """Returns the tally of a sound planned on so many clusters, of which all but `unfinished` completed
        it."""
        done = clusters - len(unfinished)
        reasons = [(row, reason) for row in unfinished if (reason := row.why(now)) is not None]
        return cls(
            clusters,
            done + sum(row.received for row in unfinished),
            done + sum(row.known.started for row in unfinished),
            done,
            sum(reason in ORDERED for _row, reason in reasons),
            reasons,
        )


@dataclass
class Occurrence:
    """One planned sounding of a bulletin, on all clusters."""

    item: str
    title: str
    priority: str
    starts_at: datetime
    ends_at: datetime
    unit_id: int
    slot: UUID
    stands: bool = True
    """It is still planned. Otherwise it only sounded, before it was withdrawn or moved."""
    tally: Tally = field(default_factory=Tally)
    goes_on: bool = False
    """The last report of some cluster about it is that it sounds."""
    reasons: list[tuple[LikelyReason, int, list[str]]] = field(default_factory=list)
    """(likely reason, how many clusters, the first names), without clusters from which a record may still
    come."""
    mute: LikelyReason | None = None
    """Why it sounds nowhere now although it is planned for now, by the rows of the server (see
    `today.mark_mute`)."""


def of_bulletin(unit_id: int, bulletin_id: int) -> list[Occurrence]:
    """Returns each time a bulletin sounded or will sound, with clusters reached and not, the latest planned
    first."""
    wanted = planned_sql.of_approvals([unit_id], _approvals(unit_id, bulletin_id))
    return list(reversed(occurrences(wanted))) if wanted else []


def of_bulletin_lately(unit_id: int, bulletin_id: int, past: int, ahead: int) -> list[Occurrence]:
    """Returns at least the last `past` occurrences of a bulletin that are over and the next `ahead`, or all
    if there are fewer; the latest planned first.

    A bulletin may sound each day of a year, and a page shows a dozen occurrences, so the records of other
    days are not read.
    """
    approvals = _approvals(unit_id, bulletin_id)
    days = planned_sql.days_of_approvals([unit_id], approvals)
    today = clock.today()
    begun = [each for each in days if each <= today][-past - 1 :]  # one day more: today's may not be over
    near = begun + [each for each in days if each > today][:ahead]
    wanted = planned_sql.of_approvals([unit_id], approvals, near)
    if wanted is None:
        return []
    found, now = list(reversed(occurrences(wanted))), clock.now()
    coming = sum(each.ends_at > now for each in found)
    # A day may have no occurrences any more: all were moved or withdrawn before they sounded. If too few
    # are found for that reason, all days are read.
    whole_past = near[0] == days[0] or len(found) - coming >= past
    whole_future = near[-1] == days[-1] or coming >= ahead
    return found if whole_past and whole_future else of_bulletin(unit_id, bulletin_id)


def _approvals(unit_id: int, bulletin_id: int) -> list[UUID]:
    found = Approval.objects.filter(unit_id=unit_id, bulletin_id=bulletin_id)
    return list(found.values_list("id", flat=True))


def total(occurrences: Iterable[Occurrence]) -> Tally:
    """Returns several occurrences as one tally (without the unfinished rows)."""
    made = Tally()
    for each in occurrences:
        made.planned += each.tally.planned
        made.received += each.tally.received
        made.started += each.tally.started
        made.completed += each.tally.completed
        made.ordered += each.tally.ordered
    return made


def not_sounded(unit_ids: Collection[int], since: datetime) -> list[tuple[OutcomeRow, LikelyReason]]:
    """Returns what should have sounded since a moment and was not completed, the oldest contact first."""
    now = clock.now()
    rows = outcomes.unfinished(planned_sql.between(unit_ids, since, now - GRACE))
    return silent(((row, reason) for row in rows if (reason := row.why(now)) is not None), since, now)


def silent(
    rest: Iterable[tuple[OutcomeRow, LikelyReason]], since: datetime, now: datetime
) -> list[tuple[OutcomeRow, LikelyReason]]:
    """Returns of the uncompleted sounds those that ended since a moment and from which no record may still
    come.

    The oldest contact comes first, and clusters never seen before all others.
    """
    found = [
        (row, reason)
        for row, reason in rest
        if since < row.ends_at <= now - GRACE and reason is not LikelyReason.WAITING
    ]
    # False sorts before True: never seen comes first.
    return sorted(found, key=lambda one: (one[0].known.seen_at is not None, one[0].known.seen_at or now))


def went_out(unit_ids: Collection[int], day: date) -> list[Occurrence]:
    """Returns what was planned on a local day up to now, with its tally, and what sounded but is not planned
    any more."""
    begin, end = clock.day_bounds(day)
    return of_day(occurrences(planned_sql.between(unit_ids, begin, min(clock.now(), end))), day, clock.now())


def of_day(found: Iterable[Occurrence], day: date, before: datetime) -> list[Occurrence]:
    """Returns the occurrences that touch a local day and begin before a moment."""
    begin, end = clock.day_bounds(day)
    return [each for each in found if each.ends_at > begin and each.starts_at < min(before, end)]


def of_device(unit_id: int, device_id: UUID) -> list[tuple[OutcomeRow, LikelyReason | None]]:
    """Returns a cluster's last two days and the rest of today, newest first."""
    now = clock.now()
    rows = outcomes.of_device(unit_id, device_id)
    return [(row, row.why(now)) for row in reversed(rows)]


def records(unit_id: int, device_id: UUID, since: date) -> QuerySet[PlayRecord]:
    """Returns what a cluster itself reported from a local day on, newest first by its own numbers.

    Also what it reported since then under a wrong day of its own, while its clock was not trusted.
    """
    days = [since - timedelta(days=n) for n in range(1, CLOCK_BACK)]
    begin, _end = clock.day_bounds(since)
    right = Q(day__gte=since)
    wrong = Q(day__in=[*days, EPOCH], clock=ClockQuality.NONE.value, received_at__gte=begin)
    found = PlayRecord.objects.filter(right | wrong, unit_id=unit_id, device_id=device_id)
    return found.order_by("-number")


def titles(unit_id: int, items: Collection[str]) -> dict[str, str]:
    """Returns the titles of these items in any plan there ever was."""
    # Ordered by id, so that the newest title of an item wins.
    found = PlannedItem.objects.filter(unit_id=unit_id, item__in=items, date__in=_days(items)).order_by("id")
    return dict(found.values_list("item", "title"))


def _days(items: Iterable[str]) -> set[date]:
    """Returns the local days in the names of items (`<slot>@<date>`). The table has no index of names."""
    found = set()
    for each in items:
        with suppress(ValueError):
            found.add(date.fromisoformat(each.rpartition("@")[2]))
    return found


@dataclass(frozen=True)
class Mark:
    """A break in a box's numbering: its kind in words, the first and last number, and when it was found.

    `earlier`: the break is in the numbering of an earlier key of this cluster.
    """

    kind: str
    first: int
    last: int
    found_at: datetime
    earlier: bool


def marks(unit_id: int, device_id: UUID, since: datetime) -> list[Mark]:
    """Returns the breaks in a cluster's numbering found since a moment, newest first. Closed ones, whose
    records came later, are left out."""
    batch = Batch.objects.filter(sha256=OuterRef("batch_sha256")).values("last")
    found = Gap.objects.filter(unit_id=unit_id, device_id=device_id, found_at__gte=since, closed_at=None)
    newest = Chain.objects.filter(device_id=device_id).aggregate(base=Max("base"))["base"] or 0
    return [
        Mark(
            one.get_kind_display(),
            *broken(one.kind, one.after, one.before, one.upto or one.before % APART),
            one.found_at,
            one.before < newest,
        )
        for one in found.annotate(upto=Subquery(batch)).order_by("-id")
    ]


def days_to_count(today: date) -> list[tuple[int, date]]:
    """Returns (commune, local day) for the hourly count.

    These are today and yesterday wherever something is planned, every earlier day of which a record came
    since figures were last counted (a cluster may be without network for a week), and the newest of those
    days whose sounds have not been counted one by one yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TO_COUNT, {"today": today, "at_once": AT_ONCE})
        return list(cursor.fetchall())


def day_totals(unit_ids: Collection[int], first: date, last: date) -> QuerySet[DayTotal]:
    """Returns the figures by commune and day that the hourly job counted."""
    return DayTotal.objects.filter(unit_id__in=unit_ids, day__gte=first, day__lte=last).order_by(
        "day", "unit"
    )


def occurrences(wanted: SoundFilter) -> list[Occurrence]:
    """Returns each planned sound with its tally, earliest first."""
    now = clock.now()
    return [_occurrence(each, unfinished, now) for each, unfinished in outcomes.sounds(wanted)]


def _occurrence(sound: PlannedSound, unfinished: Sequence[OutcomeRow], now: datetime) -> Occurrence:
    """Returns a planned sound with its tally and the reasons for what is missing."""
    tally = Tally.of(sound.clusters, unfinished, now)
    why = by_reason((row, reason) for row, reason in tally.rest if reason is not LikelyReason.WAITING)
    return Occurrence(
        sound.item,
        sound.title,
        sound.priority,
        sound.starts_at,
        sound.ends_at,
        sound.unit_id,
        sound.slot,
        sound.stands,
        tally,
        any(row.known.last_kind in SOUNDING for row, _reason in tally.rest),
        [(reason, len(rows), [row.device for row in rows[:MOST_NAMES]]) for reason, rows in why.items()],
    )


def by_reason(missed: Iterable[tuple[OutcomeRow, LikelyReason]]) -> dict[LikelyReason, list[OutcomeRow]]:
    """Returns rows grouped by their likely reason, the most frequent first."""
    groups: dict[LikelyReason, list[OutcomeRow]] = defaultdict(list)
    for row, reason in missed:
        groups[reason].append(row)
    return dict(sorted(groups.items(), key=lambda one: -len(one[1])))
