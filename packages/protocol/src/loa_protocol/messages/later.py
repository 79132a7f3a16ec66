"""What came after version 1 was frozen: a line for each kind, whose file says what it is.

Nothing else need be told of a kind: it is read, gets a schema of its own, and is placed by its item's frame.
"""

from typing import Final

from loa_protocol.messages.carried import Carrying
from loa_protocol.messages.common import Struct

CARRIED: Final[tuple[type[Carrying], ...]] = ()
"""Kinds of `carries`, each a tagged struct. No tag is ever given twice, nor is `common.NEVER`."""
DOES: Final[tuple[type[Struct], ...]] = ()
"""Kinds of what an act `does`, likewise; each tag is an `ActKind` too, else it is known as little as any."""


def carried(tag: str) -> type[Carrying] | None:
    """The later kind of this tag, if this build knows it."""
    return next((kind for kind in CARRIED if kind.__struct_config__.tag == tag), None)


def does(tag: str) -> type[Struct] | None:
    """The later kind of act of this tag, if this build knows it."""
    return next((kind for kind in DOES if kind.__struct_config__.tag == tag), None)
