"""Reading what a later version says: an item or an act of a kind that is not known here.

Every version reads the frame, strictly; only what hangs under the unknown tag is not looked at. So an item
keeps its place and its minutes and is silent there, and an act is acknowledged as `unsupported`. What came
after version 1 and is known here (`messages.later`) is read strictly too.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, get_args

import msgspec
from msgspec import Meta

from loa_protocol.messages import Act, DayPlan, Item, UnknownDoing, Unsupported, later
from loa_protocol.messages.act import Doing
from loa_protocol.messages.carried import Carried, Carrying
from loa_protocol.messages.common import Kind, Struct
from loa_protocol.messages.plan import MOST_ITEMS


class _Tagged(msgspec.Struct, frozen=True):
    """Anything that says what it is."""

    kind: Kind


def _framed(kind: type[Struct], field: str, loose: Any) -> type[msgspec.Struct]:
    """The same message, strict in all but one field."""
    return msgspec.defstruct(f"Framed{kind.__name__}", [(field, loose)], bases=(kind,))


def _tags(union: Any) -> frozenset[str]:
    return frozenset(one.__struct_config__.tag for one in get_args(union) or (union,))


_Raws = Annotated[tuple[msgspec.Raw, ...], Meta(max_length=MOST_ITEMS)]
_FIRST: Final = _tags(Carried)
"""The kinds of version 1, which an item's own decoder reads."""
_DOINGS: Final = _tags(Doing)
_ITEM: Final = msgspec.json.Decoder(Item)
_TAG: Final = msgspec.json.Decoder(_Tagged)
_FRAMED_ITEM: Final = msgspec.json.Decoder(_framed(Item, "carries", msgspec.Raw))
_FRAMED_DAY: Final = msgspec.json.Decoder(_framed(DayPlan, "items", _Raws))
_FRAMED_ACT: Final = msgspec.json.Decoder(_framed(Act, "does", msgspec.Raw))


def read_item(data: bytes) -> Item:
    """An item of a known or an unknown kind. Raises msgspec.ValidationError, also for a known kind that is
    not what its tag says."""
    try:
        return _ITEM.decode(data)
    except msgspec.ValidationError:
        framed: Any = _FRAMED_ITEM.decode(data)
        tag = _TAG.decode(framed.carries).kind
        if tag in _FIRST:
            raise
    return Item(**{**msgspec.structs.asdict(framed), "carries": _later(tag, framed.carries)})


def _later(tag: str, data: msgspec.Raw) -> Carrying:
    """What a kind that came later says, or that it is not known here. Raises msgspec.ValidationError."""
    kind = later.carried(tag)
    return Unsupported(tag) if kind is None else msgspec.json.decode(data, type=kind)


def read_day(data: bytes) -> DayPlan:
    """A day plan among whose items are some of an unknown kind. Raises msgspec.ValidationError or
    ValueError."""
    framed: Any = _FRAMED_DAY.decode(data)
    items = tuple(read_item(bytes(raw)) for raw in framed.items)
    return DayPlan(**{**msgspec.structs.asdict(framed), "items": items})


def read_act(data: bytes) -> Act:
    """An act of a kind that came later, known here or not. Raises msgspec.ValidationError or ValueError."""
    framed: Any = _FRAMED_ACT.decode(data)
    tag = _TAG.decode(framed.does).kind
    if tag in _DOINGS:
        raise ValueError(f"a {tag} that is none")
    return Act(**{**msgspec.structs.asdict(framed), "does": _later_doing(tag, framed.does)})


def _later_doing(tag: str, data: msgspec.Raw) -> Struct:
    """What an act of a kind that came later does, or that it is not known. Raises msgspec.ValidationError."""
    kind = later.does(tag)
    return UnknownDoing(tag) if kind is None else msgspec.json.decode(data, type=kind)


READ: Final[dict[type, Callable[[bytes], Any]]] = {DayPlan: read_day, Item: read_item, Act: read_act}
