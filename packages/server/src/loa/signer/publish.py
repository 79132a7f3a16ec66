"""Publishes what was proven where the file door serves it, before the head that names it is signed.

Only the signer writes there. This process has hashed the bytes of each object itself, of those that it wrote
and of those that it found: an object counts as published only if it was read whole. The object store is a
copy of what the database and the media store hold. What a power cut damaged is published again at the next
start (see upkeep.py).

After a store failed to answer, it is not asked for some seconds. Whatever needs it waits and is tried again
later. Nothing is refused for that reason, and no head is signed.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from loa.objects.port import NoObject, Store, StoreAway, StoreError, WrongBytes, whole
from loa.signer.refusing import Code, NotProven

log = logging.getLogger("loa.signer")

REST_S: Final = 5.0
LONGEST_REST_S: Final = 60.0
"""The longest pause in seconds. The pause doubles with each failure, because each try may block the signer
for seconds."""

Given = TypeVar("Given")


class PublishedObjects:
    """The objects that the file door serves, and the sounds that they are copied from."""

    def __init__(self, objects: Store, media: Store, now_s: Callable[[], float] = time.monotonic) -> None:
        self._objects = objects
        self._media = media
        self._now_s = now_s
        self._rest_s = REST_S
        self._rests_until = now_s()
        # A store over the network is slow for each object, so it takes several at the same time.
        self._pool = ThreadPoolExecutor(objects.at_once, "laying") if objects.at_once > 1 else None
        self._whole: dict[str, int] = {}
        """The objects that this process has read whole, by hash, with their size in bytes."""

    def rests(self) -> bool:
        """Returns whether a store failed a moment ago. Then nothing that names an object can be signed
        yet."""
        return self._now_s() < self._rests_until

    def publish_all(self, documents: Mapping[str, bytes]) -> int:
        """Publishes documents whose hashes are already proven and returns how many were missing. Raises
        StoreError."""
        # Of what was read whole before, nothing is asked again.
        new = {name: data for name, data in documents.items() if name not in self._whole}
        with self._asked(new):
            return sum(self._each(lambda name: self._lay(name, new[name]), new))

    def publish_sounds(self, sounds: Mapping[str, int]) -> tuple[int, dict[str, NotProven]]:
        """Publishes renditions (name and size) from the media store.

        Returns how many were missing, and for each sound that cannot be published the reason. Raises
        StoreError.
        """
        new = {name: size for name, size in sounds.items() if self._whole.get(name) != size}
        with self._asked(new):
            found = dict(
                zip(new, self._each(lambda name: self._publish_sound(name, new[name]), new), strict=True)
            )
        missing = {name: why for name, why in found.items() if isinstance(why, NotProven)}
        return sum(each for each in found.values() if isinstance(each, int)), missing

    def publish_sound(self, name: str, size: int) -> None:
        """Publishes one sound. Raises NotProven, StoreError."""
        _laid, missing = self.publish_sounds({name: size})
        if missing:
            raise missing[name]

    def names(self, piece: int) -> list[str]:
        """Returns the names of the objects in one of the 256 pieces, as the store lists them. Raises
        StoreError."""
        with self._asked():
            self._objects.forget_unfinished(piece)
            return list(self._objects.names(piece))

    def take_away(self, names: Collection[str]) -> int:
        """Removes objects and returns how many names were given. Raises StoreError.

        It does not ask whether an object was published again since it was listed: that is for the caller.
        """
        for name in names:
            # Forgotten before the removal: if it fails half-way, an object must not count as published.
            self._whole.pop(name, None)
        with self._asked(names):
            self._each(self._objects.delete, names)
        return len(names)

    def _each(self, work: Callable[[str], Given], names: Collection[str]) -> list[Given]:
        return list(self._pool.map(work, names) if self._pool else map(work, names))

    @contextmanager
    def _asked(self, for_what: Collection[str] = ("",)) -> Iterator[None]:
        """Wraps calls to a store: raises StoreAway during the pause, and starts a pause when a call raises
        StoreError.

        `for_what` are the names that are asked for. With none there is no call, so the pause does not matter;
        the default stands for calls without names.
        """
        if not for_what:
            yield
            return
        if self.rests():
            raise StoreAway("a store did not answer a moment ago")
        try:
            yield
        except StoreError as wrong:
            log.error("no object can be laid, plans wait: %s", wrong)
            self._rests_until = self._now_s() + self._rest_s
            self._rest_s = min(LONGEST_REST_S, self._rest_s * 2)
            raise
        self._rest_s = REST_S

    def _lay(self, name: str, data: bytes) -> int:
        """Publishes one document; returns 1 where it was missing, else 0."""
        laid = 0
        if not self._holds(name, len(data)):
            self._objects.put(name, data)
            laid = 1
        self._whole[name] = len(data)
        return laid

    def _publish_sound(self, name: str, size: int) -> int | NotProven:
        """Publishes one sound; returns 1 where it was missing, 0 where not, or the reason why it cannot be
        published."""
        laid = 0
        if not self._holds(name, size):
            try:
                sound = whole(self._media, name, size)
            except NoObject:
                return NotProven(Code.MISSING, f"sound {name[:12]}")
            except WrongBytes as wrong:
                return NotProven(Code.OTHER_SOUND, str(wrong))
            if len(sound) != size:
                return NotProven(Code.OTHER_SOUND, f"sound {name[:12]}: {len(sound)} bytes, not {size}")
            self._objects.put(name, sound)
            laid = 1
        self._whole[name] = size
        return laid

    def _holds(self, name: str, size: int) -> bool:
        """Returns whether the store has this object whole. It is read and hashed."""
        try:
            return len(whole(self._objects, name, size)) == size
        except (NoObject, WrongBytes):
            return False
