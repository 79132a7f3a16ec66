"""The state of communes. One commune is read from its rows as they are now. Many communes are read as the
worker counted them last, because a province has more rows than a page may join for each reader."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from loa.desk.operations import standing
from loa.desk.operations.standing import CommuneStanding
from loa.fleet import queries as fleet
from loa.fleet.rules import REFUSED_COUNTS
from loa.kernel import clock
from loa.playlog import figures, today
from loa.playlog import missed as missing
from loa.playlog import queries as playlog
from loa.playlog.figures import UnknownFigures
from loa.playlog.missed import MissedSounds
from loa.playlog.queries import Occurrence
from loa.playlog.rules import LOOK_BACK


@dataclass(frozen=True)
class CountedState:
    """Each commune's clusters by state, what should have sounded and did not, and what sounds now."""

    standings: Mapping[int, CommuneStanding]
    missed: Mapping[int, MissedSounds]
    sounding: list[Occurrence]
    counted_at: datetime
    """When the oldest of these figures was counted."""
    unknown: UnknownFigures
    """The communes whose figures are not known."""
    silent: frozenset[UUID] = frozenset()
    """The clusters that should have sounded and did not. Only for a single commune."""

    @property
    def nothing(self) -> bool:
        """Returns whether the figures of no commune are known."""
        return bool(self.unknown) and all(not each.known for each in self.standings.values())

    @property
    def whole(self) -> CommuneStanding:
        """Returns all known communes as one."""
        return standing.total(self.standings.values())

    @property
    def silenced(self) -> dict[int, bool]:
        """Returns for each commune with clusters in use whether all of them report that they are silenced. A
        commune that is not known is False."""
        return {pk: each.silenced for pk, each in self.standings.items() if each.total or not each.known}


def of_one(unit_id: int) -> CountedState:
    """Returns one commune, from its rows."""
    now = clock.now()
    rows = missing_among([unit_id], LOOK_BACK)
    silent = frozenset(row.device_id for row, _why in rows)
    return CountedState(
        standings=standing.by_unit(fleet.alike([unit_id], silent, now - REFUSED_COUNTS)),
        missed=missing.by_unit(rows),
        sounding=today.sounding_now([unit_id]),
        counted_at=now,
        unknown=UnknownFigures({}),
        silent=silent,
    )


def missing_among(unit_ids: Collection[int], back: timedelta) -> missing.Missing:
    """Returns what should have sounded in the last `back` and did not, one row for each cluster, without what
    an act stopped."""
    return missing.faults(playlog.not_sounded(unit_ids, clock.now() - back))


def of_many(unit_ids: Collection[int]) -> CountedState:
    """Returns several communes, from the worker's figures."""
    counted, sounds = figures.of(unit_ids), figures.sounding_now(unit_ids)
    standings = dict(standing.by_unit(counted.alike))
    for pk, at in counted.unknown.communes.items():
        # A commune whose figures are too old is shown as unknown and not with old numbers.
        standings[pk] = CommuneStanding(counted_at=at, known=False)
    return CountedState(
        standings=standings,
        missed=counted.missed,
        sounding=sounds.found,
        counted_at=counted.counted_at or clock.now(),
        unknown=counted.unknown,
    )
