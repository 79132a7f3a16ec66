"""What makes and reads messages beside the golden files: our own spelling, and what no depth may break."""

import json

import pytest
from loa_protocol.encoding import decode, encode
from loa_protocol.messages import ClockQuality, Plan, Record, RecordKind, Sounds, sound_item
from loa_protocol.messages.act import LASTING, MUTING, STANDING
from loa_protocol.refusals import Malformed
from loa_protocol.testing.golden.day import day, item
from loa_protocol.testing.world import plan


def test_our_own_spelling_has_its_names_in_order_and_no_spaces():
    for message in (plan(info={"b": 1, "a": {"d": 2, "c": 3}}), day(item("a", 300, 5))):
        told = json.loads(encode(message))
        spelled = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert encode(message) == spelled.encode()


def test_what_nests_without_end_is_malformed():
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(Malformed):
        decode(encode(plan()).replace(b'"info":{}', b'"info":{"a":' + deep + b"}"), Plan)


def test_a_strangers_names_forge_no_line_of_a_log():
    forged = b"x\\nAug 01 00:00:00 box: accepted\\u001b[2J\\u202e"
    with pytest.raises(Malformed) as caught:
        decode(encode(plan())[:-1] + b',"' + forged + b'":1}', Plan)
    said = caught.value.detail
    assert said == str(caught.value)
    assert said.isprintable()
    assert "x\\nAug 01 00:00:00 box: accepted\\x1b[2J\\u202e" in said
    long = Malformed("\x1b\ud83d" * 300)
    assert len(long.detail) == 200
    assert long.detail.isprintable()


def test_of_a_record_that_tells_no_more_the_rest_is_nothing():
    told = Record(RecordKind.BOOT, 1, 2, ClockQuality.NONE)
    assert (told.sound, told.planned_ms, told.offset_ms, told.lost_ms) == (0, 0, 0, 0)


def test_an_item_is_made_as_long_as_its_sounds_and_has_a_title_only_if_there_is_one():
    told = item("a", 300, 5)
    frame = {name: getattr(told, name) for name in told.__struct_fields__}
    for name in ("length_ms", "carries", "info"):
        del frame[name]
    made = sound_item(70, told.media, "Bản tin", **frame)
    assert (made.length_ms, made.carries, made.title) == (5 * 60_000, Sounds(70, told.media), "Bản tin")
    assert sound_item(70, told.media, **frame).info == {}


def test_each_class_of_acts_is_named_once():
    assert {*MUTING} == {"silence", "blank"}
    assert {*LASTING} == {"silence", "blank", "restore"}
    assert {*STANDING} == {"silence", "blank", "cancel"}
