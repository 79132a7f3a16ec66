"""Turns rows of acts into the messages that devices hold, and finds those that count at a moment."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from loa_protocol.messages import (
    Act,
    Cancel,
    Cancelled,
    CancelWhat,
    Decider,
    Restore,
    Silence,
    Target,
    TargetKind,
    Tone,
)
from loa_protocol.messages.act import LASTING
from loa_protocol.rule import HeldAct
from loa_protocol.timing import to_ms

from loa.dispatch.models import Act as Decided
from loa.keys.models import SignedHead, SignedKind

LONGEST: Final = timedelta(days=401)
"""Whatever was decided longer ago has ended: an act lasts at most 400 days."""


def does(decided: Decided) -> Silence | Restore | Cancel | Tone:
    """Returns what an act's row does. Raises ValueError for an unknown kind."""
    match Decided.Kind(decided.kind):
        case Decided.Kind.SILENCE:
            return Silence()
        case Decided.Kind.RESTORE:
            return Restore()
        case Decided.Kind.CANCEL:
            return Cancel(tuple(Cancelled(CancelWhat(each["what"]), each["id"]) for each in decided.cancels))
        case Decided.Kind.TONE:
            return Tone(decided.tone_ms)


def message(decided: Decided, sequence: int) -> Act:
    """Returns the message for an act's row. `unit` should be loaded. Raises ValueError."""
    return Act(
        v=1,
        id=str(decided.id),
        seq=sequence,
        does=does(decided),
        target=Target(TargetKind(decided.target), decided.target_id),
        at=to_ms(decided.decided_at),
        latest_start_ms=to_ms(decided.latest_start_at),
        expires_ms=to_ms(decided.expires_at),
        by=Decider(str(decided.by_id), decided.unit.code),
        why=decided.why,
    )


def held(unit_ids: Collection[int], now: datetime) -> list[HeldAct]:
    """Returns the signed silences, restores and cancels decided at these units that may count at a moment.

    For a target the newest silence or restore counts, also after it ended, so ended ones are among them.
    """
    rows = Decided.objects.filter(unit_id__in=unit_ids, decided_at__gt=now - LONGEST).select_related("unit")
    counted = rows.filter(
        Q(kind__in=[each.value for each in LASTING]) | Q(kind=Decided.Kind.CANCEL, expires_at__gt=now)
    )
    decided = {str(each.pk): each for each in counted}
    heads = SignedHead.objects.filter(kind=SignedKind.ACT, subject__in=list(decided))
    return [
        HeldAct(message(decided[subject], sequence), serial)
        for subject, serial, sequence in heads.values_list("subject", "serial", "sequence")
    ]


def reaching(
    acts: Collection[HeldAct], places: Collection[str], plan_id: str, device: str = ""
) -> tuple[HeldAct, ...]:
    """Returns the acts for a plan of these places (unit codes), and for a device of it where one is named."""
    return tuple(each for each in acts if _is_for(each.act.target, places, plan_id, device))


def _is_for(target: Target, places: Collection[str], plan_id: str, device: str) -> bool:
    """Returns whether a target covers a plan of these places, or a device of it."""
    match target.kind:
        case TargetKind.ALL:
            return True
        case TargetKind.UNIT:
            return target.id in places
        case TargetKind.PLAN:
            return target.id == plan_id
        case TargetKind.DEVICE:
            return target.id == device
