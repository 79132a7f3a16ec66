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

from loa.dispatch.models import Act as ActRow
from loa.keys.models import SignedHead, SignedKind

LONGEST: Final = timedelta(days=401)
"""Whatever was decided longer ago has ended: an act lasts at most 400 days."""


def does(act_row: ActRow) -> Silence | Restore | Cancel | Tone:
    """Returns what an act's row does. Raises ValueError for an unknown kind."""
    match ActRow.Kind(act_row.kind):
        case ActRow.Kind.SILENCE:
            return Silence()
        case ActRow.Kind.RESTORE:
            return Restore()
        case ActRow.Kind.CANCEL:
            return Cancel(tuple(Cancelled(CancelWhat(each["what"]), each["id"]) for each in act_row.cancels))
        case ActRow.Kind.TONE:
            return Tone(act_row.tone_ms)


def message(act_row: ActRow, sequence: int) -> Act:
    """Returns the message for an act's row. `unit` should be loaded. Raises ValueError."""
    return Act(
        v=1,
        id=str(act_row.id),
        seq=sequence,
        does=does(act_row),
        target=Target(TargetKind(act_row.target), act_row.target_id),
        at=to_ms(act_row.decided_at),
        latest_start_ms=to_ms(act_row.latest_start_at),
        expires_ms=to_ms(act_row.expires_at),
        by=Decider(str(act_row.by_id), act_row.unit.code),
        why=act_row.why,
    )


def held(unit_ids: Collection[int], now: datetime) -> list[HeldAct]:
    """Returns the signed silences, restores and cancels decided at these units that may count at a moment.

    For a target the newest silence or restore counts, also after it ended, so ended ones are among them.
    """
    rows = ActRow.objects.filter(unit_id__in=unit_ids, decided_at__gt=now - LONGEST).select_related("unit")
    counted = rows.filter(
        Q(kind__in=[each.value for each in LASTING]) | Q(kind=ActRow.Kind.CANCEL, expires_at__gt=now)
    )
    act_row = {str(each.pk): each for each in counted}
    heads = SignedHead.objects.filter(kind=SignedKind.ACT, subject__in=list(act_row))
    return [
        HeldAct(message(act_row[subject], sequence), serial)
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
