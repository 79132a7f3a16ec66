"""The right by which a sound is planned: the tag of its source, and the id of the right in that source. Pure.

The tag says which proof the signer needs (`loa.signer.proofs.sources`). Only this module takes it from what
an item carries.
"""

from dataclasses import dataclass
from typing import Final

from loa_protocol import messages
from loa_protocol.messages import Item

from loa.newsroom.form import BULLETIN


@dataclass(frozen=True, order=True)
class Right:
    """A right of one source; `id` is the source's own."""

    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}{MARK}{self.id}"


MARK: Final = ":"


def of(right: messages.Right) -> Right:
    """Returns a right as the wire names it, in whatever an item carries."""
    return Right(right.source, right.id)


def named(item: Item) -> set[Right]:
    """Returns all rights that an item's content names; none for content of an unknown kind."""
    return {of(right) for right in item.rights}


def read(text: str) -> Right:
    """Returns a right from its text. Rows older than tags have an approval's id alone."""
    source, mark, name = text.partition(MARK)
    return Right(source, name) if mark else Right(BULLETIN, text)
