"""A request that the signer turns down; its codes and their sentences are in `loa.keys.refusals`."""

from dataclasses import dataclass
from datetime import date

from loa.keys.refusals import Code

__all__ = ["Code", "NotProven", "Overtaken", "Part"]


@dataclass(frozen=True)
class Part:
    """What of a plan could not be proven, where the rest can be proven without it.

    `item` is the row of an item, None for all of the day; `within` and `everywhere` are the verdict's (see
    `loa.dispatch.models.Verdict`): everywhere means in each plan of the unit, else in this one alone.
    """

    date: date
    code: Code
    detail: str
    item: int | None
    within: str = ""
    everywhere: bool = True


class Overtaken(Exception):
    """Nothing to sign: it was signed already, or something newer was."""


@dataclass(frozen=True)
class NotProven(Exception):
    """Why not: `detail` is for a technician, and begins with the item's id where one item is the cause.

    `parts` are all that stand in the way; without any, the plan is refused whole.
    """

    code: Code
    detail: str = ""
    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"
