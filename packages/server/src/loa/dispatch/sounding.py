"""What should sound at a moment, and why nothing does: the protocol's verdict, as devices reach it, on our
rows.

It is reached once for each distinct plan, not for each cluster, and without knowing what a cluster has begun.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from loa_protocol import rule
from loa_protocol.encoding import decode
from loa_protocol.messages import DayPlan, Delegation, Envelope, Priority, Purpose
from loa_protocol.refusals import Malformed
from loa_protocol.rule import HeldAct, Reason, Timeline
from loa_protocol.timing import day_bounds, to_ms
from loa_protocol.verdict import Grounds, SilentVerdict, SoundVerdict, tone_verdict, verdict

from loa.airtime import regulations
from loa.dispatch import act_messages, rules
from loa.dispatch.documents import Documents
from loa.dispatch.models import Plan, PlanDay
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.keys import queries as keys
from loa.places.models import Unit

Verdict = SoundVerdict | SilentVerdict
KEPT: Final = 4096
"""How many timelines are cached, by the hash of the day."""


def of_plans(unit_ids: Collection[int], now: datetime) -> dict[str, Verdict]:
    """Returns by plan id of these units what its clusters should sound at `now` (UTC)."""
    ground = _Ground.read(unit_ids, now)
    return {plan_id: verdict(ground.of(plan_id), to_ms(now)) for plan_id in ground.plans}


def of_device(device: Device, health: Health | None, now: datetime) -> Verdict:
    """Returns what one cluster should sound at `now` (UTC).

    It counts the acts for this cluster alone, its volume, and its clock as it last reported it.
    """
    ground = _Ground.read([device.unit_id], now)
    return verdict(ground.of(device.plan_id, device, health), to_ms(now))


def tone_refused(
    unit: Unit, plan_id: str, now: datetime, device: Device | None = None, health: Health | None = None
) -> Reason | None:
    """Returns why a test tone would not sound at `now` (UTC), else None.

    The tone is for a unit, for a plan of it ("": all), or for one cluster.
    """
    chain = _upwards(unit)
    acts = act_messages.held({each.pk for each in chain}, now)
    mine = act_messages.reaching(
        acts, {each.code for each in chain}, plan_id, str(device.pk) if device else ""
    )
    disabled = device is not None and device.state != Device.State.ACTIVE
    grounds = Grounds(
        refused=Reason.DISABLED if disabled else None,
        sure=health is None or health.clock != "none",
        line=None,
        valid=(0, 0),
        acts=mine,
        begun=None,
    )
    key, today = keys.delegated(Purpose.ACT, now), clock.local(now).date()
    quiet = regulations.rules_on(unit.pk, today, today)(today)
    days = () if quiet is None else (DayPlan(v=1, date=today, unit=unit.code, rules=quiet, items=()),)
    return tone_verdict(grounds, to_ms(now), key.envelope if key else None, days)


@dataclass(frozen=True)
class _Ground:
    """The rows of some units, read at once."""

    plans: dict[str, Plan]
    lines: dict[str, Timeline | None]
    """By plan id: what is planned today; None where that cannot be read."""
    places: dict[int, tuple[str, ...]]
    """By unit: the codes of the unit itself and the units above it."""
    acts: list[HeldAct]
    key: Delegation | None
    ends: int
    """When the trust list ends (UTC ms); 0 where there is none."""

    @classmethod
    def read(cls, unit_ids: Collection[int], now: datetime) -> "_Ground":
        """Reads all rows that the verdicts on these units' plans need."""
        plans = {each.plan_id: each for each in Plan.objects.filter(unit_id__in=unit_ids)}
        units = Unit.objects.select_related("parent__parent").in_bulk(
            {each.unit_id for each in plans.values()}
        )
        above = {pk: _upwards(unit) for pk, unit in units.items()}
        key, bundle = keys.delegated(Purpose.PLAN, now), keys.trust_until()
        today = clock.local(now).date()
        listed = PlanDay.objects.filter(unit_id__in=unit_ids, date=today).values_list("plan_id", "day_id")
        by_plan = dict(listed)
        lines = _lines(set(by_plan.values()), key)
        return cls(
            plans=plans,
            lines={plan: lines.get(day) for plan, day in by_plan.items()},
            places={pk: tuple(each.code for each in chain) for pk, chain in above.items()},
            acts=act_messages.held({each.pk for chain in above.values() for each in chain}, now),
            key=key,
            ends=to_ms(bundle) if bundle else 0,
        )

    def of(self, plan_id: str, device: Device | None = None, health: Health | None = None) -> Grounds:
        """Returns the grounds of a plan, or of a cluster that serves it."""
        plan = self.plans.get(plan_id)
        refused = None
        if device is not None and device.state != Device.State.ACTIVE:
            refused = Reason.DISABLED
        elif self.key is None or not self.ends:
            refused = Reason.NO_TRUST
        places = self.places.get(plan.unit_id, ()) if plan else ()
        return Grounds(
            refused=refused,
            sure=health is None or health.clock != "none",
            # A plan without a day plan for today has nothing to sound; of an unknown plan nothing is known.
            line=self.lines.get(plan_id, None if plan is None else _EMPTY),
            valid=self._valid(plan),
            acts=act_messages.reaching(self.acts, places, plan_id, str(device.pk) if device else ""),
            begun=None,
            volume=device.volume if device else 100,
        )

    def _valid(self, plan: Plan | None) -> tuple[int, int]:
        """Returns from when to when (UTC ms) the plan is valid: from the first to the last day of the body
        compiled last, while key and trust list are valid."""
        if plan is None or plan.compiled_for is None or self.key is None:
            return 0, 0
        last = plan.compiled_for + timedelta(days=rules.DAYS - 1)
        ends = min(day_bounds(last)[1], self.key.valid_to, self.ends)
        return max(day_bounds(plan.compiled_for)[0], self.key.valid_from), ends


_EMPTY: Final = Timeline((), ())
"""The timeline of a day on which nothing may sound."""


def _upwards(unit: Unit) -> list[Unit]:
    """Returns the unit and all units above it, nearest first."""
    found: list[Unit] = []
    at: Unit | None = unit
    while at is not None:
        found.append(at)
        at = at.parent
    return found


def _lines(names: Collection[str], key: Delegation | None) -> dict[str, Timeline]:
    """Returns the timelines of these day plans, by hash. One that this version cannot read is left out."""
    envelope, highest = (key.envelope, key.highest) if key else (None, None)
    found: dict[str, Timeline] = {}
    missing = []
    for name in names:
        line = _remembered(envelope, highest).get(name)
        if line is None:
            missing.append(name)
        else:
            found[name] = line
    for name, data in _documents(missing).items():
        try:
            line = rule.timeline(decode(data, DayPlan), envelope, highest)
        except Malformed:
            continue
        kept = _remembered(envelope, highest)
        # Emptied whole: the timelines in use are made again at the next call.
        if len(kept) >= KEPT:
            kept.clear()
        found[name] = kept[name] = line
    return found


@lru_cache(maxsize=2)
def _remembered(envelope: Envelope | None, highest: Priority | None) -> dict[str, Timeline]:
    """Returns the cache of timelines by the hash of their day, for one key's limits.

    The same bytes give the same timeline under the same limits.
    """
    return {}


def _documents(names: Collection[str]) -> dict[str, bytes]:
    """Returns the bytes of day plans, by hash."""
    documents = Documents()
    documents.read_days(names)
    found = {}
    for name in documents.days:
        try:
            found[name] = documents.day(name)
        except KeyError:
            continue
    return found
