"""The exceptions with which the signer refuses a request. Codes and their sentences are in
`loa.keys.refusals`."""

from dataclasses import dataclass
from datetime import date

from loa.keys.refusals import Code

__all__ = ["AlreadySigned", "Code", "NotProven", "Part"]


@dataclass(frozen=True)
class Part:
    """A part of a plan that could not be proven, where the rest can be proven without it.

    `item` is the row of an item, or None for the whole day. `within` and `everywhere` are stored in the
    verdict (see `loa.dispatch.models.Verdict`): `everywhere` means in each plan of the unit, otherwise in
    this plan alone.
    """

    date: date
    code: Code
    detail: str
    item: int | None
    within: str = ""
    everywhere: bool = True


class AlreadySigned(Exception):
    """The error that there is nothing to sign: this, or something newer, was signed already."""


@dataclass(frozen=True)
class NotProven(Exception):
    """The error that a request cannot be proven.

    `detail` is for a technician and begins with the item's id where one item is the cause. `parts` are all
    parts that could not be proven; without any, the whole plan is refused.
    """

    code: Code
    detail: str = ""
    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"
