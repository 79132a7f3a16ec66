"""Proof of a plan: every sound of every day approved for there and then, every day within the rules.

The rules are the commune's own row of that date, not what the day plan says of them, and they are checked by
the very code that the device runs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from loa_protocol import messages
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Delegation, Rules
from loa_protocol.messages.plan import PLAN_DAYS
from loa_protocol.refusals import Malformed
from loa_protocol.rule import Reason, breaches
from loa_protocol.timing import SECOND, day_bounds, local_date, to_ms

from loa.airtime import queries as airtime
from loa.dispatch.models import Body, DayPlan, Plan
from loa.signer.proofs import entitled
from loa.signer.proofs.approval import Approvals, covers, named_by
from loa.signer.refusing import Code, NotProven

Doc = TypeVar("Doc", messages.Body, messages.DayPlan)
_DAYS: Final = re.compile("[0-9a-f]{64}")
_ENVELOPE = (Reason.ENVELOPE_HOURS, Reason.ENVELOPE_MINUTES, Reason.ENVELOPE_VOLUME, Reason.CLASS)


@dataclass(frozen=True)
class Document:
    """A body or a day plan that was proven: its name and bytes."""

    sha256: str
    data: bytes


@dataclass(frozen=True)
class Proven:
    """A plan that may be signed, and all that its devices will fetch: documents, and sounds by hash and
    size."""

    plan_id: str
    unit_id: int
    body: Document
    days: tuple[messages.DayPlan, ...]
    documents: tuple[Document, ...]
    sounds: dict[str, int]


@dataclass
class Evidence:
    """What one transaction has read and proven already: a commune's plans share days, approvals and rules."""

    approvals: Approvals = field(default_factory=Approvals)
    days: dict[tuple[str, str], messages.DayPlan] = field(default_factory=dict)
    rules: dict[tuple[int, date], Rules | None] = field(default_factory=dict)
    covered: set[tuple[str, int | None]] = field(default_factory=set)
    chains: dict[int, list[str]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    documents: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Bodies and day plans by their hash, as their rows have them: unit and bytes."""

    def read(self, wanted: Sequence[tuple[str, str]]) -> None:
        """The rows of these plans (plan id, hash of the body) in three questions; nothing of them is
        believed yet."""
        ids = [plan_id for plan_id, _ in wanted if plan_id not in self.plans]
        self.plans.update(Plan.objects.select_related("unit").in_bulk(ids))
        names = [name for _, name in wanted if name not in self.documents]
        bodies = Body.objects.filter(sha256__in=names)
        self._keep(bodies)
        days = {
            name for body in bodies for name in _DAYS.findall(bytes(body.bytes).decode("ascii", "replace"))
        }
        self._keep(DayPlan.objects.filter(sha256__in=days - self.documents.keys()))

    def _keep(self, rows: Iterable[Body | DayPlan]) -> None:
        self.documents.update((row.sha256, (row.unit_id, bytes(row.bytes))) for row in rows)

    def chain(self, unit_id: int) -> list[str]:
        """Codes of the unit and all above it."""
        if unit_id not in self.chains:
            self.chains[unit_id] = entitled.codes(unit_id)
        return self.chains[unit_id]

    def rules_on(self, unit_id: int, day: date) -> Rules | None:
        """The commune's rules in force on a local day, from its own rows: read for a whole plan at once."""
        if (unit_id, day) not in self.rules:
            days = [day + timedelta(days=n) for n in range(PLAN_DAYS)]
            on = airtime.rules_on(unit_id, days[0], days[-1])
            self.rules.update(((unit_id, each), on(each)) for each in days)
        return self.rules[unit_id, day]


def prove(plan_id: str, wanted: str, delegation: Delegation, evidence: Evidence) -> Proven:
    """Of a plan whose rows the evidence has read. Raises NotProven."""
    plan = evidence.plans.get(plan_id)
    unit_id, data = evidence.documents.get(wanted, (None, b""))
    if plan is None or unit_id != plan.unit_id:
        raise NotProven(Code.MISSING, f"plan {plan_id} or body {wanted[:12]}")
    _place(plan, delegation, evidence)
    body = _decoded(data, wanted, messages.Body)
    rows = {
        ref.sha256: evidence.documents[ref.sha256][1] for ref in body.days if ref.sha256 in evidence.documents
    }
    days = []
    for ref in body.days:
        if ref.sha256 not in rows:
            raise NotProven(Code.MISSING, f"day plan {ref.sha256[:12]}")
        day = _day(ref, rows[ref.sha256], plan, delegation, evidence)
        _approved(day, ref.sha256, plan, evidence)
        days.append(day)
    documents = [Document(wanted, data), *(Document(name, raw) for name, raw in rows.items())]
    sounds = {sound.sha256: sound.bytes for day in days for item in day.items for sound in item.media}
    return Proven(plan_id, plan.unit_id, documents[0], tuple(days), tuple(documents), sounds)


def _place(plan: Plan, delegation: Delegation, evidence: Evidence) -> None:
    chain = evidence.chain(plan.unit_id)
    if plan.plan_id != f"{plan.unit.code}.{plan.hamlet_id or 0}":
        raise NotProven(Code.OTHER_PLACE, f"{plan.plan_id} is not of {plan.unit.code}")
    if set(delegation.places).isdisjoint(chain):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")


def _decoded(data: bytes, name: str, kind: type[Doc]) -> Doc:
    if sha256_hex(data) != name:
        raise NotProven(Code.ALTERED, f"{kind.__name__} {name[:12]} is not what its hash says")
    try:
        return decode(data, kind)
    except Malformed as wrong:
        raise NotProven(Code.ALTERED, wrong.detail) from None


def _day(
    ref: messages.DayRef, data: bytes, plan: Plan, delegation: Delegation, evidence: Evidence
) -> messages.DayPlan:
    """A day within the commune's rules and the key's envelope. Checked once a day plan and key."""
    key = (ref.sha256, delegation.public_key)
    if key not in evidence.days:
        day = _decoded(data, ref.sha256, messages.DayPlan)
        if day.date != ref.date or day.unit != plan.unit.code:
            raise NotProven(Code.OTHER_PLACE, f"a day of {day.unit}, {day.date}")
        if day.rules != evidence.rules_on(plan.unit_id, day.date):
            raise NotProven(Code.RULES, f"{day.date}: rules differ from the commune's own")
        for breach in breaches(day, delegation.envelope, delegation.highest):
            code = Code.ENVELOPE if breach.code in _ENVELOPE else Code.RULES
            raise NotProven(code, f"{day.date} {breach.item}: {breach.code}")
        evidence.days[key] = day
    return evidence.days[key]


def _approved(day: messages.DayPlan, name: str, plan: Plan, evidence: Evidence) -> None:
    """Every sound of the day is approved for this hamlet. Checked once a day plan and hamlet."""
    if (name, plan.hamlet_id) in evidence.covered:
        return
    evidence.approvals.load(named_by(day.items))
    for item in day.items:
        for sound in item.media:
            form = evidence.approvals.proven(sound.approval)
            covers(form, plan.unit_id, plan.hamlet_id, day.date, item, sound)
    evidence.covered.add((name, plan.hamlet_id))


def message(proven: Proven, sequence: int, now: datetime, spread_s: int) -> messages.Plan:
    """The head's message: valid from the first of its local days (or today) to the end of the last."""
    dates = [day.date for day in proven.days]
    first = min([*dates, local_date(to_ms(now))])
    last = max([*dates, local_date(to_ms(now))])
    return messages.Plan(
        v=1,
        plan_id=proven.plan_id,
        seq=sequence,
        body_sha256=proven.body.sha256,
        valid_from=day_bounds(first)[0],
        valid_to=day_bounds(last)[1],
        fetch_from=to_ms(now),
        fetch_by=to_ms(now) + spread_s * SECOND,
    )
