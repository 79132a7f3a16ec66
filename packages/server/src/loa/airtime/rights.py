"""What lets a sound be planned: the tag of its source and the id of the right there. Pure.

The tag says which proof the signer asks for (`loa.signer.proofs.sources`). This is the one place that takes
it from what an item carries.
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
    """A right as the wire names it, in whatever an item carries."""
    return Right(right.source, right.id)


def named(item: Item) -> set[Right]:
    """All rights that what an item carries names; none of what is not known."""
    return {of(right) for right in item.rights}


def read(text: str) -> Right:
    """A right as it was written; rows older than tags name an approval's id alone."""
    source, mark, name = text.partition(MARK)
    return Right(source, name) if mark else Right(BULLETIN, text)
