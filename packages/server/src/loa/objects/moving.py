"""From one place into another, hashed on both sides; cut off anywhere, it goes on when it is begun again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from loa.objects.port import PIECES, NoObject, Store, WrongBytes, hashed, whole

MOST_BYTES = 1 << 30
"""Of one object."""


def move(source: Store, target: Store, say: Callable[[int, int], None]) -> list[str]:
    """Copy every object that `source` lists, and leave it there; says how many of how many are done.

    Gives the names of those whose bytes are no longer what their name says: they are not copied. What the
    target holds already is read and hashed, not put again. Raises StoreError.
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
