"""The one port to where objects lie: what every place of them does, and how it says that it cannot.

An object is named by the SHA-256 of its bytes (64 lower-case hexadecimal digits) and never changes. So what
was read can always be proven, and nothing that a store says of itself (a date, an ETag, a list) is believed.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

NAME: Final = re.compile("[0-9a-f]{64}")
PIECES: Final = 256
"""A place lists its names in so many pieces, by the first byte of the name."""


class StoreError(OSError):
    """A store could not do what it was asked."""


class NoObject(StoreError):
    """There is no object of this name."""


class StoreRefused(StoreError):
    """The store does not let us: a wrong or expired credential, no such bucket, a right that is lacking."""


class StoreAway(StoreError):
    """The store does not answer, or not to the end: the same may work later."""


class WrongBytes(StoreError):
    """Bytes that are not what their name says: given to be put, or read back from where they were put."""


class Store(Protocol):
    """A place of objects. Each method raises StoreError; of its kinds at least StoreRefused and StoreAway."""

    @property
    def at_once(self) -> int:
        """How many requests it may be asked at the same time; 1 where threads would gain nothing."""

    def put(self, name: str, data: bytes) -> None:
        """Keep an object. On return it is there whole and was seen to be; before, it is not there at all. The
        same again changes nothing. Raises WrongBytes, also when the place gives back others than were put."""

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Bytes `start` up to and without `end` (None, or beyond the object: all the rest), in pieces. Raises
        NoObject at the first piece, StoreAway when the rest does not come. What comes is not yet proven."""

    def size(self, name: str) -> int:
        """Bytes of the object. Raises NoObject."""

    def names(self, piece: int) -> Iterator[str]:
        """Names that begin with this byte (0 to 255). The list may be old: one just put may be lacking, one
        just deleted be on it."""

    def delete(self, name: str) -> None:
        """Take an object away; one that is not there is as good."""

    def forget_unfinished(self, piece: int) -> None:
        """Take away what processes that were killed left half-written in this piece."""


def check(name: str, data: bytes) -> None:
    """Raises WrongBytes unless these bytes have this name."""
    if hashlib.sha256(data).hexdigest() != name:
        raise WrongBytes(f"{len(data)} bytes are not object {name[:12]}")


def hashed(pieces: Iterable[bytes]) -> tuple[str, int]:
    """SHA-256 in hexadecimal digits, and how many bytes. Raises what reading the pieces raises."""
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return found.hexdigest(), size


def whole(store: Store, name: str, most: int) -> bytes:
    """An object of at most so many bytes, proven by its name. Raises NoObject, WrongBytes and the rest."""
    found = bytearray()
    for piece in store.read(name):
        found += piece
        if len(found) > most:
            raise WrongBytes(f"object {name[:12]} has more than {most} bytes")
    data = bytes(found)
    check(name, data)
    return data
