"""Proof of a plan: every sound of every day approved for there and then, every day within the rules.

The rules are the commune's own row of that date, not what the day plan says of them, and they are checked by
the very code that the device runs.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from loa_protocol import messages
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Delegation, Rules
from loa_protocol.refusals import Malformed
from loa_protocol.rule import Reason, breaches
from loa_protocol.timing import SECOND, day_bounds, local_date, to_ms

from loa.airtime import queries as airtime
from loa.dispatch.models import Body, DayPlan, Plan
from loa.signer.proofs import entitled
from loa.signer.proofs.approval import Approvals, covers, named_by
from loa.signer.refusing import Code, NotProven

Doc = TypeVar("Doc", messages.Body, messages.DayPlan)
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

    def rules_on(self, unit_id: int, day: date) -> Rules | None:
        """The commune's rules in force on a local day, from its own rows."""
        if (unit_id, day) not in self.rules:
            self.rules[unit_id, day] = airtime.rules_on(unit_id, day, day)(day)
        return self.rules[unit_id, day]


def prove(plan_id: str, wanted: str, delegation: Delegation, now: datetime, evidence: Evidence) -> Proven:
    """Raises NotProven."""
    plan = Plan.objects.select_related("unit").filter(plan_id=plan_id).first()
    body_row = Body.objects.filter(sha256=wanted).first()
    if plan is None or body_row is None or body_row.unit_id != plan.unit_id:
        raise NotProven(Code.MISSING, f"plan {plan_id} or body {wanted[:12]}")
    _place(plan, delegation)
    data = bytes(body_row.bytes)
    body = _decoded(data, wanted, messages.Body)
    rows = {
        row.sha256: bytes(row.bytes)
        for row in DayPlan.objects.filter(sha256__in=[d.sha256 for d in body.days])
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


def _place(plan: Plan, delegation: Delegation) -> None:
    chain = entitled.codes(plan.unit_id)
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
