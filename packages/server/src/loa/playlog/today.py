"""What sounds at this moment, and what the day brought so far."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from loa_protocol.verdict import SoundVerdict

from loa.dispatch import sounding
from loa.kernel import clock
from loa.playlog import planned_sql
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.queries import Occurrence, occurrences, of_day, silent
from loa.playlog.rules import OF_REASON, LikelyReason


def sounding_now(unit_ids: Collection[int]) -> list[Occurrence]:
    """Returns what is planned to sound now, with the clusters that reported it, and what was withdrawn while
    a cluster sounds it, until that cluster reports that it stopped."""
    now = clock.now()
    return _going_on(occurrences(planned_sql.between(unit_ids, now, now + timedelta(seconds=1))), now)


def _going_on(planned_now: Iterable[Occurrence], now: datetime) -> list[Occurrence]:
    """Returns of what was or is planned for now what stands or goes on, with why it is mute if it is."""
    found = [each for each in planned_now if each.stands or each.goes_on]
    mark_mute(found, now)
    return found


def mark_mute(found: Collection[Occurrence], now: datetime) -> None:
    """Sets on what is planned for `now` why no cluster should sound it, where that is so.

    It uses the verdict that the clusters themselves reach, of each plan of their units.
    """
    current = [each for each in found if each.starts_at <= now < each.ends_at]
    units = {each.unit_id for each in current}
    sounds: set[str] = set()
    mute: dict[str, LikelyReason] = {}
    for verdict in sounding.of_plans(units, now).values() if units else ():
        if isinstance(verdict, SoundVerdict):
            sounds.add(verdict.stretch.item.id)
        elif verdict.stretch is not None:
            mute.setdefault(verdict.stretch.item.id, OF_REASON[verdict.why])
    for each in current:
        each.mute = None if each.item in sounds else mute.get(each.item)


@dataclass(frozen=True)
class SoFar:
    """What was planned on a local day up to now, as `queries.went_out` returns it; what did not sound since a
    moment, as `queries.not_sounded`; and what sounds now, as `sounding_now`."""

    went_out: list[Occurrence]
    silent: list[tuple[OutcomeRow, LikelyReason]]
    sounding: list[Occurrence]


def so_far(unit_ids: Collection[int], since: datetime) -> SoFar:
    """Returns today in these units, from one query. `since` (UTC) is where what did not sound begins."""
    now = clock.now()
    today = clock.today()
    begin, _end = clock.day_bounds(today)
    found = occurrences(planned_sql.between(unit_ids, min(begin, since), now + timedelta(seconds=1)))
    rest = (pair for each in found for pair in each.tally.rest)
    ends: dict[str, datetime] = {}
    for each in found:
        ends[each.item] = max(each.ends_at, ends.get(each.item, each.ends_at))
    sounds = [each for each in found if ends[each.item] > now]
    return SoFar(of_day(found, today, now), silent(rest, since, now), _going_on(sounds, now))
