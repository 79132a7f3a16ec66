"""What lets a sound be planned: the tag of its source and the id of the right there. Pure.

The tag says which proof the signer asks for (`loa.signer.proofs.sources`). This is the one place that takes
it from a sound as the plan says it.
"""

from dataclasses import dataclass
from typing import Final

from loa_protocol.messages import Sound

from loa.newsroom.form import BULLETIN


@dataclass(frozen=True, order=True)
class Right:
    """A right of one source; `id` is the source's own."""

    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}{MARK}{self.id}"


MARK: Final = ":"


def of(sound: Sound) -> Right:
    """The right by which a plan lets a sound sound, as the wire names it."""
    return Right(sound.right.source, sound.right.id)


def read(text: str) -> Right:
    """A right as it was written; rows older than tags name an approval's id alone."""
    source, mark, name = text.partition(MARK)
    return Right(source, name) if mark else Right(BULLETIN, text)
