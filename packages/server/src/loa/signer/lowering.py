"""Lowers a device's floor, signed by the root: the way back for boxes that were given a time far ahead.

There are two steps, so that a person reads what the root will sign before they bring its sheet. What is
signed is published with the next trust bundle, which the running signer makes at its next round.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from loa_protocol import issuing
from loa_protocol.messages import LoweredFloor as Lowered
from loa_protocol.timing import from_ms, to_ms

from loa.audit import actions as audit
from loa.fleet import queries as fleet
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.locks import LockSubject, alone_with
from loa.keys import queries as keys
from loa.keys.models import LoweredFloor
from loa.keys.rules import NotLowered, not_lowered
from loa.places.models import Unit
from loa.signer import ceremony


@dataclass(frozen=True)
class LoweringRequest:
    """A request to lower a floor.

    device: whose floor, None for every box's. floor: to which moment. ends: from when on no list carries it.
    Both are aware.
    """

    device: UUID | None
    floor: datetime
    ends: datetime


class LoweringRefused(ValueError):
    """The error that a floor may not be lowered; `code` says why."""

    def __init__(self, code: NotLowered) -> None:
        super().__init__(code.value)
        self.code = code


def checked(wanted: LoweringRequest) -> Device | None:
    """Returns the box that is meant, or None for every box. Nothing is signed yet.

    Needs read scope over all units. Raises LoweringRefused.
    """
    if keys.clock_doubt() is not None:
        raise LoweringRefused(NotLowered.CLOCK)
    now = clock.now()
    why = not_lowered(wanted.floor, wanted.ends, now, len(keys.lowered(now)))
    if why is not None:
        raise LoweringRefused(why)
    if wanted.device is None:
        return None
    shown = fleet.one(wanted.device)
    if shown is None:
        raise LoweringRefused(NotLowered.NO_BOX)
    if shown.device.state == Device.State.NEW:
        raise LoweringRefused(NotLowered.NOT_CLAIMED)
    return shown.device


def lower(seed: bytes, wanted: LoweringRequest, province: Unit) -> LoweredFloor:
    """Signs the lowered floor with the root's private half, stores it and returns the row.

    Needs read and write scope over all units, and an actor. Raises LoweringRefused, or WrongSheet.
    """
    root, row = ceremony.opened(seed)
    with transaction.atomic():
        alone_with(LockSubject.LOWERED_FLOOR)
        # Checked again under the lock: a floor may have been lowered since the first step.
        device = checked(wanted)
        said = Lowered(
            v=1,
            seq=_next(),
            device=str(device.id) if device else "",
            floor=to_ms(wanted.floor),
            ends=to_ms(wanted.ends),
        )
        kept = LoweredFloor.objects.create(
            sequence=said.seq,
            root=row,
            device=wanted.device,
            floor=from_ms(said.floor),
            ends=from_ms(said.ends),
            head=issuing.lowered_floor(root, said),
        )
        _record(kept, device, province)
    return kept


def _next() -> int:
    """Returns a sequence above all before it, also after a restore: a box accepts each number once."""
    last = LoweredFloor.objects.order_by("-sequence").first()
    return max(last.sequence + 1 if last else 1, to_ms(clock.now()))


def _record(kept: LoweredFloor, device: Device | None, province: Unit) -> None:
    """Writes the entry of the audit log."""
    audit.record(
        "keys.floor_lowered",
        device or kept,
        device.unit_id if device else province.id,
        all=device is None,
        floor=_minute(kept.floor),
        ends=_minute(kept.ends),
        seq=kept.sequence,
    )


def _minute(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="minutes")
