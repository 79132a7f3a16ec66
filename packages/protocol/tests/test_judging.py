"""The verdict on every head that claims authority: each refusal code, and what is accepted."""

from dataclasses import replace

import msgspec
import pytest
from loa_protocol import signing, timing
from loa_protocol.encoding import encode
from loa_protocol.judging import AcceptedHead, Recipient, judge, judge_time
from loa_protocol.messages import (
    ActKind,
    AssignmentState,
    BodyRef,
    Purpose,
    Target,
    TargetKind,
    TimeAnswer,
)
from loa_protocol.reach import holds
from loa_protocol.refusals import Code
from loa_protocol.testing.world import (
    DEVICE,
    NOW,
    OTHER_DEVICE,
    PLAN_ID,
    TOP,
    Province,
    act,
    address,
    assignment,
    delegated,
    key,
    me,
    plan,
)

NONCE = "5a" * 16


@pytest.fixture
def world():
    province = Province()
    trust, pins = province.believed()
    return province, trust, pins


def code(world, raw, now=NOW, who=None, sure=True):
    _, trust, pins = world
    outcome = judge(raw, trust, pins, who or me(), now, sure=sure)
    return None if isinstance(outcome, AcceptedHead) else outcome.code


def test_genuine_heads_are_accepted(world):
    province, trust, pins = world
    for message in (assignment(), plan(), act()):
        outcome = judge(province.seal(message), trust, pins, me(), NOW)
        assert isinstance(outcome, AcceptedHead)
        assert outcome.message == message
    first = judge(
        province.seal(assignment()), trust, pins, Recipient(DEVICE, key("device").public_key.hex()), NOW
    )
    assert isinstance(first, AcceptedHead)


def test_unknown_revoked_expired_and_early_keys(world):
    province, _, _ = world
    raw = province.seal(plan())
    assert code(world, signing.sign("plan", "plan", encode(plan()), key("thief"))) is Code.UNKNOWN_KEY
    trust, pins = province.believed(seq=2, revoked=(province.keys[Purpose.PLAN].key_id,))
    assert code((province, trust, pins), raw) is Code.REVOKED
    assert code(world, raw, now=NOW + 31 * timing.DAY) is Code.EXPIRED
    late = Province(changes={Purpose.PLAN: {"valid_from": NOW + timing.DAY}})
    assert code((late, *late.believed()), raw) is Code.NOT_YET_VALID
    over = Province(changes={Purpose.PLAN: {"valid_to": NOW - 1}})
    assert code((over, *over.believed()), raw) is Code.EXPIRED


def test_a_key_of_another_purpose(world):
    province, _, _ = world
    assert code(world, province.seal(plan(), Purpose.ACT)) is Code.WRONG_PURPOSE
    assert code(world, province.seal(act(), Purpose.PLAN)) is Code.WRONG_PURPOSE
    strange = signing.sign("plan", "siren", b"{}", province.keys[Purpose.PLAN])
    assert code(world, strange) is Code.WRONG_PURPOSE


def test_a_key_of_another_place():
    elsewhere = Province(changes={Purpose.PLAN: {"places": ("16013",)}})
    world = (elsewhere, *elsewhere.believed())
    assert code(world, elsewhere.seal(plan())) is Code.WRONG_PLACE
    here = Province(changes={Purpose.PLAN: {"places": ("16012",)}})
    assert code((here, *here.believed()), here.seal(plan())) is None


def test_plans_of_others_replayed_expired_and_unbelievable(world):
    province, trust, pins = world
    assert code(world, province.seal(plan(plan_id="16012.35"))) is Code.WRONG_PLAN
    held = judge(province.seal(plan(seq=NOW)), trust, pins, me(), NOW)
    after = (province, trust, held.pins)
    assert code(after, province.seal(plan(seq=NOW - 1))) is Code.REPLAYED
    fork = province.seal(plan(seq=NOW, bodies=(BodyRef(1, "cd" * 32),)))
    assert code(after, fork) is Code.REPLAYED
    assert judge(province.seal(plan(seq=NOW)), trust, held.pins, me(), NOW).again
    assert code(after, province.seal(plan(seq=NOW + 1))) is None
    assert code(world, province.seal(plan(seq=NOW + 3 * timing.DAY))) is Code.NOT_YET_VALID
    ends = plan().valid_to
    assert code(world, province.seal(plan()), now=ends) is Code.EXPIRED
    tomorrow = plan(valid_from=NOW + timing.DAY)
    assert code(world, province.seal(tomorrow)) is Code.NOT_YET_VALID
    assert code(world, province.seal(plan()), who=Recipient(DEVICE, "00" * 32)) is Code.NO_TRUST
    assert code(world, province.seal(plan()), who=me(state=AssignmentState.DISABLED)) is Code.DISABLED


def test_without_a_sure_clock_only_what_is_over_is_refused(world):
    province, _, pins = world
    tomorrow = province.seal(plan(valid_from=NOW + timing.DAY))
    assert code(world, tomorrow, now=pins.floor, sure=False) is None
    past = plan(valid_from=NOW - 9 * timing.DAY, valid_to=NOW - timing.DAY)
    assert code(world, province.seal(past), now=pins.floor, sure=False) is Code.EXPIRED


def test_assignments_of_others_and_replays(world):
    province, trust, pins = world
    assert code(world, province.seal(assignment(device=OTHER_DEVICE))) is Code.WRONG_DEVICE
    assert code(world, province.seal(assignment(public_key="11" * 32))) is Code.WRONG_DEVICE
    assert code(world, province.seal(assignment(plan_id="16013.1"))) is Code.WRONG_PLACE
    assert code(world, province.seal(assignment(at=NOW + timing.HOUR))) is Code.NOT_YET_VALID
    held = judge(province.seal(assignment(seq=7)), trust, pins, me(), NOW)
    after = (province, trust, held.pins)
    assert code(after, province.seal(assignment(seq=6))) is Code.REPLAYED
    assert code(after, province.seal(assignment(seq=7, site="khác"))) is Code.REPLAYED
    assert code(after, province.seal(assignment(seq=8))) is None


def test_a_move_needs_a_key_for_the_old_place_and_the_new():
    narrow = Province(changes={Purpose.ASSIGN: {"places": ("16013",)}})
    world = (narrow, *narrow.believed())
    move = assignment(seq=2, places=("38", "16013"), plan_id="16013.1")
    assert code(world, narrow.seal(move)) is Code.WRONG_PLACE
    wide = Province(changes={Purpose.ASSIGN: {"places": ("16012", "16013")}})
    assert code((wide, *wide.believed()), wide.seal(move)) is None


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Target(TargetKind.ALL), None),
        (Target(TargetKind.UNIT, "38"), None),
        (Target(TargetKind.UNIT, "16013"), Code.WRONG_PLACE),
        (Target(TargetKind.PLAN, PLAN_ID), None),
        (Target(TargetKind.PLAN, "16012.35"), Code.WRONG_PLACE),
        (Target(TargetKind.DEVICE, DEVICE), None),
        (Target(TargetKind.DEVICE, OTHER_DEVICE), Code.WRONG_PLACE),
    ],
)
def test_acts_reach_their_target_only(world, target, expected):
    assert code(world, world[0].seal(act(target=target))) is expected


def test_acts_end_and_a_tone_comes_in_time_or_not_at_all(world):
    province = world[0]
    assert code(world, province.seal(act()), now=NOW + timing.DAY) is Code.EXPIRED
    assert code(world, province.seal(act(at=NOW + timing.HOUR))) is Code.NOT_YET_VALID
    tone = province.seal(act(ActKind.TONE))
    assert code(world, tone) is None
    assert code(world, tone, now=NOW + timing.MINUTE + 1) is Code.TOO_LATE
    assert code(world, province.seal(act()), now=NOW + timing.HOUR) is None


def test_the_floor_never_rises_above_a_trusted_now(world):
    province, trust, pins = world
    minutes = NOW + 5 * timing.MINUTE
    for message in (act(at=minutes), assignment(seq=3, at=minutes), address(at=minutes)):
        outcome = judge(province.seal(message), trust, pins, me(), NOW + 7)
        assert outcome.pins.floor == NOW + 7


def test_every_message_that_says_when_it_was_made_raises_the_floor_to_that(world):
    province, trust, pins = world
    minutes = NOW + 5 * timing.MINUTE
    for message in (act(at=minutes), assignment(seq=3, at=minutes), address(at=minutes)):
        head = province.seal(message)
        assert judge(head, trust, pins, me(), NOW + timing.HOUR).pins.floor == minutes
        assert judge(head, trust, pins, me(), NOW, sure=False).pins.floor == pins.floor
        assert judge(head, trust, pins, me(), NOW + timing.HOUR, held=True).pins == pins


def test_what_is_held_is_judged_again_whatever_came_after_it(world):
    province, trust, pins = world
    first = province.seal(plan(seq=NOW))
    newer = judge(province.seal(plan(seq=NOW + 5)), trust, pins, me(), NOW).pins
    assert judge(first, trust, newer, me(), NOW).code is Code.REPLAYED
    again = judge(first, trust, newer, me(), NOW, held=True)
    assert (again.again, again.pins) == (True, newer)
    assert judge(first, trust, newer, me(), plan().valid_to, held=True).code is Code.EXPIRED
    restore = province.seal(act(ActKind.RESTORE))
    assert isinstance(judge(restore, trust, pins, me(), NOW + timing.DAY, held=True), AcceptedHead)
    gone, shut = province.believed(seq=2, revoked=(province.keys[Purpose.PLAN].key_id,))
    assert judge(first, gone, shut, me(), NOW, held=True).code is Code.REVOKED


def test_a_time_answer_counts_for_its_nonce_and_never_goes_back(world):
    province, trust, pins = world
    later = NOW + timing.DAY

    def verdict(**changes):
        fields = {"v": 1, "device": DEVICE, "nonce": NONCE, "at": later, **changes}
        outcome = judge_time(province.seal(TimeAnswer(**fields)), trust, pins, me(), NONCE)
        return outcome.pins.floor if isinstance(outcome, AcceptedHead) else outcome.code

    assert verdict() == later
    assert verdict(nonce="5b" * 16) is Code.REPLAYED
    assert verdict(at=NOW - 1) == NOW
    assert verdict(at=NOW - 5001) is Code.REPLAYED
    assert verdict(device=OTHER_DEVICE) is Code.WRONG_DEVICE
    assert verdict(at=NOW + 48 * timing.HOUR - 1) == NOW + 48 * timing.HOUR - 1
    assert verdict(at=NOW + 48 * timing.HOUR) is Code.NOT_YET_VALID
    assert judge_time(province.seal(plan()), trust, pins, me(), NONCE).code is Code.WRONG_PURPOSE
    answer = province.seal(TimeAnswer(1, DEVICE, NONCE, later))
    assert code(world, answer) is Code.WRONG_PURPOSE


def test_a_time_answer_does_not_carry_past_the_end_of_a_short_list(world):
    province, trust, pins = world
    short = replace(trust, expires_at=NOW + timing.HOUR)

    def verdict(at):
        answer = province.seal(TimeAnswer(1, DEVICE, NONCE, at))
        return judge_time(answer, short, pins, me(), NONCE)

    assert isinstance(verdict(NOW + timing.HOUR - 1), AcceptedHead)
    assert verdict(NOW + timing.HOUR).code is Code.EXPIRED


def test_sequences_are_ordered_by_the_serial_of_the_delegation_first(world):
    province, trust, pins = world
    newer = Province(changes={purpose: {"serial": 2} for purpose in (Purpose.PLAN, Purpose.ASSIGN)})
    other, _ = newer.believed()
    held = judge(province.seal(plan(seq=NOW + timing.DAY)), trust, pins, me(), NOW).pins
    after = judge(newer.seal(plan(seq=1)), other, held, me(), NOW)
    assert isinstance(after, AcceptedHead)
    assert (after.pins.plan(PLAN_ID).serial, after.pins.plan(PLAN_ID).seq) == (2, 1)
    assert code((province, trust, after.pins), province.seal(plan(seq=NOW + timing.DAY + 1))) is Code.REPLAYED
    held = judge(province.seal(assignment(seq=9)), trust, pins, me(), NOW).pins
    after = judge(newer.seal(assignment(seq=1)), other, held, me(), NOW)
    assert isinstance(after, AcceptedHead)
    assert code((province, trust, after.pins), province.seal(assignment(seq=10))) is Code.REPLAYED


@pytest.mark.parametrize("sure", [True, False])
def test_a_sequence_far_ahead_is_refused_whatever_the_clock(world, sure):
    province, _, pins = world
    now = NOW if sure else pins.floor
    for made in (assignment, plan, act):
        ahead = made(seq=NOW + 2 * timing.DAY)
        assert code(world, province.seal(ahead), now=now, sure=sure) is None
        ahead = made(seq=NOW + 2 * timing.DAY + 1)
        assert code(world, province.seal(ahead), now=now, sure=sure) is Code.NOT_YET_VALID


def test_a_box_that_was_off_for_long_holds_sequences_against_the_list(world):
    province, _, pins = world
    old = msgspec.structs.replace(pins, floor=NOW - 30 * timing.DAY)
    world = (province, world[1], old)
    assert code(world, province.seal(plan()), now=old.floor, sure=False) is None


COMMUNE = Target(TargetKind.UNIT, "16012")


@pytest.mark.parametrize(
    ("target", "named", "expected"),
    [
        (Target(TargetKind.ALL), ("38",), None),
        (Target(TargetKind.ALL), ("16012",), Code.WRONG_PLACE),
        (Target(TargetKind.UNIT, "38"), ("16012",), Code.WRONG_PLACE),
        (COMMUNE, ("16012",), None),
        (COMMUNE, ("38",), None),
        (Target(TargetKind.PLAN, PLAN_ID), ("16012",), None),
        (Target(TargetKind.DEVICE, DEVICE), ("16012",), None),
        (COMMUNE, ("mid",), None),
        (Target(TargetKind.UNIT, "mid"), ("mid",), None),
        (Target(TargetKind.UNIT, "mid"), ("16012",), Code.WRONG_PLACE),
        (Target(TargetKind.DEVICE, DEVICE), ("mid",), None),
    ],
)
def test_an_act_is_within_the_places_of_its_key(target, named, expected):
    province = Province(changes={Purpose.ACT: {"places": named}})
    world = (province, *province.believed())
    assert code(world, province.seal(act(target=target)), who=me(places=("38", "mid", "16012"))) is expected


def test_a_unit_that_lies_nowhere_is_held_by_the_top_alone():
    for named, held in ((("16012",), False), ((TOP,), True)):
        assert holds(delegated(Purpose.ACT, key("act"), places=named), "16013", (TOP, "16012"), TOP) is held


@pytest.mark.parametrize(
    ("places", "named", "expected"),
    [
        (("38", "16012"), ("38",), None),
        (("38", "16012"), ("16012",), None),
        (("16012",), ("16012",), Code.WRONG_PLACE),
        (("38", "15991", "16012"), ("16012",), Code.WRONG_PLACE),
        (("16012", "38"), ("16012",), Code.WRONG_PLACE),
        (("38", "15991"), ("15991", "16012"), None),
        (("38", "15991"), ("16012",), Code.WRONG_PLACE),
    ],
)
def test_a_commune_key_neither_adds_nor_drops_a_place_that_it_does_not_name(places, named, expected):
    province = Province(changes={Purpose.ASSIGN: {"places": named}})
    world = (province, *province.believed())
    move = assignment(seq=2, places=places, plan_id=f"{places[-1]}.1")
    assert code(world, province.seal(move)) is expected


def test_a_first_assignment_by_a_commune_key_names_what_the_key_names():
    province = Province(changes={Purpose.ASSIGN: {"places": ("16012",)}})
    world = (province, *province.believed())
    nobody = Recipient(DEVICE, me().public_key)
    assert code(world, province.seal(assignment(places=("16012",))), who=nobody) is None
    assert code(world, province.seal(assignment()), who=nobody) is Code.WRONG_PLACE


def test_a_new_address_comes_in_order_and_within_reach(world):
    province, trust, pins = world
    taken = judge(province.seal(address()), trust, pins, me(), NOW)
    assert isinstance(taken, AcceptedHead)
    after = (province, trust, taken.pins)
    assert code(after, province.seal(address(seq=NOW - 1))) is Code.REPLAYED
    assert judge(province.seal(address()), trust, taken.pins, me(), NOW).again
    assert code(after, province.seal(address(seq=NOW + 1))) is None
    assert code(world, province.seal(address(at=NOW + timing.HOUR))) is Code.NOT_YET_VALID
    assert code(world, province.seal(address(target=Target(TargetKind.UNIT, "x")))) is Code.WRONG_PLACE
    assert code(world, province.seal(address()), who=Recipient(DEVICE, me().public_key)) is Code.NO_TRUST
    narrow = Province(changes={Purpose.ASSIGN: {"places": ("16012",)}})
    assert code((narrow, *narrow.believed()), narrow.seal(address())) is Code.WRONG_PLACE


def test_an_act_of_an_unknown_kind_is_unsupported_after_everything_else_was_asked(world):
    province = world[0]
    data = encode(act()).replace(b'"kind":"silence"', b'"kind":"siren","loudness":9')
    strange = signing.sign("act", "act", data, province.keys[Purpose.ACT])
    assert code(world, strange) is Code.UNSUPPORTED
    assert code(world, strange, now=NOW + timing.DAY) is Code.EXPIRED
    elsewhere = data.replace(b'"id":"16012"', b'"id":"16013"')
    assert code(world, signing.sign("act", "act", elsewhere, province.keys[Purpose.ACT])) is Code.WRONG_PLACE
    narrowing = data.replace(b'"kind":"unit"', b'"kind":"street"')
    assert code(world, signing.sign("act", "act", narrowing, province.keys[Purpose.ACT])) is Code.MALFORMED


def test_unless_said_the_clock_is_sure_and_a_head_is_new():
    province = Province()
    trust, pins = province.believed()
    tomorrow = province.seal(plan(seq=NOW + 1, valid_from=NOW + timing.DAY))
    assert judge(tomorrow, trust, pins, me(), NOW).code is Code.NOT_YET_VALID
    assert judge(province.seal(act()), trust, pins, me(), act().expires_ms).code is Code.EXPIRED
    first = judge(province.seal(plan()), trust, pins, me(), NOW)
    assert not first.again
    assert judge(province.seal(plan()), trust, first.pins, me(), NOW).again
    assert not judge_time(province.seal(TimeAnswer(1, DEVICE, NONCE, NOW)), trust, pins, me(), NONCE).again


def test_64_plan_ids_are_remembered_and_the_oldest_goes_first():
    province = Province()
    trust, pins = province.believed()
    for hamlet in range(1, 66):
        raw = province.seal(plan(plan_id=f"16012.{hamlet}"))
        pins = judge(raw, trust, pins, me(plan_id=f"16012.{hamlet}"), NOW).pins
        assert len(pins.plans) == min(hamlet, 64)
    assert [pin.plan_id for pin in pins.plans][:2] == ["16012.2", "16012.3"]
