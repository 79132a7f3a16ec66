"""The parts of golden moments: a moment of the golden day on one device, and the acts that it holds."""

from typing import Any, NamedTuple

import msgspec

from loa_protocol import timing
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import ActKind, DayPlan, Target, TargetKind
from loa_protocol.rule import HeldAct, Reason
from loa_protocol.testing.golden.day import DAY, day, emergency, item
from loa_protocol.testing.world import act
from loa_protocol.timing import DAY as DAY_MS
from loa_protocol.timing import HOUR, MINUTE

START = timing.at_minute(DAY, 300)
BEGUN = frozenset({f"a@{DAY}"})
A = day(item("a", 300, 10))
WITH_ALARM = day(item("a", 300, 10), emergency("e", 302, 5))
COMMUNE = Target(TargetKind.UNIT, "16012")
PROVINCE = Target(TargetKind.UNIT, "38")
_OF_KIND = {
    ActKind.BLANK: 1,
    ActKind.SILENCE: 2,
    ActKind.RESTORE: 3,
    ActKind.CANCEL: 4,
    ActKind.TONE: 5,
}
"""A digit of the id of an act of this kind. An act that wins by its kind has the lower digit, because between
acts of equal order the higher id wins: so the cases show that the kind decides before the id."""


class MomentCase(NamedTuple):
    """A moment of a day on one device. held: whether a complete plan is stored. refused: why the device may
    sound nothing at all."""

    name: str
    now: int
    acts: tuple[HeldAct, ...] = ()
    begun: frozenset[str] = BEGUN
    day: DayPlan = A
    sure: bool = True
    refused: Reason | None = None
    held: bool = True
    valid: tuple[int, int] = (START - DAY_MS, START + DAY_MS)
    volume: int = 80


def stop(
    kind: ActKind,
    seq: int,
    target: Target = COMMUNE,
    *,
    ends: int = START + HOUR,
    serial: int = 1,
    until: int = 0,
    **more: Any,
) -> HeldAct:
    """Returns an act that was decided a minute before the item begins. Its id is made from its kind, target
    and order."""
    whom = sha256_hex(f"{target.kind}:{target.id}".encode())[:2]
    made = act(
        kind,
        target,
        seq=seq,
        id=f"0199bbbb-0000-7{_OF_KIND[kind]}{whom}-{serial:04d}-{seq:012d}",
        at=START - MINUTE,
        latest_start_ms=START,
        expires_ms=ends,
        **more,
    )
    return HeldAct(made, serial, until)


def but_act(changed: HeldAct, **changes: Any) -> HeldAct:
    """Returns the held act with some fields of the act changed."""
    return HeldAct(msgspec.structs.replace(changed.act, **changes), changed.serial, changed.until)
