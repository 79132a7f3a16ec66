"""The context of the home page of one commune. Each part is computed once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from loa_protocol import timing

from loa.airtime import queries as airtime
from loa.airtime import sentences
from loa.airtime.queries import HeardItem
from loa.airtime.rules import Commune
from loa.desk import conditions, not_known, silenced_places, turns
from loa.desk.home import sentence
from loa.desk.operations.page import sounding
from loa.desk.silenced_places import SilencedPlace
from loa.desk.turns import Turns
from loa.dispatch import mute
from loa.dispatch.mute import Mute
from loa.fleet import queries as fleet
from loa.fleet.queries import DeviceState
from loa.fleet.rules import IDLE, UNHEARD, Condition, counted
from loa.kernel import clock
from loa.kernel.figures import number
from loa.newsroom import queries as newsroom
from loa.newsroom.models import Bulletin
from loa.places.models import Unit
from loa.places.queries import hamlets
from loa.playlog import figures
from loa.playlog import missed as missing
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.queries import Occurrence
from loa.playlog.rules import SENTENCES, LikelyReason
from loa.playlog.today import so_far

HOURS = 24
"""How many hours ahead the page shows, and how many hours back it looks for missed soundings."""
ALIVE = (Condition.SOUNDING, Condition.READY)
"""The conditions of clusters that are counted as working."""
TROUBLED = (Condition.SILENT, Condition.FAULT, Condition.NEVER)
"""The conditions of clusters that need a look."""


@dataclass(frozen=True)
class Bar:
    """One bar of the strip. `left` and `width` are in percent of the strip's width; `kind` is its CSS
    class."""

    left: float
    width: float
    kind: str


@dataclass(frozen=True)
class UpcomingLine:
    """One line of the list under the strip. The page shows `text`, the bulletin's text, when the reader opens
    the line."""

    at: str
    day: str
    title: str
    length_s: float
    priority: bool
    text: str
    code: str


@dataclass(frozen=True)
class SilentCluster:
    """A cluster that should have sounded and did not, with its last missed sounding."""

    device_id: UUID
    name: str
    hamlet: str
    at: datetime
    seen_at: datetime | None
    reason: str


def hushed(unit: Unit, of_clusters: Iterable[Condition], orders: Mute) -> SilencedPlace | None:
    """Returns the silenced place if the whole unit is silenced, else None. It is silenced by the acts in
    force, or when all of its clusters in use report that they are silenced."""
    in_use = {each for each in of_clusters if each not in IDLE}
    say_so = {unit.pk: in_use == {Condition.SILENCED}} if in_use else {}
    found = silenced_places.of(unit, orders, say_so)
    return found if found.whole else None


def too_early(unit_id: int) -> str:
    """Returns why it is not known yet that the clusters of the unit are silent, or an empty string if it is
    known."""
    enough, since = figures.listened(unit_id)
    if enough:
        return ""
    return not_known.listening(since) if since is not None else _("chưa đếm lần nào")


def state_sentence(
    coming: list[HeardItem],
    troubled: int,
    now: datetime,
    *,
    dead: bool,
    early: str = "",
    silenced: SilencedPlace | None = None,
) -> str:
    """Returns the first sentence of the page, for example "Sẵn sàng cho 17:00. Một cụm loa cần xem"."""
    if silenced is not None:
        first_at = sentences.clock_time(coming[0].start_ms) if coming else ""
        return silenced.first(now, first_at)
    sounding = next_at = ""
    if coming and coming[0].start_ms <= timing.to_ms(now):
        sounding = _("Đang phát “%(title)s”.") % {"title": coming[0].title}
    elif coming:
        next_at = sentences.clock_time(coming[0].start_ms)
    first = sentence.first(sounding, next_at, dead=dead, early=early)
    if dead or not troubled:
        return first
    told = ngettext("%(n)s cụm loa cần xem.", "%(n)s cụm loa cần xem.", troubled) % {"n": number(troubled)}
    return f"{first} {told}"


def strip(of: Commune, coming: list[HeardItem], now: datetime) -> list[Bar]:
    """Returns the bars of the next 24 hours, to scale: the quiet hours (kind `q`), then the soundings (`prio`
    or `own`)."""
    begin = timing.to_ms(now)
    whole = HOURS * timing.HOUR
    today = clock.local(now).date()
    bars = []
    for day in (today, today + timedelta(days=1)):
        rules = of.rules_on(day)
        for window in rules.quiet if rules else ():
            bars.append((timing.at_minute(day, window.start), timing.at_minute(day, window.end), "q"))
    bars.extend(
        (each.start_ms, each.end_ms, "prio" if each.priority == "priority" else "own") for each in coming
    )
    return [
        Bar(
            round(100 * (max(a, begin) - begin) / whole, 2),
            round(100 * (min(b, begin + whole) - max(a, begin)) / whole, 2),
            kind,
        )
        for a, b, kind in bars
        if a < begin + whole and b > begin
    ]


def ticks(now: datetime) -> list[tuple[float, str]]:
    """Returns the labels under the strip, one every six hours: (position in percent, hour)."""
    local = clock.local(now)
    start = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hours = (start + timedelta(hours=n) for n in range(HOURS))
    return [
        (round(100 * (each - local).total_seconds() / (HOURS * 3600), 2), f"{each:%H}")
        for each in hours
        if each.hour % 6 == 0
    ]


def lines(coming: list[HeardItem], now: datetime) -> list[UpcomingLine]:
    """Returns the upcoming soundings, each with the text of its first bulletin."""
    today = clock.local(now).date()
    slots = {each.slot for each in coming}
    bulletins: dict[tuple[str, str], Bulletin] = {}
    # A played item names its bulletins by title only, so a bulletin is found by slot and title.
    for row in Bulletin.objects.filter(slot_items__slot_id__in=slots).annotate(slot=F("slot_items__slot_id")):
        bulletins.setdefault((str(row.slot), row.title), row)
    found = []
    for each in coming:
        day = timing.local(each.start_ms).date()
        said = bulletins.get((each.slot, each.bulletins[0]))
        found.append(
            UpcomingLine(
                at=sentences.clock_time(each.start_ms),
                day="" if day == today else _("mai"),
                title=", ".join(each.bulletins),
                length_s=(each.end_ms - each.start_ms) / 1000,
                priority=each.priority == "priority",
                text=said.text if said else "",
                code=said.code if said else "",
            )
        )
    return found


def silent(unit: Unit, not_sounded: list[tuple[OutcomeRow, LikelyReason]]) -> list[SilentCluster]:
    """Returns the clusters that should have sounded within the last day and did not, the latest first. Each
    has the time of its last missed sounding, its hamlet and the likely reason."""
    rows = missing.faults(not_sounded)
    places = {each.pk: str(each) for each in hamlets(unit.pk)} if rows else {}
    found: dict[UUID, SilentCluster] = {}
    for row, why in rows:
        kept = found.get(row.device_id)
        if kept is None or kept.at < row.starts_at:
            where = places.get(row.hamlet_id, "") if row.hamlet_id else ""
            found[row.device_id] = SilentCluster(
                row.device_id, row.device, where, row.starts_at, row.known.seen_at, str(SENTENCES[why])
            )
    return sorted(found.values(), key=lambda each: each.at, reverse=True)


def to_do(
    unit: Unit, approves: bool, edits: bool, clusters: list[DeviceState], failed: list[SilentCluster]
) -> list[dict[str, Any]]:
    """Returns what the reader has to do, the most urgent first."""
    rows: list[dict[str, Any]] = [{"kind": "silent", "silent": each} for each in failed]
    known = {each.device_id for each in failed}
    if approves:
        rows.extend({"kind": "approve", "bulletin": each} for each in newsroom.waiting([unit.pk])[:5])
    if edits:
        for each in newsroom.returned([unit.pk])[:5]:
            rows.append({"kind": "returned", "bulletin": each, "told": newsroom.last_return(each)})
    for cluster in clusters:
        if cluster.condition in TROUBLED and cluster.device.pk not in known:
            said = conditions.words(cluster, ordered=False)
            rows.append({"kind": "cluster", "cluster": cluster, "said": said})
    return rows


def today_turns(commune: Commune, went_out: Iterable[Occurrence], now: datetime) -> Turns:
    """Returns what became of today's turns. `went_out` is today up to now. The commune must have been read
    for today."""
    begun: dict[str, bool] = {}
    for each in went_out:
        begun[each.item] = begun.get(each.item, False) or each.tally.completed > 0
    return turns.counted(airtime.day(commune, clock.local(now).date()).heard, begun, timing.to_ms(now))


def of_unit(unit: Unit, approves: bool, edits: bool) -> dict[str, Any]:
    """Returns the context of the home page of one commune."""
    now = clock.now()
    clusters, orders = fleet.shown([unit.pk]), mute.standing([unit.pk])
    silenced = hushed(unit, (each.condition for each in clusters), orders)
    commune = airtime.commune(unit, *airtime.days_within(now, HOURS))
    coming = airtime.next_hours(commune, now, HOURS)
    troubled = [each for each in clusters if each.condition in TROUBLED]
    seen = [each.seen_at for each in clusters if each.seen_at]
    heard = so_far([unit.pk], now - timedelta(hours=HOURS))
    failed = silent(unit, heard.silent)
    work = to_do(unit, approves, edits, clusters, failed)
    turns_today = today_turns(commune, heard.went_out, now)
    unsaid = sum(conditions.is_unsaid(each, orders.of_device(each.device) is not None) for each in clusters)
    alive = sum(1 for each in clusters if each.condition in ALIVE) - unsaid
    in_use = [each for each in clusters if each.condition not in IDLE]
    needing = {each.device.pk for each in troubled} | {each.device_id for each in failed}
    return {
        "unit": unit,
        "now": now,
        "sentence": state_sentence(
            coming,
            len(needing),
            now,
            dead=bool(in_use) and all(each.condition in UNHEARD for each in in_use),
            early=too_early(unit.pk),
            silenced=silenced,
        ),
        "silenced": silenced,
        "muted": sum(1 for each in clusters if each.condition is Condition.SILENCED),
        "sounding": sounding(heard.sounding),
        "alive": alive,
        "unsaid": unsaid,
        "troubled": len(troubled),
        "counted": counted((each.condition, 1) for each in clusters),
        "seen_at": max(seen) if seen else None,
        "strip": strip(commune, coming, now),
        "ticks": ticks(now),
        "coming": lines(coming, now),
        "work": work[:8],
        "work_count": len(work),
        "went_out": [each for each in heard.went_out if each.ends_at <= now],
        "turns": turns_today,
        "nothing": turns.nothing_sounded(turns_today, clock.today(), clock.today()),
        "why_late": turns.why_late(),
        "schedule": reverse("schedule_week") + f"?noi={unit.pk}",
    }
