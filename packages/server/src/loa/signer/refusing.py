"""A request that the signer turns down; its codes and their sentences are in `loa.keys.refusals`."""

from dataclasses import dataclass

from loa.keys.refusals import Code

__all__ = ["Code", "NotProven"]


@dataclass(frozen=True)
class NotProven(Exception):
    """Why not: `detail` is for a technician, and begins with the item's id where one item is the cause."""

    code: Code
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"
