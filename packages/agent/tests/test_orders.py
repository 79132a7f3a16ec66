"""Orders of the moment: in force at once, kept over power cuts and their key's end, answered once."""

import msgspec
import pytest
from agent_rig.pieces import Box
from agent_rig.town import EIGHT, RULES
from loa_agent.faults import faults
from loa_protocol import issuing, timing
from loa_protocol.encoding import encode
from loa_protocol.heads import TYPES
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Ack,
    AckState,
    Act,
    ActKind,
    Cancel,
    Cancelled,
    CancelWhat,
    Have,
    Health,
    Purpose,
    RecordKind,
    Refused,
    Target,
    TargetKind,
    TrustFile,
    Window,
)
from loa_protocol.refusals import Code
from loa_protocol.rule import MOST_ACTS
from loa_protocol.signing import sign
from loa_protocol.testing import world

UNIT = Target(TargetKind.UNIT, "16012")
PROVINCE = Target(TargetKind.UNIT, "38")


def name(number: int) -> str:
    return f"0199bbbb-0000-7000-8000-{number:012x}"


def held(box: Box) -> list[str]:
    return [one.act.id for one in box.core.held_acts.held]


def silenced(box: Box) -> bool:
    box.tick()
    return box.core.playback.silenced


def another_act_key(box: Box, serial: int = 2, **changes) -> TrustFile:
    """The province changes its act key; the file that says so, in which the old one is no more."""
    province = box.province
    province.keys[Purpose.ACT] = world.key("another act key")
    made = world.delegated(Purpose.ACT, province.keys[Purpose.ACT], serial=serial, **changes)
    province.delegations[Purpose.ACT] = issuing.delegation(province.root, made)
    return province.file(seq=2)


@pytest.mark.parametrize("kind", [ActKind.SILENCE, ActKind.BLANK])
def test_a_stop_stands_whatever_becomes_of_its_key(kind: ActKind) -> None:
    box = Box()
    box.order(kind)
    box.give(another_act_key(box))
    assert silenced(box)
    box.start()
    assert silenced(box)
    assert held(box) == [name(1)]


def test_a_stop_stands_when_its_key_is_revoked() -> None:
    box = Box()
    box.order()
    box.give(box.province.file(seq=2, revoked=(box.province.keys[Purpose.ACT].key_id,)))
    assert silenced(box)
    box.start()
    assert silenced(box)


@pytest.mark.parametrize("kind", [ActKind.SILENCE, ActKind.CANCEL])
def test_a_stop_signed_again_by_a_newer_key_is_held_by_that_one(kind: ActKind) -> None:
    box = Box()
    old = box.order(kind)
    box.give(another_act_key(box))
    new = box.order(kind, seq=EIGHT + 9)
    assert old != new
    box.give(old)
    for _start in range(2):
        assert list(box.core.held_acts.heads()) == [sha256_hex(new)]
        assert held(box) == [name(1)]
        box.start()


def test_a_restore_and_a_tone_fall_with_their_key() -> None:
    box = Box()
    box.order(ActKind.SILENCE, UNIT, seq=EIGHT)
    box.order(ActKind.RESTORE, UNIT, id=name(2), seq=EIGHT + 1)
    box.order(ActKind.TONE, UNIT, id=name(3), seq=EIGHT + 2, at=EIGHT + timing.MINUTE)
    assert held(box) == [name(2), name(3)]
    box.give(another_act_key(box))
    assert held(box) == []
    box.start()
    assert held(box) == []


def test_an_order_of_a_later_key_wins_against_a_higher_sequence_of_the_key_before() -> None:
    box = Box()
    box.order(ActKind.SILENCE, UNIT, seq=EIGHT + timing.DAY)
    box.give(another_act_key(box))
    box.order(ActKind.RESTORE, UNIT, id=name(2), seq=EIGHT + 1)
    assert not silenced(box)
    box.start()
    assert not silenced(box)
    assert [(one.act.id, one.serial) for one in box.core.held_acts.held] == [(name(2), 2)]


def test_what_was_ordered_at_a_place_is_left_behind_with_it() -> None:
    box = Box()
    box.order(ActKind.SILENCE, UNIT)
    box.order(ActKind.SILENCE, PROVINCE, id=name(2))
    moved = world.assignment(seq=2, places=("38", "15991"), plan_id="15991.1")
    box.give(box.province.seal(moved))
    assert held(box) == [name(2)]
    box.start()
    assert held(box) == [name(2)]


def test_a_restore_lasts_as_long_as_what_it_lifted_would_have() -> None:
    box = Box()
    box.order(ActKind.SILENCE, UNIT, seq=EIGHT, expires_ms=EIGHT + 5 * timing.HOUR)
    box.order(ActKind.RESTORE, UNIT, id=name(2), seq=EIGHT + 1, expires_ms=EIGHT + timing.HOUR)
    box.run(3 * timing.HOUR, timing.MINUTE)
    box.start()
    box.order(ActKind.SILENCE, UNIT, seq=EIGHT, expires_ms=EIGHT + 5 * timing.HOUR)
    assert not silenced(box)
    box.run(3 * timing.HOUR, timing.MINUTE)
    assert held(box) == []


def test_one_more_order_than_can_be_held_makes_it_mute_and_it_says_so() -> None:
    box = Box()
    box.connect()
    for number in range(1, MOST_ACTS + 1):
        cancel = Cancel((Cancelled(CancelWhat.ITEM, f"item-{number}"),))
        box.order(ActKind.CANCEL, UNIT, id=name(number), does=cancel)
    assert not silenced(box)
    one_more = box.order(ActKind.SILENCE, UNIT, id=name(100))
    assert silenced(box)
    assert len(held(box)) == MOST_ACTS + 1
    assert box.said(Ack)[-1].head_sha256 == sha256_hex(one_more)
    acks = len(box.said(Ack))
    box.order(ActKind.SILENCE, PROVINCE, id=name(101))  # neither kept nor acknowledged: it comes again
    assert (len(held(box)), len(box.said(Ack))) == (MOST_ACTS + 1, acks)
    box.tick(20_000)
    assert any(fault.startswith("orders: ") for fault in box.said(Health)[-1].faults)
    box.start()
    assert silenced(box)
    box.order(ActKind.RESTORE, UNIT, id=name(102), seq=EIGHT + 1)
    assert not silenced(box)


def test_have_names_the_heads_of_the_acts_held() -> None:
    box = Box()
    heads = {sha256_hex(box.order(ActKind.SILENCE, UNIT)), sha256_hex(box.order(target=PROVINCE, id=name(2)))}
    box.connect()
    assert set(box.said(Have)[-1].acts) == heads


def test_the_newest_orders_are_named_first() -> None:
    box = Box()
    box.order(ActKind.SILENCE, UNIT, id=name(1), seq=EIGHT + 2)
    box.order(target=PROVINCE, id=name(2), seq=EIGHT + 1)
    newest = box.order(ActKind.CANCEL, UNIT, id=name(3), seq=EIGHT + 3)
    box.connect()
    acts = box.said(Have)[-1].acts
    assert (len(acts), acts[0]) == (3, sha256_hex(newest))


def test_the_same_refused_order_again_within_the_hour_is_only_acknowledged() -> None:
    box = Box()
    box.connect()
    head = unknown(box)
    box.give(head, head, head)
    assert (len(box.said(Ack)), len(box.said(Refused))) == (3, 1)
    box.run(61 * timing.MINUTE, timing.MINUTE)
    box.give(head)
    assert (len(box.said(Ack)), len(box.said(Refused))) == (4, 2)


def unknown(box: Box, number: int = 7, signer: Purpose = Purpose.ACT) -> bytes:
    """An act of a kind that comes later."""
    payload = msgspec.json.decode(encode(world.act(id=name(number))))
    payload["does"] = {"kind": "talk", "channel": 3}
    purpose, type_ = TYPES[Act]
    return sign(purpose.value, type_, msgspec.json.encode(payload, order="sorted"), box.province.keys[signer])


def test_an_act_of_an_unknown_kind_is_answered_by_its_id_and_not_kept() -> None:
    box = Box()
    box.connect()
    head = unknown(box)
    box.give(head)
    (ack,) = box.said(Ack)
    assert (ack.act, ack.state, ack.code) == (name(7), AckState.UNSUPPORTED, Code.UNSUPPORTED)
    assert ack.head_sha256 == sha256_hex(head)
    assert held(box) == []
    assert box.records(RecordKind.ACT) == []
    assert not any("unsupported" in fault for fault in faults(box.core))


def test_only_a_genuine_act_of_an_unknown_kind_is_unsupported() -> None:
    box = Box()
    box.connect()
    box.give(unknown(box)[:-1] + b"\0")
    (ack,) = box.said(Ack)
    assert (ack.act, ack.state, ack.code) == ("", AckState.REFUSED, Code.ALTERED)


def tone(box: Box, number: int = 9, **changes) -> bytes:
    now = box.clock.now_ms()
    times = {"at": now, "latest_start_ms": now + timing.MINUTE, "expires_ms": now + timing.HOUR}
    return box.province.seal(world.act(ActKind.TONE, UNIT, id=name(number), **{**times, **changes}))


def refused_once(box: Box, head: bytes, code: Code) -> None:
    before = len(box.said(Ack))
    box.give(head)
    box.tick(5_000)
    (ack,) = box.said(Ack)[before:]
    assert (ack.act, ack.state, ack.code) == (name(9), AckState.REFUSED, code)
    assert not any(record.note == name(9) for record in box.records(RecordKind.ACT, RecordKind.TONE))
    assert name(9) not in held(box)


@pytest.mark.parametrize("kind", [ActKind.SILENCE, ActKind.BLANK])
def test_a_tone_that_is_mute_is_refused(kind: ActKind) -> None:
    box = Box()
    box.connect()
    box.order(kind)
    refused_once(box, tone(box), Code.MUTE)


def test_a_tone_in_a_quiet_window_of_today_is_refused() -> None:
    box = Box()
    box.connect()
    rules = msgspec.structs.replace(RULES, quiet=(Window(8 * 60, 9 * 60),))
    box.give(box.plan(rules=rules))
    assert box.core.plan_store.current is not None
    refused_once(box, tone(box), Code.QUIET)


def test_a_tone_outside_the_envelope_or_too_late_is_refused() -> None:
    box = Box(world.Province(changes={Purpose.ACT: {"envelope": world.Envelope((Window(0, 60),), 60, 90)}}))
    box.connect()
    refused_once(box, tone(box), Code.BEYOND_ENVELOPE)
    box = Box()
    box.connect()
    refused_once(box, tone(box, at=EIGHT - timing.MINUTE, latest_start_ms=EIGHT - 1), Code.TOO_LATE)


def test_a_tone_without_trust_in_the_clock_or_on_a_locked_box_is_refused() -> None:
    box = Box(trusted=False)
    box.connect()
    refused_once(box, tone(box), Code.NO_TRUST)
    box = Box(state=world.AssignmentState.DISABLED)
    box.connect()
    refused_once(box, tone(box), Code.DISABLED)


def test_a_tone_that_may_sound_is_answered_once_recorded_and_sounds_once() -> None:
    box = Box()
    box.connect()
    head = tone(box)
    box.give(head)
    assert [(ack.act, ack.state) for ack in box.said(Ack)] == [(name(9), AckState.APPLIED)]
    for _ in range(10):
        box.tick(1_000)
    box.give(head)
    box.tick(5_000)
    assert [(ack.act, ack.state) for ack in box.said(Ack)] == [(name(9), AckState.APPLIED)] * 2
    assert [record.kind for record in box.records(RecordKind.ACT, RecordKind.TONE)] == ["act", "tone"]
    assert box.said(Refused) == []
