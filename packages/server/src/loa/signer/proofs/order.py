"""Proof of an act: a person with the right over its whole target decided it.

What stops sound is signed however old it is; what lets something sound was decided just now, or is nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from loa_protocol.messages import (
    Act,
    ActKind,
    Cancel,
    Cancelled,
    CancelWhat,
    Decider,
    Delegation,
    Restore,
    Silence,
    Target,
    TargetKind,
    Tone,
)
from loa_protocol.timing import to_ms

from loa.dispatch.models import Act as Decided
from loa.dispatch.models import Plan
from loa.fleet.models import Device
from loa.newsroom.models import Approval
from loa.people.models import Role
from loa.places.models import Unit
from loa.signer.proofs import entitled
from loa.signer.refusing import Code, NotProven

FRESH: Final = timedelta(minutes=10)
"""What lets something sound is not signed any more when it is older than this: it was for its moment."""

STOPS: Final = frozenset({ActKind.SILENCE, ActKind.BLANK, ActKind.CANCEL})
"""These wait for the signer and for its key, until they expire."""

STOPPERS: Final = (Role.OPERATOR, Role.APPROVER, Role.EDITOR)


def prove(subject: str, delegation: Delegation, now: datetime) -> Act:
    """The act, but for its sequence. Raises NotProven."""
    decided = Decided.objects.select_related("unit__parent__parent").filter(id=subject).first()
    if decided is None:
        raise NotProven(Code.MISSING, "no such act")
    stale = decided.kind not in STOPS and now - decided.decided_at > FRESH
    if stale or decided.expires_at <= now:
        raise NotProven(Code.EXPIRED, f"decided at {decided.decided_at}")
    unit = decided.unit
    _target(decided, unit)
    above = entitled.above(unit)
    if set(delegation.places).isdisjoint(above.values()):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")
    if not _entitled(decided, above):
        raise NotProven(Code.NOT_ENTITLED, f"person {decided.by_id} at {decided.unit_id}")
    return Act(
        v=1,
        id=str(decided.id),
        seq=1,
        does=_does(decided),
        target=Target(TargetKind(decided.target), decided.target_id),
        at=to_ms(decided.decided_at),
        latest_start_ms=to_ms(decided.latest_start_at),
        expires_ms=to_ms(decided.expires_at),
        by=Decider(str(decided.by_id), unit.code),
        why=decided.why,
    )


def _does(decided: Decided) -> Silence | Restore | Cancel | Tone:
    match decided.kind:
        case Decided.Kind.SILENCE:
            return Silence()
        case Decided.Kind.RESTORE:
            return Restore()
        case Decided.Kind.CANCEL:
            return Cancel(tuple(Cancelled(CancelWhat(each["what"]), each["id"]) for each in decided.cancels))
        case Decided.Kind.TONE:
            return Tone(decided.tone_ms)
        case _:
            raise NotProven(Code.ALTERED, f"an act of kind {decided.kind}")


def stops(now: datetime) -> QuerySet[Decided, str]:
    """The names of all stops that have not expired, as requests have them."""
    rows = Decided.objects.filter(kind__in=[each.value for each in STOPS], expires_at__gt=now)
    return rows.annotate(name=Cast("id", CharField())).values_list("name", flat=True)


def _target(decided: Decided, unit: Unit) -> None:
    """What the act names lies in the unit at which it was decided."""
    match decided.target:
        case Decided.Target.ALL:
            inside = unit.parent_id is None
        case Decided.Target.UNIT:
            inside = decided.target_id == unit.code
        case Decided.Target.PLAN:
            inside = Plan.objects.filter(plan_id=decided.target_id, unit=unit).exists()
        case _:
            inside = Device.objects.filter(id=decided.target_id, unit=unit).exists()
    if not inside:
        raise NotProven(Code.OTHER_PLACE, f"{decided.target} {decided.target_id} is not in {unit.code}")


def _entitled(decided: Decided, above: Collection[int]) -> bool:
    roles = STOPPERS if decided.kind == Decided.Kind.CANCEL else (Role.OPERATOR,)
    given = entitled.grants([decided.by_id])[decided.by_id]
    if entitled.holds(given, roles, decided.unit_id, above, decided.decided_at):
        return True
    named = [each["id"] for each in decided.cancels if each["what"] == CancelWhat.RIGHT]
    return bool(named) and (
        Approval.objects.filter(
            id__in=named, unit_id=decided.unit_id, ending__person_id=decided.by_id
        ).count()
        == len(decided.cancels)
    )


def numbered(act: Act, sequence: int) -> Act:
    """The act with its sequence: ready to be sealed."""
    return msgspec.structs.replace(act, seq=sequence)
