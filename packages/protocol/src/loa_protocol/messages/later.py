"""The list of the kinds that came after version 1 was frozen. Each kind is defined in a file of its own.

To be known a kind needs only its entry here: it is then decoded, gets a schema of its own, and is placed in
the timeline by its item's frame.
"""

from typing import Final

from loa_protocol.messages.carried import CarriedContent
from loa_protocol.messages.common import Struct

CARRIED: Final[tuple[type[CarriedContent], ...]] = ()
"""The later kinds of `carries`, each a tagged struct. A tag is never used twice, and `common.NEVER` is never
used."""
DOES: Final[tuple[type[Struct], ...]] = ()
"""The later kinds of what an act `does`, likewise. Each tag must be a member of `ActKind` too; otherwise
`Act.kind` is None, as for an unknown kind."""


def carried(tag: str) -> type[CarriedContent] | None:
    """Returns the later kind of content with this tag, or None if this build does not know it."""
    return next((kind for kind in CARRIED if kind.__struct_config__.tag == tag), None)


def does(tag: str) -> type[Struct] | None:
    """Returns the later kind of act with this tag, or None if this build does not know it."""
    return next((kind for kind in DOES if kind.__struct_config__.tag == tag), None)
