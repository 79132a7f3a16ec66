"""What each kind of `carries` answers of itself, and what the verdict says of one not made of sounds.

Without fixtures, so that mutants can be tried against it.
"""

import msgspec
import pytest
from loa_protocol.encoding import decode, encode
from loa_protocol.messages import (
    Act,
    Cancel,
    Cancelled,
    CancelWhat,
    Item,
    Priority,
    Right,
    UnknownDoing,
    UnsupportedContent,
    later,
    sound_item,
)
from loa_protocol.messages.carried import CarriedContent, Sound
from loa_protocol.messages.common import Percent, Struct
from loa_protocol.refusals import Malformed
from loa_protocol.rule import HeldAct, Stretch, Timeline
from loa_protocol.testing.world import act
from loa_protocol.verdict import Grounds, SilentVerdict, SoundVerdict, verdict

AT, LONG = 1_796_000_000_000, 60_000
FRAME = {"id": "s@2026-11-30", "slot": "s", "priority": Priority.ORDINARY, "start_ms": AT}
FRAME |= {"latest_start_ms": AT + LONG, "expires_ms": AT + 9 * LONG}


class Board(CarriedContent, frozen=True, tag_field="kind", tag="board"):
    volume: Percent
    by: tuple[Right, ...]

    @property
    def rights(self):
        return self.by


SOUND = Sound("ab" * 32, LONG, 1, Right("bulletin", "one"))
BOARD = Item(**FRAME, length_ms=LONG, carries=Board(40, (Right("relay", "b"), Right("share", "c"))))
PLAIN = sound_item(70, (SOUND, msgspec.structs.replace(SOUND, right=Right("bulletin", "two"))), **FRAME)


class Plain(CarriedContent, frozen=True, tag_field="kind", tag="plain"):
    """It answers nothing of its own."""


@pytest.mark.parametrize(
    ("item", "media", "volume", "rights"),
    [
        (PLAIN, 2, 70, ["one", "two"]),
        (BOARD, 0, 40, ["b", "c"]),
        (msgspec.structs.replace(BOARD, carries=UnsupportedContent("board")), 0, 0, []),
        (msgspec.structs.replace(BOARD, carries=Plain()), 0, 0, []),
    ],
)
def test_media_volume_and_rights(item, media, volume, rights):
    assert (len(item.media), item.volume) == (media, volume)
    assert [right.id for right in item.rights] == rights


def test_a_later_kind_is_read_where_it_is_known():
    data, before = encode(BOARD), later.CARRIED
    assert decode(data, Item).carries == UnsupportedContent("board")
    later.CARRIED = (Plain, Board)
    try:
        assert decode(data, Item) == BOARD
        with pytest.raises(Malformed):
            decode(data.replace(b'"volume":40', b'"volume":101'), Item)
    finally:
        later.CARRIED = before


class Siren(Struct, frozen=True, tag_field="kind", tag="siren"):
    rounds: int


class Lamp(Struct, frozen=True, tag_field="kind", tag="lamp"):
    """Another."""


def test_a_later_act_is_read_where_it_is_known():
    made, before = act(does=Siren(3)), later.DOES
    data = encode(made)
    assert decode(data, Act).does == UnknownDoing("siren")
    later.DOES = (Lamp, Siren)
    try:
        assert decode(data, Act) == made
        with pytest.raises(Malformed):
            decode(data.replace(b'"rounds":3', b'"rounds":"3"'), Act)
    finally:
        later.DOES = before


def heard(item, *named):
    line = Timeline((Stretch(AT, AT + LONG, item, 0, 0, 40),), ())
    made = [HeldAct(act(does=Cancel(named), at=AT - 1, expires_ms=AT + 9 * LONG))] if named else []
    return verdict(Grounds(None, True, line, (0, 2**53), tuple(made), None), AT + 1)


def test_what_is_known_and_not_made_of_sounds_is_due_in_its_place():
    answer = heard(BOARD)
    assert isinstance(answer, SoundVerdict)
    assert (answer.stretch.media, answer.offset_ms, answer.volume) == (None, 1, 40)


@pytest.mark.parametrize(
    ("what", "name", "cancelled"),
    [
        ("item", BOARD.id, True),
        ("slot", "s", True),
        ("right", "b", True),
        ("right", "c", True),
        ("item", "s", False),
        ("slot", "b", False),
        ("right", "s", False),
        ("media", SOUND.sha256, False),
    ],
)
def test_it_is_cancelled_by_item_slot_and_right(what, name, cancelled):
    answer = heard(BOARD, Cancelled(CancelWhat(what), name))
    assert isinstance(answer, SilentVerdict) is cancelled


def test_a_sound_is_cancelled_by_its_own_right_alone():
    assert isinstance(heard(PLAIN, Cancelled(CancelWhat.RIGHT, "one")), SilentVerdict)
    assert isinstance(heard(PLAIN, Cancelled(CancelWhat.RIGHT, "two")), SoundVerdict)
