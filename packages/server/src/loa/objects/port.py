"""The one interface for stores of objects: what each store does, and how it reports a failure.

An object is named by the SHA-256 of its bytes (64 lower-case hexadecimal digits) and never changes. So what
was read can always be verified, and nothing that a store reports about itself (a date, an ETag, a list) is
trusted.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

NAME: Final = re.compile("[0-9a-f]{64}")
PIECES: Final = 256
"""The number of parts in which a store lists its names, by the first byte of the name."""


class StoreError(OSError):
    """A store could not do what was requested."""


class NoObject(StoreError):
    """There is no object with this name."""


class StoreRefused(StoreError):
    """The store denies access: a wrong or expired credential, no such bucket, a missing right."""


class StoreAway(StoreError):
    """The store does not answer, or not completely. The same request may work later."""


class WrongBytes(StoreError):
    """Bytes that do not have the hash of their name, either given to `put` or read back from the store."""


class Store(Protocol):
    """A store of objects. Each method raises StoreError; every store uses at least StoreRefused and
    StoreAway."""

    @property
    def at_once(self) -> int:
        """The number of requests that may be made at the same time; 1 where threads would gain nothing."""

    def put(self, name: str, data: bytes) -> None:
        """Stores an object.

        On return it is there completely and was verified to be; before, it is not there at all. Putting the
        same again changes nothing. Raises WrongBytes, also when the store returns other bytes than were put.
        """

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yields the bytes from `start` up to and without `end` (None, or beyond the object: all the rest),
        in pieces.

        Raises NoObject at the first piece, StoreAway when the rest does not come. The bytes are not verified
        yet.
        """

    def size(self, name: str) -> int:
        """Returns the size of the object in bytes. Raises NoObject."""

    def names(self, piece: int) -> Iterator[str]:
        """Yields the names that begin with this byte (0 to 255). The list may be out of date: an object just
        put may be missing, one just deleted may still be listed."""

    def delete(self, name: str) -> None:
        """Removes an object; does nothing when there is none."""

    def forget_unfinished(self, piece: int) -> None:
        """Removes files that killed processes left incomplete in this part."""


def check(name: str, data: bytes) -> None:
    """Raises WrongBytes unless these bytes have this name."""
    if hashlib.sha256(data).hexdigest() != name:
        raise WrongBytes(f"{len(data)} bytes are not object {name[:12]}")


def hashed(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Returns the SHA-256 in hexadecimal digits and the number of bytes. Raises what reading the pieces
    raises."""
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return found.hexdigest(), size


def whole(store: Store, name: str, most: int) -> bytes:
    """Returns an object of at most `most` bytes, verified by its name. Raises NoObject, WrongBytes and the
    other kinds of StoreError."""
    found = bytearray()
    for piece in store.read(name):
        found += piece
        if len(found) > most:
            raise WrongBytes(f"object {name[:12]} has more than {most} bytes")
    data = bytes(found)
    check(name, data)
    return data
