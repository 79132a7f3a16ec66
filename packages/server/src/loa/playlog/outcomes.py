"""Compares plan and records, with one row for each sound and cluster. Every page of the play log is made of
it."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from loa.dispatch.holding import HOLDS
from loa.kernel import clock
from loa.playlog import planned_sql
from loa.playlog.planned_sql import SOUNDS, PlannedSound, SoundFilter
from loa.playlog.rules import Evidence, LikelyReason, why

_ALL: Final = """
, held_against as materialized (
  select i.*, p.device_id, p.hamlet_id, p.plan_id, p.stands from planned p join items i using (key)
)
"""
# Completed sounds are most of a province's rows; they are counted, not listed.
_UNFINISHED: Final = _ALL.replace("(key)", "(key) where not p.completed")
# The last record about a sound decides (PROTOCOL.md). For one that ended with a part lost, the cuts before it
# say what took that part, so all cuts are read too.
_ROWS: Final = """
select p.unit_id, p.item, p.slot, p.sound, p.title, p.approval, p.priority, p.starts_at, p.ends_at,
  p.device_id, d.name, p.hamlet_id, p.plan_id, p.stands, r.started_at, r.placed_at, coalesce(r.number, 0),
  coalesce(r.started, false), coalesce(r.completed, false), coalesce(r.kind, ''), coalesce(r.code, ''),
  coalesce(r.cuts, array[]::varchar[]), h.seen_at, coalesce(h.connected, false), coalesce(h.clock, ''),
  coalesce(h.silenced, false), coalesce(h.disk_full, false), h.refused_at,
  HOLDS
from held_against p
join fleet_device d on d.id = p.device_id
join dispatch_plan w on w.plan_id = p.plan_id
left join fleet_health h on h.device_id = p.device_id
left join lateral (
  select bool_or(c.kind in ('started', 'resumed')) as started, bool_or(c.kind = 'completed') as completed,
    (array_agg(c.kind order by c.number desc))[1] as kind,
    (array_agg(c.code order by c.number desc))[1] as code, max(c.number) as number,
    array_agg(c.code order by c.number) filter (where c.kind = 'cut') as cuts,
    min(c.happened_at) filter (where c.kind in ('started', 'resumed')) as started_at,
    min(c.planned_at) filter (where c.kind in ('started', 'resumed')) as placed_at
  from playlog_playrecord c
  where c.device_id = p.device_id and {of_planned} and c.unit_id = any(%(units)s)
    and c.day between %(first)s and %(last)s
) r on true
""".replace("HOLDS", HOLDS)
_IN_ORDER: Final = "order by p.starts_at, p.item, p.sound, d.name"
_REST: Final = ", rest as ("
_REST_BY_SOUND: Final = """
) select s.*, t.* from sounds s left join rest t
  on t.item = s.item and t.sound = s.sound and t.title = s.title and t.starts_at = s.starts_at
  and t.ends_at = s.ends_at and t.priority = s.priority
order by s.starts_at, s.item, s.sound, t.name
"""
_OF_SOUND: Final = len(fields(PlannedSound))
"""How many columns a sound has. The columns of a row follow; they are null where all clusters completed the
sound."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One sound on one cluster."""

    unit_id: int
    item: str
    slot: UUID
    sound: int
    title: str
    approval: UUID | None
    priority: str
    starts_at: datetime
    ends_at: datetime
    device_id: UUID
    device: str
    hamlet_id: int | None
    plan_id: str
    stands: bool
    """A plan still lists it. Otherwise it only sounded, before it was withdrawn or moved."""
    started_at: datetime | None
    placed_at: datetime | None
    """When the rule had placed it when it began: later than the slot's time if it came after a priority
    item."""
    number: int
    """The number of the cluster's last record about it; 0: none."""
    known: Evidence

    @property
    def received(self) -> bool:
        """Whether the cluster holds all that the sound needs, or held it when it sounded."""
        return self.known.started or self.known.completed or self.known.held

    def why(self, now: datetime) -> LikelyReason | None:
        """Returns the likely reason why it was not heard to its end, or None when it was."""
        return why(self.known, now)


_OF_ROW: Final = len(fields(OutcomeRow)) - 1
"""How many columns a row has before those of its evidence."""


def unfinished(wanted: SoundFilter) -> list[OutcomeRow]:
    """Returns what was not completed on a cluster, earliest first."""
    return [_row(row) for row in wanted.ask(_UNFINISHED + _ROWS + _IN_ORDER)]


def sounds(wanted: SoundFilter) -> list[tuple[PlannedSound, list[OutcomeRow]]]:
    """Returns each planned sound with the clusters that did not complete it, earliest first.

    It is one query, so that a province's day is joined only once.
    """
    found: list[tuple[PlannedSound, list[OutcomeRow]]] = []
    for row in wanted.ask(_UNFINISHED + SOUNDS + _REST + _ROWS + _REST_BY_SOUND):
        sound = PlannedSound(*row[:_OF_SOUND])
        if not found or found[-1][0] != sound:
            found.append((sound, []))
        if row[_OF_SOUND] is not None:
            found[-1][1].append(_row(row[_OF_SOUND:]))
    return found


def of_device(unit_id: int, device_id: UUID, days: int = 2) -> list[OutcomeRow]:
    """Returns all that one cluster had to sound in the last days and has still to sound today, earliest
    first."""
    now = clock.now()
    wanted = planned_sql.of_device(unit_id, device_id, now - timedelta(days=days), now + timedelta(days=1))
    return [_row(row) for row in wanted.ask(_ALL + _ROWS + _IN_ORDER)]


def _row(row: tuple[Any, ...]) -> OutcomeRow:
    # Column 8 is `ends_at`, which the evidence needs too.
    ends_at, sound, known = row[8], row[:_OF_ROW], row[_OF_ROW:]
    return OutcomeRow(*(*sound, Evidence(ends_at, *known)))
