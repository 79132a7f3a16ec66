"""A day plan with its items, and the items in it that break the rules of the day, judged by the same code
that devices run."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from loa_protocol.messages import DayPlan, Delegation, Item, Priority
from loa_protocol.rule import Breach, Reason, breaches

from loa.signer.refusing import Code, Part

_MINUTES: Final = (Reason.MINUTES, Reason.ENVELOPE_MINUTES)
_ENVELOPE: Final = (Reason.ENVELOPE_HOURS, Reason.ENVELOPE_MINUTES, Reason.ENVELOPE_VOLUME, Reason.CLASS)


@dataclass(frozen=True)
class ProvenDay:
    """A day plan, with its bytes, the rows of its items, and what in it breaks the rules."""

    plan: DayPlan
    data: bytes
    items: Sequence[int]
    breaking: tuple[Part, ...] = ()


def faultless(frame: DayPlan, items: Iterable[Item], delegation: Delegation) -> bool:
    """Returns whether a day of all these items breaks nothing. Then no day with some of them breaks anything.

    An item by itself is right or wrong whatever other items there are, and leaving items out adds no minutes
    and repeats no name.
    """
    whole = msgspec.structs.replace(frame, items=tuple(items))
    return not breaches(whole, delegation.envelope, delegation.highest)


def breaking(day: ProvenDay, name: str, delegation: Delegation) -> tuple[Part, ...]:
    """Returns the items to leave out so that the rest of a day breaks neither rules nor envelope, as devices
    judge."""
    found: dict[int, Part] = {}
    left = day.plan
    while broken := breaches(left, delegation.envelope, delegation.highest):
        worst = {breach.item: breach for breach in _worst(left, broken)}
        for number, item in zip(day.items, day.plan.items, strict=True):
            if (breach := worst.get(item.id)) is not None:
                code = Code.ENVELOPE if breach.code in _ENVELOPE else Code.RULES
                detail = f"{day.plan.date} {item.id}: {breach.code}"
                found[number] = Part(day.plan.date, code, detail, number, name)
        # Without these items the rest is judged again: a session may have become short enough.
        left = msgspec.structs.replace(left, items=tuple(i for i in left.items if i.id not in worst))
    return tuple(found.values())


def _worst(day: DayPlan, broken: Collection[Breach]) -> list[Breach]:
    """Returns the breaches of the items to leave out next.

    Those are the items that break a rule by themselves. If only a session is too long, each item in it has a
    breach; then it is the one that a device would drop, the last of the ordinary ones.
    """
    alone = [breach for breach in broken if breach.code not in _MINUTES]
    items = {item.id: item for item in day.items}
    # True sorts above False, so an ordinary item is dropped before a priority one.
    return alone or [
        max(broken, key=lambda b: (items[b.item].priority is Priority.ORDINARY, b.start_ms, b.item))
    ]
