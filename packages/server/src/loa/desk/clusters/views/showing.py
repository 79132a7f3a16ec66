"""The page of one cluster: its state first, then the evidence, what happened, and what can be done."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.audit import queries as audit
from loa.desk import conditions, unproven
from loa.desk.clusters import evidence_steps, facts, ledger, present, timeline_chart
from loa.desk.clusters.other_records import RecordContext
from loa.desk.clusters.views.changing import breadcrumbs, cluster
from loa.desk.operations import acts
from loa.desk.operations.acts import ActLine
from loa.dispatch import holding, sounding
from loa.dispatch import queries as dispatch
from loa.dispatch.models import Act
from loa.fleet.models import Device
from loa.fleet.queries import DeviceState
from loa.fleet.rules import Condition
from loa.kernel import actor, clock
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.people.naming import names
from loa.places import queries as places
from loa.places import rights
from loa.playlog import queries as playlog
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.rules import ORDERED, SENTENCES, LikelyReason

LINES = 40
"""The largest number of lines in the list of what happened."""
EXCUSED = ORDERED | {LikelyReason.WAITING}
"""The reasons that are no fault: somebody decided it, or it is too early to say."""
MARKED = timedelta(days=90)
"""How far back breaks in the box's numbering are shown."""
MOST_MARKS = 12
"""The largest number of breaks that the page shows."""


@never_cache
@signed_in
@require_GET
def show(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Shows everything that is known of one cluster, each thing with its age."""
    one = cluster(device_id)
    device, health, who = one.device, one.health, actor.current()
    now = clock.now()
    rows = playlog.of_device(device.unit_id, device.pk)
    locked = device.state == Device.State.DISABLED
    since = clock.local(now).date() - timedelta(days=2)
    records = list(playlog.records(device.unit_id, device.pk, since)[:400])
    # A locked cluster has no plan.
    plans = [] if locked else dispatch.in_force(device.unit_id)
    plan = next((each for each in plans if each.plan.plan_id == device.plan_id), None)
    missed = [(row, why) for row, why in rows if why and why not in EXCUSED and row.ends_at < now]
    standing = [
        each
        for each in acts.silences(places.with_all_above([device.unit_id]), who)
        if _is_on(each.act, device)
    ]
    state = _state(one, missed, ordered=bool(standing))
    operates = rights.may(who, Capability.SILENCE, device.unit_id)
    changes = rights.may(who, Capability.KEEP_CLUSTERS, device.unit_id)
    shown = {
        "cluster": one,
        "muted": bool(standing) or one.condition is Condition.SILENCED,
        "lifted": None if standing else _lifted(one, who),
        "device": device,
        "health": health,
        "state": state,
        "sentence": _sentence(one, missed, state, ordered=bool(standing)),
        "at_this_moment": present.said(sounding.of_device(device, health, now), now)
        if device.state == Device.State.ACTIVE
        else "",
        "reason": SENTENCES[missed[0][1]] if missed else "",
        "rungs": evidence_steps.steps(device, health, rows, plan, evidence_steps.completions(records)),
        "strip": timeline_chart.strip(rows, one.seen_at, now),
        "lines": ledger.ledger(rows, records, RecordContext.of(device.unit_id, device.pk, records))[:LINES],
        "facts": facts.facts(device, health, locked=locked) if health and health.seen_at else [],
        "locked_by": _locked_by(device) if locked else "",
        "marks": [(each, facts.mark_words(each)) for each in _marks(device, now)],
        "faults": [facts.fault_words(str(each)) for each in health.faults] if health else [],
        "plan": plan,
        "plan_waits": "" if plan is None or plan.up_to_date else unproven.of_plan(device.plan_id),
        "holds_newest": _holds_newest(one, plan),
        "silences": standing,
        "operates": operates and device.state == Device.State.ACTIVE,
        "changes": changes and not locked,
        "may_add": changes,
        "now": now,
        "breadcrumbs_items": breadcrumbs(device),
    }
    return render(request, "clusters/show.html", shown)


def _marks(device: Device, now: datetime) -> list[playlog.Mark]:
    return playlog.marks(device.unit_id, device.pk, now - MARKED)[:MOST_MARKS]


def _locked_by(device: Device) -> str:
    """Returns who locked the cluster, from the record of acts, or the name of the unit if that is not known
    any more."""
    entries = audit.entries([device.unit_id], f"fleet.device:{device.pk}", "fleet.device_disabled")
    entry = entries.first()
    if entry is None or entry.person_id is None:
        return device.unit.name
    return names([entry.person_id]).get(entry.person_id, device.unit.name)


def _is_on(act: Act, device: Device) -> bool:
    """Returns whether the act is a silence of this cluster, of its hamlet, or of its commune or a unit above
    it."""
    if act.target == Act.Target.DEVICE:
        return act.target_id == str(device.pk)
    return act.target != Act.Target.PLAN or act.target_id == device.plan_id


def _lifted(one: DeviceState, who: Actor) -> ActLine | None:
    """Returns the last silence of the cluster, which was lifted, if its box still reports that it is
    silenced: its lift can be sent again. None otherwise, or if the reader may see none."""
    if not conditions.is_unordered(one, ordered=False):
        return None
    found = dispatch.last_silence(places.with_all_above([one.device.unit_id]), one.device)
    return acts.told([found], who)[0] if found else None


def _state(one: DeviceState, missed: list[tuple[OutcomeRow, LikelyReason]], *, ordered: bool) -> str:
    """Returns the state of the cluster. A missed sounding counts for six hours after its end."""
    now = clock.now()
    lately = bool(missed) and now - missed[0][0].ends_at < timedelta(hours=6)
    return conditions.state(one, now, ordered=ordered, missed=lately)


def _sentence(
    one: DeviceState, missed: list[tuple[OutcomeRow, LikelyReason]], state: str, *, ordered: bool
) -> str:
    """Returns the first sentence of the page, for example "Im lặng: lẽ ra phải kêu lúc 05:30 hôm nay"."""
    if state == "silent" and missed:
        at = evidence_steps.moment(missed[0][0].starts_at, clock.now())
        return _("Im lặng: lẽ ra phải kêu lúc %(at)s") % {"at": at}
    return conditions.words(one, ordered=ordered)


def _holds_newest(one: DeviceState, plan: dispatch.PlanInForce | None) -> bool | None:
    """Returns whether the cluster holds the plan in force with all its files. None: it never reported what it
    holds, or there is no plan in force."""
    health = one.health
    if health is None or health.held_at is None or plan is None:
        return None
    return holding.holds(plan.plan, health)
