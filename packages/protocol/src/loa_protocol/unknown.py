"""Decodes items and acts whose `kind` is not of version 1.

Every version reads the other fields (the frame) strictly. Only the content under an unknown `kind` is not
checked. So an item of an unknown kind keeps its place and its minutes in the timeline and is silent there. An
act of an unknown kind is acknowledged as `unsupported`. Kinds that came after version 1 and are known to this
build (`messages.later`) are read strictly too.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, get_args

import msgspec
from msgspec import Meta

from loa_protocol.messages import Act, DayPlan, Item, UnknownDoing, UnsupportedContent, later
from loa_protocol.messages.act import Doing
from loa_protocol.messages.carried import Carried, CarriedContent
from loa_protocol.messages.common import Kind, Struct
from loa_protocol.messages.plan import MOST_ITEMS


class _Tagged(msgspec.Struct, frozen=True):
    """Any object with a `kind`; its other fields are ignored."""

    kind: Kind


def _framed(kind: type[Struct], field: str, loose: Any) -> type[msgspec.Struct]:
    """Returns a subclass of a message type in which one field has the type `loose`; all others stay
    strict."""
    return msgspec.defstruct(f"Framed{kind.__name__}", [(field, loose)], bases=(kind,))


def _tags(union: Any) -> frozenset[str]:
    return frozenset(one.__struct_config__.tag for one in get_args(union) or (union,))


_Raws = Annotated[tuple[msgspec.Raw, ...], Meta(max_length=MOST_ITEMS)]
_FIRST: Final = _tags(Carried)
"""The kinds of version 1. `_ITEM`, the decoder of `Item`, reads these itself."""
_DOINGS: Final = _tags(Doing)
_ITEM: Final = msgspec.json.Decoder(Item)
_TAG: Final = msgspec.json.Decoder(_Tagged)
_FRAMED_ITEM: Final = msgspec.json.Decoder(_framed(Item, "carries", msgspec.Raw))
_FRAMED_DAY: Final = msgspec.json.Decoder(_framed(DayPlan, "items", _Raws))
_FRAMED_ACT: Final = msgspec.json.Decoder(_framed(Act, "does", msgspec.Raw))


def read_item(data: bytes) -> Item:
    """Returns an item of a known or an unknown kind. Raises msgspec.ValidationError, also when the content
    does not match its known kind."""
    try:
        return _ITEM.decode(data)
    except msgspec.ValidationError:
        framed: Any = _FRAMED_ITEM.decode(data)
        tag = _TAG.decode(framed.carries).kind
        # A kind of version 1 failed in its own decoder: the item is malformed, not of a later version.
        if tag in _FIRST:
            raise
    return Item(**{**msgspec.structs.asdict(framed), "carries": _later(tag, framed.carries)})


def _later(tag: str, data: msgspec.Raw) -> CarriedContent:
    """Returns the content of a later kind, or `UnsupportedContent` for an unknown kind. Raises
    msgspec.ValidationError."""
    kind = later.carried(tag)
    return UnsupportedContent(tag) if kind is None else msgspec.json.decode(data, type=kind)


def read_day(data: bytes) -> DayPlan:
    """Returns a day plan whose items may be of an unknown kind. Raises msgspec.ValidationError or
    ValueError."""
    framed: Any = _FRAMED_DAY.decode(data)
    items = tuple(read_item(bytes(raw)) for raw in framed.items)
    return DayPlan(**{**msgspec.structs.asdict(framed), "items": items})


def read_act(data: bytes) -> Act:
    """Returns an act of a later kind, known to this build or not. Raises msgspec.ValidationError, or
    ValueError for a kind of version 1, which the decoder of `Act` has already refused."""
    framed: Any = _FRAMED_ACT.decode(data)
    tag = _TAG.decode(framed.does).kind
    if tag in _DOINGS:
        raise ValueError(f"a {tag} that is none")
    return Act(**{**msgspec.structs.asdict(framed), "does": _later_doing(tag, framed.does)})


def _later_doing(tag: str, data: msgspec.Raw) -> Struct:
    """Returns what an act of a later kind does, or `UnknownDoing` for an unknown kind. Raises
    msgspec.ValidationError."""
    kind = later.does(tag)
    return UnknownDoing(tag) if kind is None else msgspec.json.decode(data, type=kind)


READ: Final[dict[type, Callable[[bytes], Any]]] = {DayPlan: read_day, Item: read_item, Act: read_act}
"""The function for each message type that may contain unknown kinds. `encoding.decode` calls it when the
strict decoder fails."""
