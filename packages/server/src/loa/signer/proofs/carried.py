"""What has to be proven of an item, by the kind of what it carries.

Each kind has one proof. Every right that an item names is proven, and it is checked that the right covers
what it is for. A kind without a line here, an item that names no right, and a proof that asks for other
rights than the item names are refused: otherwise something would be signed that nothing has proven.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from loa_protocol.messages import Item, Sounds
from loa_protocol.messages.carried import CarriedContent

from loa.airtime import rights
from loa.airtime.rights import Right
from loa.signer.proofs.right import ProvenRight, covers
from loa.signer.refusing import Code, NotProven


class NeededRight(NamedTuple):
    """A right that has to be proven, and the check whether it covers what it is for at this place and day."""

    right: Right
    covers: Callable[[ProvenRight, int, date, Item], None]


def _of_sounds(carries: Sounds) -> tuple[NeededRight, ...]:
    """Returns one needed right for each sound."""
    return tuple(NeededRight(rights.of(sound.right), partial(covers, sound=sound)) for sound in carries.media)


KINDS: Final[dict[type[CarriedContent], Callable[[Any], tuple[NeededRight, ...]]]] = {Sounds: _of_sounds}
"""The proof for each kind. A new kind is one line here, and its proof a file of its own."""


def granted(
    item: Item, unit_id: int, day: date, proven: Callable[[Right], ProvenRight]
) -> tuple[ProvenRight, ...]:
    """Returns the rights of an item, at least one, each of which covers what it is for. Raises NotProven."""
    proof = KINDS.get(type(item.carries))
    if proof is None:
        raise NotProven(Code.NOT_APPROVED, f"{item.id}: carries what this house has no proof of")
    needs = proof(item.carries)
    if not needs or {need.right for need in needs} != rights.named(item):
        raise NotProven(Code.NOT_APPROVED, f"{item.id}: not all that it carries names its right")
    found = tuple(proven(need.right) for need in needs)
    for each, need in zip(found, needs, strict=True):
        need.covers(each, unit_id, day, item)
    return found
