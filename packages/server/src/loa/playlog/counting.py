"""Counts what pages over many communes show, in the worker: each commune at this minute (`CommuneFigures`),
what stayed silent there (`SilentSound`), its days by sound (`SoundTotal`), and whole days (`DayTotal`).

Two counts of one commune at the same time run one after the other. Nothing that the intake of records writes
is locked.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from loa.fleet import queries as fleet
from loa.fleet.queries import Alike
from loa.fleet.rules import REFUSED_COUNTS
from loa.kernel import bulk_insert, clock
from loa.places import queries as places
from loa.playlog import missed, planned_sql, queries
from loa.playlog.missed import Missing
from loa.playlog.models import CommuneFigures, DayTotal, SilentSound, SoundTotal
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.queries import Occurrence
from loa.playlog.rules import COUNTED_AHEAD, LOOK_BACK, LikelyReason, still_counted, without_a_break

AT_ONCE: Final = 40
"""How many communes are counted in one query, so that a province's rows need not be in memory together."""
_FIGURES: Final = (
    "counted_at", "since", "clusters", "missed_clusters", "missed_at", "missed_why", "missed_reasons",
)  # fmt: skip
_SOUND: Final = (
    "item", "slot", "title", "priority", "starts_at", "ends_at", "stands", "goes_on",
    "planned", "received", "started", "completed", "ordered", "reasons",
)  # fmt: skip
_SILENT: Final = ("unit_id", "device_id", "name", "title", "starts_at", "why", "seen_at")


def every_commune() -> None:
    """Counts all present communes, and all units that have clusters or were counted before, as they are
    now."""
    standing = places.units().filter(kind="commune").values_list("pk", flat=True)
    counted = CommuneFigures.objects.values_list("pk", flat=True)
    units = sorted({*standing, *counted, *fleet.units()})
    for first in range(0, len(units), AT_ONCE):
        communes(units[first : first + AT_ONCE])


@transaction.atomic
def communes(unit_ids: Collection[int]) -> None:
    """Counts the figures of these communes, and their sounds of today and of a day that has just ended."""
    before = _one_after_another(unit_ids)
    now = clock.now()
    days, since = still_counted(now), now - LOOK_BACK
    begin = min(clock.day_bounds(days[0])[0], since)
    done = queries.occurrences(planned_sql.between(unit_ids, begin, now + COUNTED_AHEAD))
    for day in days:
        _write_sounds(unit_ids, day, queries.of_day(done, day, now + COUNTED_AHEAD))
    rest = (pair for each in done for pair in each.tally.rest)
    silent = missed.faults(queries.silent(rest, since, now))
    alike = fleet.alike(unit_ids, {row.device_id for row, _why in silent}, now - REFUSED_COUNTS)
    listened = [without_a_break(*before[unit_id], now) for unit_id in sorted(unit_ids)]
    _write_figures(unit_ids, now, listened, alike, missed.by_unit(silent))
    _write_silent(unit_ids, silent)


@transaction.atomic
def day(unit_id: int, day: date) -> DayTotal:
    """Counts a commune's local day up to now with its sounds, and returns the row of the day."""
    _one_after_another([unit_id])
    now = clock.now()
    begin, end = clock.day_bounds(day)
    wanted = planned_sql.between([unit_id], begin, min(now + COUNTED_AHEAD, end))
    sounds = queries.of_day(queries.occurrences(wanted), day, now + COUNTED_AHEAD)
    _write_sounds([unit_id], day, sounds)
    done = queries.of_day(sounds, day, now)
    whole = queries.total(done)
    figures = {
        "devices": planned_sql.clusters(wanted) if done else 0,
        "planned": whole.planned,
        "started": whole.started,
        "completed": whole.completed,
        "sounded_ms": sum(
            int((each.ends_at - each.starts_at) / timedelta(milliseconds=1)) * each.tally.completed
            for each in done
        ),
        "counted_at": now,
        "by_sound": True,
    }
    made, _new = DayTotal.objects.update_or_create(day=day, unit_id=unit_id, defaults=figures)
    return made


def _one_after_another(unit_ids: Collection[int]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """Locks these communes for counting until the transaction ends. A transaction that waited reads what was
    written. Returns for each since when it was counted without a break, and when it was last counted."""
    # Makes missing rows first: a row that is not there cannot be locked. The order prevents deadlocks.
    bulk_insert.insert(CommuneFigures, {"unit": sorted(unit_ids)})
    held = CommuneFigures.objects.select_for_update().filter(unit__in=unit_ids).order_by("unit")
    return {unit_id: (since, at) for unit_id, since, at in held.values_list("unit", "since", "counted_at")}


def _write_figures(
    unit_ids: Collection[int],
    now: datetime,
    listened: Sequence[datetime],
    alike: Iterable[Alike],
    silent: dict[int, missed.MissedSounds],
) -> None:
    """Writes the row of figures of each of these communes."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for each in alike:
        ages = (moment and moment.isoformat() for moment in (each.oldest, each.newest))
        groups[each.unit_id].append([each.condition, each.refused, each.missed, each.clusters, *ages])
    ids = sorted(unit_ids)
    lines = [silent.get(unit_id) for unit_id in ids]
    bulk_insert.insert(
        CommuneFigures,
        {
            "unit": ids,
            "counted_at": [now] * len(ids),
            "since": listened,
            "clusters": [json.dumps(groups[unit_id]) for unit_id in ids],
            "missed_clusters": [one.clusters if one else 0 for one in lines],
            "missed_at": [one.at if one else None for one in lines],
            "missed_why": [one.why.value if one else "" for one in lines],
            "missed_reasons": [one.reasons if one else 0 for one in lines],
        },
        update=_FIGURES,
    )


def _write_silent(unit_ids: Collection[int], silent: Missing) -> None:
    """Writes only the silent sounds that changed, as `_write_sounds` does."""
    there = SilentSound.objects.filter(unit__in=unit_ids)
    old = {row[1:]: row[0] for row in there.values_list("id", *_SILENT)}
    new = {_silent(row, why) for row, why in silent}
    there.filter(pk__in=[pk for row, pk in old.items() if row not in new]).delete()
    added = sorted(new - old.keys(), key=lambda row: (row[0], row[1]))
    if added:
        names = [name.removesuffix("_id") for name in _SILENT]
        bulk_insert.insert(SilentSound, dict(zip(names, zip(*added, strict=True), strict=True)))


def _silent(row: OutcomeRow, why: LikelyReason) -> tuple[Any, ...]:
    """Returns the columns of a silent sound, as `_SILENT` names them."""
    known = row.known
    return row.unit_id, row.device_id, row.device, row.title, row.starts_at, why.value, known.seen_at


def _write_sounds(unit_ids: Collection[int], day: date, done: Iterable[Occurrence]) -> None:
    """Writes only the sounds that changed: in most minutes these are few."""
    there = SoundTotal.objects.filter(day=day, unit_id__in=unit_ids)
    old = {(row[0], row[1]): row[2:] for row in there.values_list("unit_id", "number", *_SOUND)}
    new = {key: _sound(each) for key, each in _numbered(done)}
    for unit_id, number in old.keys() - new.keys():
        there.filter(unit_id=unit_id, number=number).delete()
    changed = [(*key, *row) for key, row in new.items() if old.get(key) != row]
    columns = dict(zip(("unit", "number", *_SOUND), zip(*changed, strict=True), strict=False))
    if changed:
        columns["reasons"] = tuple(json.dumps(each, ensure_ascii=False) for each in columns["reasons"])
        bulk_insert.insert(SoundTotal, {"day": [day] * len(changed), **columns}, update=_SOUND)


def _numbered(done: Iterable[Occurrence]) -> Iterator[tuple[tuple[int, int], Occurrence]]:
    """Yields each occurrence with its commune and its place among the commune's occurrences."""
    counts: dict[int, int] = defaultdict(int)
    for each in done:
        yield (each.unit_id, counts[each.unit_id]), each
        counts[each.unit_id] += 1


def _sound(one: Occurrence) -> Sequence[object]:
    """Returns the columns of an occurrence, as `_SOUND` names them."""
    tally = one.tally
    reasons = [[why.value, clusters, names] for why, clusters, names in one.reasons]
    return (
        one.item, one.slot, one.title, one.priority, one.starts_at, one.ends_at, one.stands, one.goes_on,
        tally.planned, tally.received, tally.started, tally.completed, tally.ordered, reasons,
    )  # fmt: skip
