"""The sources of what may sound, by tag: each right is proven by its own source, and by no other."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from loa_protocol.messages import Item

from loa.airtime import rights
from loa.airtime.rights import Right
from loa.newsroom.form import BULLETIN
from loa.signer.proofs.bulletin import Approvals
from loa.signer.proofs.right import Granted
from loa.signer.refusing import Code, NotProven


class Source(Protocol):
    """The rights of one source as the database has them in one transaction, each proven once."""

    def load(self, ids: Iterable[str]) -> None:
        """Read and prove these rights, in few questions however many they are."""

    def proven(self, name: str) -> Granted:
        """What a right that was loaded lets sound. Raises NotProven."""


SOURCES: Final[dict[str, Callable[[], Source]]] = {BULLETIN: Approvals}
"""By tag. A source of its own is a file of its own here, and a line."""


def _fresh() -> dict[str, Source]:
    return {tag: make() for tag, make in SOURCES.items()}


@dataclass
class Rights:
    """The rights of all sources, for one transaction."""

    _sources: dict[str, Source] = field(default_factory=_fresh)

    def load(self, wanted: Iterable[Right]) -> None:
        """Read and prove these; of a tag that no source has, nothing."""
        ids = defaultdict(set)
        for right in wanted:
            ids[right.source].add(right.id)
        for tag in ids.keys() & self._sources.keys():
            self._sources[tag].load(ids[tag])

    def proven(self, right: Right) -> Granted:
        """What a right that was loaded lets sound. Raises NotProven."""
        source = self._sources.get(right.source)
        if source is None:
            raise NotProven(Code.OTHER_SOURCE, str(right))
        return source.proven(right.id)


def named_by(items: Iterable[Item]) -> set[Right]:
    """All rights that some items name."""
    return {right for item in items for right in rights.named(item)}
