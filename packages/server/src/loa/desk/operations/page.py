"""The context of the control page ("the wall"). Each part is computed once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.desk import beyond, conditions, not_known, silenced_places
from loa.desk.operations import acts, drawing, standing
from loa.desk.operations.holds import holds
from loa.desk.operations.seen import CountedState, of_many, of_one
from loa.desk.operations.unsigned import left_out, overdue, unsigned
from loa.desk.silenced_places import SilencedPlace
from loa.dispatch import mute
from loa.dispatch.mute import Mute
from loa.dispatch.upcoming import UpcomingSounding, coming
from loa.fleet import queries as fleet
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.figures import number
from loa.kernel.roles import Capability
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Hamlet as Place
from loa.places.models import Unit
from loa.playlog.queries import Occurrence, Tally
from loa.playlog.rules import LOOK_BACK, SENTENCES, LikelyReason

AHEAD: Final = timedelta(hours=24)
"""How far ahead the page looks for soundings."""
MOST_MISSED: Final = 6
"""The largest number of units with missed soundings that the page lists."""
MOST_COMING: Final = 12
"""The largest number of upcoming soundings that the page lists."""


@dataclass(frozen=True)
class MissedUnit:
    """A unit with clusters that should have sounded and did not: how many, since when, and the likely reason.
    `others` is how many other reasons there are."""

    unit: Unit
    clusters: int
    total: int
    at: datetime
    reason: LikelyReason
    others: int

    @property
    def sentence(self) -> str:
        """Returns the likely reason in words."""
        return str(SENTENCES[self.reason])


@dataclass
class SoundingNow:
    """A title that sounds now, over all units that plan it."""

    title: str
    priority: str
    starts_at: datetime
    ends_at: datetime
    items: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The items by unit."""
    tally: Tally = field(default_factory=Tally)
    mutes: list[LikelyReason | None] = field(default_factory=list)
    """For each occurrence the reason why it is mute, or None."""
    stands: bool = False
    """Whether it is still planned somewhere. If not, it goes on where the withdrawal has not arrived yet."""

    @property
    def mute(self) -> str:
        """Returns why it sounds nowhere, in words, or an empty string if it sounds somewhere."""
        why = self.mutes[0] if self.mutes and all(self.mutes) else None
        return str(SENTENCES[why]) if why else ""

    @property
    def key(self) -> str:
        """Returns its name in a URL, from which the items by unit are found again."""
        return f"{int(self.starts_at.timestamp())}"


def worst_first(seen: CountedState, units: dict[int, Unit]) -> list[MissedUnit]:
    """Returns one line for each unit: those with the most clusters first, then those with the greatest
    share."""
    found = []
    for unit_id, one in seen.missed.items():
        if unit_id not in units:
            continue
        whole = seen.standings[unit_id].total if unit_id in seen.standings else 0
        total = max(whole, one.clusters)
        found.append(MissedUnit(units[unit_id], one.clusters, total, one.at, one.why, one.reasons - 1))
    return sorted(found, key=lambda one: (-one.clusters, -one.clusters / one.total, bytes(one.unit.sort_key)))


def sounding(occurrences: Iterable[Occurrence]) -> list[SoundingNow]:
    """Returns the occurrences grouped by begin, title and priority, the earliest first."""
    found: dict[tuple[datetime, str, str], SoundingNow] = {}
    for each in occurrences:
        key = (each.starts_at, each.title, each.priority)
        one = found.setdefault(key, SoundingNow(each.title, each.priority, each.starts_at, each.ends_at))
        one.items[each.unit_id].append(each.item)
        one.mutes.append(each.mute)
        one.stands = one.stands or each.stands
        one.tally.planned += each.tally.planned
        one.tally.started += each.tally.started
        one.tally.completed += each.tally.completed
        one.ends_at = max(one.ends_at, each.ends_at)
    return sorted(found.values(), key=lambda one: (one.starts_at, -one.tally.planned))


def sentence(
    name: str,
    seen: CountedState,
    standings: dict[int, standing.CommuneStanding],
    one: bool,
    silenced: SilencedPlace | None,
    now: datetime,
    unsaid: int = 0,
) -> str:
    """Returns for example "Thanh Hóa: 149 xã, phường ổn, 5 nơi cần xem ngay. Chưa rõ ở 3 xã, phường".

    `unsaid`: how many clusters of one commune are ordered to be silent and have not reported it.
    """
    whole = seen.whole
    if told := beyond.communes():
        return f"{name}: {_lower(told)}"
    if not whole.total and not seen.unknown:
        return _("%(name)s: chưa có cụm loa nào đang dùng") % {"name": name}
    if silenced is not None and silenced.whole:
        return f"{name}: {_lower(silenced.first(now))}"
    if seen.nothing:
        first = f"{name}: {_lower(not_known.everywhere(seen.unknown, now))}"
        return f"{first}. {silenced.some}" if silenced and silenced.some else first
    if one:
        return _of_one(name, whole, unsaid)
    # Silenced communes have a sentence of their own, so `well` leaves them out.
    quiet = silenced.units if silenced else frozenset()
    used = [each for each in standings.values() if each.total]
    urgent = sum(1 for each in used if each.state in standing.URGENT)
    heard = [each for pk, each in standings.items() if each.total and pk not in quiet]
    well = sum(1 for each in heard if each.state in ("alive", "off"))
    said = _("%(name)s: %(well)s xã, phường ổn, %(urgent)s nơi cần xem ngay")
    if not urgent and not seen.unknown:
        said = _("%(name)s: %(well)s xã, phường ổn, không nơi nào cần xem ngay")
    first = said % {"name": name, "well": well, "urgent": urgent}
    more = [silenced.some if silenced else "", not_known.where(seen.unknown)]
    return ". ".join((first, " ".join(each for each in more if each))) if any(more) else first


def _of_one(name: str, whole: standing.CommuneStanding, unsaid: int) -> str:
    """Returns the sentence of one commune with clusters in use."""
    off, bad = whole.states["off"], whole.total - whole.alive
    told = {"name": name, "total": whole.total, "alive": whole.alive, "bad": bad, "off": off}
    if bad:
        said = _("%(name)s: %(alive)s/%(total)s cụm sống, %(bad)s cụm cần xem") % told
    elif off:
        heard = whole.total - off - unsaid
        said = _("%(name)s: %(heard)s/%(total)s cụm sẵn sàng, %(off)s cụm đang tắt tiếng") % {
            **told,
            "heard": heard,
        }
    elif unsaid:
        said = _("%(name)s: %(heard)s/%(total)s cụm sẵn sàng") % {**told, "heard": whole.total - unsaid}
    else:
        alive = ngettext("%(n)s cụm sống", "cả %(n)s cụm đều sống", whole.total) % {"n": number(whole.total)}
        said = f"{name}: {alive}"
    if not unsaid:
        return said
    more = ngettext(
        "%(n)s cụm đã ra lệnh tắt tiếng, máy chưa báo", "%(n)s cụm đã ra lệnh tắt tiếng, máy chưa báo", unsaid
    )
    return f"{said}, {more % {'n': unsaid}}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def legend(standings: Iterable[standing.CommuneStanding]) -> list[tuple[str, str, str]]:
    """Returns (state, how many communes, what it means), in the order of `desk.states.STATES`."""
    counts: dict[str, int] = defaultdict(int)
    for each in standings:
        counts[each.state] += 1
    order = ("alive", "stale", "silent", "refused", "off", "unknown")
    return [(state, str(counts[state]), str(standing.SAID[state])) for state in order]


def communes(unit_ids: Collection[int]) -> list[Unit]:
    """Returns the current communes among these units, in Vietnamese order."""
    return list(places.units().filter(pk__in=unit_ids, kind="commune"))


@dataclass(frozen=True)
class Hamlet:
    """The clusters of one hamlet. `name` is empty for those of the whole commune."""

    name: str
    clusters: list[tuple[fleet.DeviceState, str, str]]


def hamlets(clusters: Iterable[fleet.DeviceState], missed: Collection[UUID], orders: Mute) -> list[Hamlet]:
    """Returns a commune's clusters by hamlet in Vietnamese order, each with its state and its condition in
    words."""
    now = clock.now()
    groups: dict[Place | None, list[tuple[fleet.DeviceState, str, str]]] = defaultdict(list)
    for each in clusters:
        ordered = orders.of_device(each.device) is not None
        state = conditions.state(each, now, ordered=ordered, missed=each.device.id in missed)
        groups[each.device.hamlet].append((each, state, conditions.badge(each, state, ordered=ordered)))
    for group in groups.values():
        group.sort(key=lambda one: standing.WORST_FIRST.index(one[1]))
    return [Hamlet(str(place) if place else "", group) for place, group in groups.items()]


def wall(units: Sequence[Unit], unit_ids: Collection[int], chosen: Unit | None, who: Actor) -> dict[str, Any]:
    """Returns the context: of one commune if one is `chosen`, else of all `units`."""
    now = clock.now()
    ids = [chosen.pk] if chosen else list(unit_ids)
    shown = [chosen] if chosen else list(units)
    seen = of_one(chosen.pk) if chosen else of_many(ids)
    by_id = {each.pk: each for each in shown}
    lines = worst_first(seen, by_id)
    everywhere = {each.pk: seen.standings.get(each.pk) or standing.CommuneStanding() for each in shown}
    province = places.province()
    name = chosen.name if chosen else province.name if province else ""
    muted = mute.standing(ids)
    ahead: list[UpcomingSounding] = coming(ids, now, now + AHEAD, muted)
    top = chosen or province
    silenced = silenced_places.of(top, muted, seen.silenced) if top else None
    clusters = fleet.shown([chosen.pk]) if chosen else []
    unsaid = sum(conditions.is_unsaid(each, muted.of_device(each.device) is not None) for each in clusters)
    return {
        "now": now,
        "chosen": chosen,
        "province": province,
        "seen": seen,
        "sentence": sentence(name, seen, everywhere, chosen is not None, silenced, now, unsaid),
        "whole": seen.whole,
        "drawing": None if chosen else drawing.draw(shown, everywhere, now),
        "hamlets": hamlets(clusters, seen.silent, muted),
        "legend": legend(each for each in everywhere.values() if each.state != "none"),
        "bare": sum(1 for each in everywhere.values() if each.state == "none"),
        "communes": [] if chosen else [(each, everywhere[each.pk]) for each in shown],
        "missed": lines[:MOST_MISSED],
        "missed_clusters": sum(each.clusters for each in seen.missed.values()),
        "missed_units": len(lines),
        "since": seen.counted_at - LOOK_BACK,
        "holds": holds(who),
        "unsigned": unsigned(ids, who),
        "overdue": overdue(ids),
        "left_out": left_out(ids),
        "sounding": sounding(seen.sounding),
        "coming": ahead[:MOST_COMING],
        "coming_more": len(ahead) - MOST_COMING,
        "silences": acts.silences(places.with_all_above(ids), who),
        "acts": acts.recent(ids, now - timedelta(days=1)),
        "may_silence": acts.operates(who),
        "may_silence_all": province is not None and rights.may(who, Capability.SILENCE, province.pk),
        "may_stop": rights.at_a_unit(who, Capability.STOP),
    }
