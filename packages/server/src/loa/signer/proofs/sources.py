"""The sources of what may sound, by tag. Each right is proven by its own source, and by no other."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from loa_protocol.messages import Item

from loa.airtime import rights
from loa.airtime.rights import Right
from loa.newsroom.form import BULLETIN
from loa.signer.proofs.bulletin import Approvals
from loa.signer.proofs.right import ProvenRight
from loa.signer.refusing import Code, NotProven


class Source(Protocol):
    """The rights of one source as the database has them in one transaction. Each is proven once."""

    def load(self, ids: Iterable[str]) -> None:
        """Reads and proves these rights, in few queries however many they are."""

    def proven(self, name: str) -> ProvenRight:
        """Returns what a right that was loaded lets sound. Raises NotProven."""


SOURCES: Final[dict[str, Callable[[], Source]]] = {BULLETIN: Approvals}
"""The sources by tag. A new source is a file of its own in this folder, and one line here."""


def _fresh() -> dict[str, Source]:
    return {tag: make() for tag, make in SOURCES.items()}


@dataclass
class Rights:
    """The rights of all sources, for one transaction."""

    _sources: dict[str, Source] = field(default_factory=_fresh)

    def load(self, wanted: Iterable[Right]) -> None:
        """Reads and proves these rights. Rights with an unknown tag are skipped; `proven` refuses them."""
        ids = defaultdict(set)
        for right in wanted:
            ids[right.source].add(right.id)
        for tag in ids.keys() & self._sources.keys():
            self._sources[tag].load(ids[tag])

    def proven(self, right: Right) -> ProvenRight:
        """Returns what a right that was loaded lets sound. Raises NotProven."""
        source = self._sources.get(right.source)
        if source is None:
            raise NotProven(Code.OTHER_SOURCE, str(right))
        return source.proven(right.id)


def named_by(items: Iterable[Item]) -> set[Right]:
    """Returns all rights that some items name."""
    return {right for item in items for right in rights.named(item)}
