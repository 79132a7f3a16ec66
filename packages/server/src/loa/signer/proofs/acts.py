"""Proves an act: a person with the right over its whole target decided it.

An act that stops sound is signed however old it is. An act that lets something sound is signed only within
ten minutes of the decision.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from loa_protocol.messages import Act, CancelWhat, Delegation
from loa_protocol.messages.act import LASTING, STANDING
from loa_protocol.rule import Reason

from loa.dispatch import act_messages, sounding
from loa.dispatch.models import Act as Decided
from loa.dispatch.models import Plan
from loa.fleet.models import Device
from loa.kernel.ids import read_uuid
from loa.kernel.roles import Capability
from loa.keys.models import SignedHead, SignedKind
from loa.newsroom.models import Approval
from loa.places.models import Unit
from loa.signer.proofs import entitled, outranked
from loa.signer.refusing import AlreadySigned, Code, NotProven

FRESH: Final = timedelta(minutes=10)
"""The age at which an act that lets something sound is no longer signed: it was meant for its moment."""


def prove(subject: str, delegation: Delegation, now: datetime) -> Act:
    """Returns the act, all but its sequence. Raises NotProven, and AlreadySigned for an act that was signed
    already.

    Sealed again, an act would become the newest, and would lift or stop what was decided since. Only a stop
    that still counts is sealed again, by a newer key.
    """
    name = read_uuid(subject)
    decided = Decided.objects.select_related("unit__parent__parent").filter(id=name).first() if name else None
    if decided is None:
        raise NotProven(Code.MISSING, "no such act")
    if _signed_for_good(decided, delegation):
        raise AlreadySigned
    stale = decided.kind not in STANDING and now - decided.decided_at > FRESH
    if stale or decided.expires_at <= now:
        raise NotProven(Code.EXPIRED, f"decided at {decided.decided_at}")
    unit = decided.unit
    _target(decided, unit)
    above = entitled.above(unit)
    if set(delegation.places).isdisjoint(above.values()):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")
    if not _entitled(decided, above):
        raise NotProven(Code.NOT_ENTITLED, f"person {decided.by_id} at {decided.unit_id}")
    if decided.kind == Decided.Kind.RESTORE and not outranked.lifts(decided, list(above)):
        raise NotProven(Code.FROM_ABOVE, f"{decided.target} {decided.target_id} was silenced from above")
    if decided.kind == Decided.Kind.TONE:
        if decided.latest_start_at - decided.decided_at > FRESH:
            raise NotProven(Code.EXPIRED, f"may begin until {decided.latest_start_at}")
        _may_sound(decided, now)
    try:
        return act_messages.message(decided, sequence=1)
    except (KeyError, TypeError, ValueError) as wrong:
        raise NotProven(Code.ALTERED, str(wrong)) from None


def _signed_for_good(decided: Decided, delegation: Delegation) -> bool:
    """Returns whether the act was signed and must not be signed again.

    A stop may be signed again by a key with a newer serial: a cancel always, a silence while no other silence
    or restore of its target was signed after it.
    """
    heads = SignedHead.objects.filter(kind=SignedKind.ACT)
    last = heads.filter(subject=str(decided.id)).order_by("serial", "sequence").last()
    if last is None:
        return False
    if decided.kind not in STANDING or last.serial >= delegation.serial:
        return True
    if decided.kind == Decided.Kind.CANCEL:
        return False
    others = Decided.objects.filter(
        kind__in=[each.value for each in LASTING], target=decided.target, target_id=decided.target_id
    ).exclude(id=decided.id)
    later = heads.filter(subject__in=[str(each) for each in others.values_list("id", flat=True)])
    return later.filter(
        Q(serial__gt=last.serial) | Q(serial=last.serial, sequence__gt=last.sequence)
    ).exists()


def _may_sound(decided: Decided, now: datetime) -> None:
    """Raises NotProven for a tone where something keeps the place mute, in quiet hours, or outside the
    envelope."""
    device, plan_id = None, ""
    if decided.target == Decided.Target.DEVICE:
        device = Device.objects.get(id=decided.target_id)
        plan_id = device.plan_id
    elif decided.target == Decided.Target.PLAN:
        plan_id = decided.target_id
    why = sounding.tone_refused(decided.unit, plan_id, now, device)
    if why is not None:
        raise NotProven(Code.ENVELOPE if why is Reason.ENVELOPE_HOURS else Code.MUTE, why.value)


def stops(now: datetime) -> QuerySet[Decided, str]:
    """Returns the ids of all stops that have not expired, as text, as requests have them in `subject`."""
    rows = Decided.objects.filter(kind__in=[each.value for each in STANDING], expires_at__gt=now)
    return rows.annotate(name=Cast("id", CharField())).values_list("name", flat=True)


def _target(decided: Decided, unit: Unit) -> None:
    """Raises NotProven unless the target of the act lies in the unit at which it was decided."""
    match decided.target:
        case Decided.Target.ALL:
            inside = unit.parent_id is None
        case Decided.Target.UNIT:
            inside = decided.target_id == unit.code
        case Decided.Target.PLAN:
            inside = Plan.objects.filter(plan_id=decided.target_id, unit=unit).exists()
        case _:
            device = read_uuid(decided.target_id)
            inside = device is not None and Device.objects.filter(id=device, unit=unit).exists()
    if not inside:
        raise NotProven(Code.OTHER_PLACE, f"{decided.target} {decided.target_id} is not in {unit.code}")


def _entitled(decided: Decided, above: Collection[int]) -> bool:
    """Returns whether the person had the right to this act.

    A cancel is also right where it names nothing but approvals of this unit that the same person ended:
    whoever withdraws an own bulletin may stop it.
    """
    asked = Capability.STOP if decided.kind == Decided.Kind.CANCEL else Capability.SILENCE
    given = entitled.grants([decided.by_id])[decided.by_id]
    if entitled.holds(given, asked, decided.unit_id, above, decided.decided_at):
        return True
    named = [each["id"] for each in decided.cancels if each["what"] == CancelWhat.RIGHT]
    return bool(named) and (
        Approval.objects.filter(
            id__in=named, unit_id=decided.unit_id, ending__person_id=decided.by_id
        ).count()
        == len(decided.cancels)
    )


def numbered(act: Act, sequence: int) -> Act:
    """Returns the act with its sequence, ready to be sealed."""
    return msgspec.structs.replace(act, seq=sequence)
