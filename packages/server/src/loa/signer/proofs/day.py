"""A day plan put together, and the items in it that break the rules of the day: by the very code that devices
run."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from loa_protocol.messages import Cls, DayPlan, Delegation, Item
from loa_protocol.rule import Breach, Reason, breaches

from loa.signer.refusing import Code, Part

_MINUTES: Final = (Reason.MINUTES, Reason.ENVELOPE_MINUTES)
_ENVELOPE: Final = (Reason.ENVELOPE_HOURS, Reason.ENVELOPE_MINUTES, Reason.ENVELOPE_VOLUME, Reason.CLASS)


@dataclass(frozen=True)
class Day:
    """A day plan, with its bytes, the rows of its items, and what in it breaks the rules."""

    plan: DayPlan
    data: bytes
    items: Sequence[int]
    breaking: tuple[Part, ...] = ()


def faultless(frame: DayPlan, items: Iterable[Item], delegation: Delegation) -> bool:
    """Would a day of all these items break nothing? Then no day with some of them does: an item by itself is
    right or wrong whatever stands beside it, and what is left out adds no minutes and repeats no name."""
    whole = msgspec.structs.replace(frame, items=tuple(items))
    return not breaches(whole, delegation.envelope, delegation.highest)


def breaking(day: Day, name: str, delegation: Delegation) -> tuple[Part, ...]:
    """The items to leave out so that the rest of a day breaks neither rule nor envelope, as devices judge."""
    found: dict[int, Part] = {}
    left = day.plan
    while broken := breaches(left, delegation.envelope, delegation.highest):
        worst = {breach.item: breach for breach in _worst(left, broken)}
        for number, item in zip(day.items, day.plan.items, strict=True):
            if (breach := worst.get(item.id)) is not None:
                code = Code.ENVELOPE if breach.code in _ENVELOPE else Code.RULES
                detail = f"{day.plan.date} {item.id}: {breach.code}"
                found[number] = Part(day.plan.date, code, detail, number, name)
        left = msgspec.structs.replace(left, items=tuple(i for i in left.items if i.id not in worst))
    return tuple(found.values())


def _worst(day: DayPlan, broken: Collection[Breach]) -> list[Breach]:
    """Those that break a rule by themselves. If only a session is too long, which all in it are blamed for:
    the one that a device would drop, the last of the ordinary ones."""
    alone = [breach for breach in broken if breach.code not in _MINUTES]
    items = {item.id: item for item in day.items}
    return alone or [max(broken, key=lambda b: (items[b.item].cls is Cls.ORDINARY, b.start_ms, b.item))]
