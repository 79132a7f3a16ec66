"""Queries about plans and acts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from loa_protocol.messages.act import LASTING, MUTING

from loa.airtime import regulations
from loa.dispatch import holding
from loa.dispatch.models import Act, Attempt, Plan
from loa.dispatch.targets import Target
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.ids import read_uuid
from loa.keys.models import SignedHead, SignedKind, ToSign


def reaches(target: Target) -> int:
    """Returns exactly how many clusters in use an act on this target reaches."""
    return target.devices().count()


def acts(unit_ids: Collection[int], since: datetime) -> QuerySet[Act]:
    """Returns acts decided since a moment, newest first."""
    since_then = Act.objects.filter(unit_id__in=unit_ids, decided_at__gte=since)
    return since_then.select_related("unit", "from_unit").order_by("-id")


@dataclass(frozen=True)
class Change:
    """The progress of a change above communes: when it was asked for, how many communes it is for and how
    many are compiled, and in how many of them a regulation of their own is in force, so that nothing changes.
    In the others: how many clusters are in use, and how many still hold what was compiled before."""

    asked_at: datetime
    communes: int
    compiled: int
    own: int
    clusters: int
    old: int

    @property
    def is_over(self) -> bool:
        """Whether all communes are compiled and no cluster holds what was compiled before."""
        return self.compiled == self.communes and not self.old


SHOWN_FOR: Final = timedelta(days=2)
"""How long a finished change is shown."""

_CHANGE: Final = f"""
with asked as (
    select unit_id, asked_at, done_at from dispatch_recompilation
    where unit_id = any(%(units)s) and (done_at is null or asked_at > %(since)s)
), held as (
    select asked.done_at is not null and {holding.HOLDS} as new
    from fleet_device d join asked on asked.unit_id = d.unit_id
    left join fleet_health h on h.device_id = d.id left join dispatch_plan w on w.plan_id = d.plan_id
    where d.state = 'active' and d.unit_id <> all(%(own)s)
)
select (select min(asked_at) from asked), (select count(*) from asked), (select count(done_at) from asked),
    (select count(*) from asked where unit_id = any(%(own)s)),
    (select count(*) from held), (select count(*) from held where not new)
"""  # noqa: S608 (a constant of our own)


def change(unit_ids: Collection[int]) -> Change | None:
    """Returns the progress of the last change above these units if it is going on or was asked for in the
    last two days, else None."""
    own = list(regulations.rule_rows(unit_ids, clock.today()))
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, {"units": list(unit_ids), "own": own, "since": clock.now() - SHOWN_FOR})
        row = cursor.fetchone()
    return Change(*row) if row and row[1] else None


_ANSWERED: Final = (Attempt.State.APPLIED, Attempt.State.REFUSED, Attempt.State.UNSUPPORTED)


@dataclass(frozen=True)
class Progress:
    """How far an act got: how many clusters it is for, and how many did it, refused, have not answered, or do
    not understand it and so were not reached."""

    reaches: int
    applied: int
    refused: int
    waiting: int
    expired: int
    unsigned: int
    unsupported: int
    sent: int
    """Clusters to which it was sent. One that answered counts, whatever else is known of the sending."""


def progress(act: Act) -> Progress:
    """Counts an act's attempts now, in one query.

    With several queries, answers would arrive in between, and more clusters would have done it than it was
    sent to.
    """
    went = Q(next_at__isnull=False) | Q(tries__gt=0) | Q(answered_at__isnull=False) | Q(state__in=_ANSWERED)
    rows = (
        Attempt.objects.filter(act=act)
        .order_by()
        .values_list("state")
        .annotate(n=Count("device"), went=Count("device", filter=went))
    )
    counted = [(str(state), int(count), int(sent)) for state, count, sent in rows]
    found = {state: count for state, count, _sent in counted}
    return Progress(
        act.reaches,
        found.get("applied", 0),
        found.get("refused", 0),
        found.get("waiting", 0),
        found.get("expired", 0),
        found.get("unsigned", 0),
        found.get("unsupported", 0),
        sum(sent for _state, _count, sent in counted),
    )


def unanswered(act: Act) -> QuerySet[Attempt]:
    """Returns the attempts of clusters that have not done it, with their devices."""
    return Attempt.objects.filter(act=act).exclude(state=Attempt.State.APPLIED).select_related("device")


def laid(unit_ids: Collection[int]) -> list[list[Act]]:
    """Returns for each target that is silenced now all silences since it was last restored, newest first.

    Acts that the signer refused do not count.
    """
    asked = ToSign.objects.filter(unit_id__in=unit_ids, kind=SignedKind.ACT, state=ToSign.State.REFUSED)
    refused = filter(None, map(read_uuid, asked.values_list("subject", flat=True)))
    rows = Act.objects.filter(
        unit_id__in=unit_ids, kind__in=[each.value for each in LASTING], expires_at__gt=clock.now()
    )
    counted = rows.exclude(id__in=list(refused)).select_related("unit", "from_unit")
    standing: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for row in counted.order_by("decided_at"):
        if row.kind in MUTING:
            standing[row.target, row.target_id].append(row)
        else:
            standing[row.target, row.target_id].clear()
    return [rows[::-1] for rows in standing.values() if rows]


def silences(unit_ids: Collection[int]) -> list[Act]:
    """Returns the silences in force: for each target the newest one, which is the one that boxes hold."""
    return [rows[0] for rows in laid(unit_ids)]


def laid_on(target: Target) -> list[Act]:
    """Returns the silences of one target since it was last restored, newest first. The next restore lifts all
    of them."""
    of = (rows for rows in laid([target.unit.id]) if (rows[0].target, rows[0].target_id) == target.key)
    return next(of, [])


def last_silence(unit_ids: Collection[int], device: Device) -> Act | None:
    """Returns the newest silence that reached a cluster, in force or not, among those of these units. None
    where there was none."""
    reaches = (
        Q(target=Act.Target.ALL)
        | Q(target=Act.Target.UNIT, unit=device.unit_id)
        | Q(target=Act.Target.PLAN, target_id=device.plan_id)
        | Q(target=Act.Target.DEVICE, target_id=str(device.pk))
    )
    rows = Act.objects.filter(reaches, unit_id__in=unit_ids, kind__in=[each.value for each in MUTING])
    return rows.select_related("unit", "from_unit").order_by("-decided_at").first()


@dataclass(frozen=True)
class PlanInForce:
    """A plan's state: the plan with the body compiled last, and the newest signed head for it (None: not
    yet)."""

    plan: Plan
    head: SignedHead | None

    @property
    def up_to_date(self) -> bool:
        """Whether the compiled body is the signed one."""
        return self.head is not None and holding.names(self.plan, self.head.names)


def in_force(unit_id: int) -> list[PlanInForce]:
    """Returns the state of each plan of a commune."""
    plans = Plan.objects.filter(unit_id=unit_id).order_by("plan_id")
    heads: dict[str, SignedHead] = {}
    for head in SignedHead.objects.filter(
        unit_id=unit_id, kind=SignedKind.PLAN, subject__in=[plan.plan_id for plan in plans]
    ).order_by("serial", "sequence"):
        # In order of serial and sequence, so the newest head of each plan is assigned last.
        heads[head.subject] = head
    return [PlanInForce(plan, heads.get(plan.plan_id)) for plan in plans]


def act(act_id: UUID) -> Act | None:
    """Returns one act within the scope, or None."""
    return Act.objects.select_related("unit", "from_unit").filter(id=act_id).first()
