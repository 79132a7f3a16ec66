"""Copies all objects from one store into another and checks the hashes on both sides. An interrupted copy
continues when it is started again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from loa.objects.port import PIECES, NoObject, Store, WrongBytes, hashed, whole

MOST_BYTES = 1 << 30
"""The largest object that is copied, in bytes."""


def move(source: Store, target: Store, say: Callable[[int, int], None]) -> list[str]:
    """Copies every object that `source` lists and leaves it there. Calls `say` with how many of how many are
    done.

    Returns the names of the objects whose bytes do not have the hash of their name; these are not copied.
    What the target already holds is read and hashed, not written again. Raises StoreError.
    """
    names = [name for piece in range(PIECES) for name in sorted(source.names(piece))]
    damaged: list[str] = []
    with ThreadPoolExecutor(target.at_once) as pool:
        copies = pool.map(lambda name: _copied(source, target, name), names)
        for done, (name, good) in enumerate(zip(names, copies, strict=True), 1):
            if not good:
                damaged.append(name)
            say(done, len(names))
    return damaged


def _copied(source: Store, target: Store, name: str) -> bool:
    try:
        if hashed(target.read(name))[0] == name:
            return True
    except NoObject:
        pass
    try:
        data = whole(source, name, MOST_BYTES)
    except WrongBytes:
        return False
    target.put(name, data)
    return True
