"""Roots, delegations, lists and what a device never takes back."""

import msgspec
import pytest
from loa_protocol import issuing, timing
from loa_protocol.encoding import decode, encode, to_text
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import LoweredFloor, Purpose, Revocation, TrustFile
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.roots import change_root, pin_root
from loa_protocol.testing.world import DEVICE, NOW, TOP, Province, delegated, key
from loa_protocol.trust import AcceptedTrust, believe


@pytest.fixture
def province():
    return Province()


def test_a_root_is_pinned_only_by_the_claim_codes_hash(province):
    real = Province(demo=False)
    wanted = sha256_hex(real.statement)
    assert isinstance(pin_root(real.statement, wanted, demo_allowed=False), Pins)
    assert pin_root(province.statement, wanted, demo_allowed=True).code is Code.ROOT_MISMATCH


def test_a_demos_root_never_enrols_a_real_box(province):
    wanted = sha256_hex(province.statement)
    assert pin_root(province.statement, wanted, demo_allowed=False).code is Code.ROOT_MISMATCH
    assert pin_root(province.statement, wanted, demo_allowed=True).demo


def test_the_announced_next_root_is_taken_by_its_own_signature(province):
    pins = province.pinned()
    following = issuing.root_statement(
        province.next_root, key("third").public_key, seq=2, top=TOP, demo=True, made_at=NOW
    )
    moved = change_root(following, pins)
    assert (moved.root, moved.root_seq) == (province.next_root.public_key.hex(), 2)
    assert change_root(following, moved).code is Code.REPLAYED
    assert change_root(province.statement, moved).code is Code.ROOT_MISMATCH


def test_a_root_signed_by_the_pinned_one_is_taken_and_no_other(province):
    pins, stranger = province.pinned(), key("stranger")
    made = {"seq": 2, "top": TOP, "demo": True, "made_at": NOW}
    by_pinned = issuing.root_statement(stranger, b"n" * 32, by=province.root, **made)
    by_itself = issuing.root_statement(stranger, b"n" * 32, **made)
    assert change_root(by_pinned, pins).root == stranger.public_key.hex()
    assert change_root(by_itself, pins).code is Code.ROOT_MISMATCH
    real = issuing.root_statement(province.next_root, b"n" * 32, seq=2, top=TOP, demo=False, made_at=NOW)
    assert change_root(real, pins).code is Code.ROOT_MISMATCH
    altered = bytearray(by_pinned)
    altered[-1] ^= 1
    assert change_root(bytes(altered), pins).code is Code.ALTERED


def test_a_trust_file_steps_a_device_to_the_present_root(province):
    pins = province.pinned()
    following = issuing.root_statement(
        province.next_root, key("third").public_key, seq=2, top=TOP, demo=True, made_at=NOW
    )
    heads = [
        issuing.delegation(province.next_root, delegated(purpose, holder))
        for purpose, holder in province.keys.items()
    ]
    listed = issuing.trust_list(province.keys[Purpose.BUNDLE], heads, seq=9, made_at=NOW)
    file = issuing.trust_file([province.statement, following], heads, [], listed)
    outcome = believe(file, pins, NOW)
    assert isinstance(outcome, AcceptedTrust)
    assert outcome.pins.root == province.next_root.public_key.hex()
    assert len(outcome.trust.keys) == len(province.keys)


def test_a_list_never_goes_back_and_its_age_ends(province):
    trust, pins = province.believed(seq=5)
    assert trust.seq == 5
    assert believe(province.file(seq=4), pins, NOW).code is Code.REPLAYED
    assert isinstance(believe(province.file(seq=5), pins, NOW), AcceptedTrust)
    assert believe(province.file(seq=6), pins, NOW + 30 * timing.DAY).code is Code.EXPIRED
    ahead = province.file(seq=6, made_at=NOW + timing.DAY)
    assert believe(ahead, pins, NOW).code is Code.NOT_YET_VALID
    assert isinstance(believe(ahead, pins, pins.floor, sure=False), AcceptedTrust)


def test_without_a_sure_clock_the_floor_stays_where_it_was(province):
    pins = province.pinned()
    outcome = believe(province.file(made_at=NOW), pins, pins.floor, sure=False)
    assert outcome.pins.floor == 0
    assert believe(province.file(made_at=NOW), pins, NOW).pins.floor == NOW


def test_a_list_can_leave_out_or_revoke_but_never_add(province):
    bundle = province.keys[Purpose.BUNDLE]
    forged = issuing.delegation(bundle, delegated(Purpose.PLAN, key("mine")))
    heads = [*province.delegations.values(), forged]
    listed = issuing.trust_list(bundle, heads, seq=2, made_at=NOW)
    outcome = believe(issuing.trust_file([], heads, [], listed), province.pinned(), NOW)
    assert key("mine").key_id not in outcome.trust.keys
    fewer = [h for p, h in province.delegations.items() if p is not Purpose.PLAN]
    listed = issuing.trust_list(bundle, fewer, seq=3, made_at=NOW)
    all_heads = list(province.delegations.values())
    outcome = believe(issuing.trust_file([], all_heads, [], listed), province.pinned(), NOW)
    assert province.keys[Purpose.PLAN].key_id not in outcome.trust.keys


def test_a_revocation_stays_when_a_later_list_forgets_it(province):
    plan_key = province.keys[Purpose.PLAN].key_id
    _, pins = province.believed(seq=2, revoked=(plan_key,))
    outcome = believe(province.file(seq=3), pins, NOW)
    assert outcome.trust.key(plan_key).code is Code.REVOKED


def test_root_can_revoke_the_bundle_key_and_a_new_one_supersedes_any_sequence(province):
    bundle = province.keys[Purpose.BUNDLE]
    _, pins = province.believed(seq=2**53 - 1)
    revocation = issuing.root_revocation(province.root, Revocation(bundle.key_id, NOW, "mất khóa"))
    fresh = key("fresh bundle")
    heads = [
        *province.delegations.values(),
        issuing.delegation(province.root, delegated(Purpose.BUNDLE, fresh, serial=2)),
    ]
    listed = issuing.trust_list(fresh, heads, seq=1, made_at=NOW)
    outcome = believe(issuing.trust_file([], heads, [revocation], listed), pins, NOW)
    assert isinstance(outcome, AcceptedTrust)
    old = issuing.trust_list(bundle, heads, seq=2**53 - 1, made_at=NOW)
    assert believe(issuing.trust_file([], heads, [], old), outcome.pins, NOW).code is Code.REVOKED


def test_only_a_key_for_lists_signs_lists(province):
    heads = list(province.delegations.values())
    listed = issuing.trust_list(province.keys[Purpose.BUNDLE], heads, seq=2, made_at=NOW)
    assert isinstance(
        believe(issuing.trust_file([], heads, [], listed), province.pinned(), NOW), AcceptedTrust
    )
    plan_key = province.keys[Purpose.PLAN]
    by_plan = issuing.trust_list(plan_key, heads, seq=2, made_at=NOW)
    outcome = believe(issuing.trust_file([], heads, [], by_plan), province.pinned(), NOW)
    assert outcome.code is Code.WRONG_PURPOSE
    by_stranger = issuing.trust_list(key("stranger"), heads, seq=2, made_at=NOW)
    outcome = believe(issuing.trust_file([], heads, [], by_stranger), province.pinned(), NOW)
    assert outcome.code is Code.UNKNOWN_KEY


def test_delegations_of_another_root_count_for_nothing(province):
    stranger = key("stranger")
    heads = [issuing.delegation(stranger, delegated(p, h)) for p, h in province.keys.items()]
    listed = issuing.trust_list(province.keys[Purpose.BUNDLE], heads, seq=2, made_at=NOW)
    outcome = believe(issuing.trust_file([], heads, [], listed), province.pinned(), NOW)
    assert outcome.code is Code.ROOT_MISMATCH


def test_root_and_device_purposes_are_never_delegated_and_nothing_lasts_for_ever():
    for changes in (
        {"purpose": Purpose.ROOT},
        {"purpose": Purpose.DEVICE},
        {"valid_to": NOW + 500 * timing.DAY},
    ):
        fields = {"purpose": Purpose.PLAN, **changes}
        purpose = fields.pop("purpose")
        with pytest.raises(ValueError, match=r"delegat"):
            delegated(purpose, key("x"), **fields)


def test_pins_and_trust_files_survive_storage(province):
    _, pins = province.believed(revoked=("0" * 32,))
    assert decode(encode(pins), Pins) == pins
    file = province.file()
    assert decode(encode(file), TrustFile) == file
    with pytest.raises(Malformed):
        decode(encode(file).replace(b'"v":1', b'"v":1,"x":1'), TrustFile)


def test_an_altered_trust_file_is_refused_whatever_is_altered(province):
    pins = province.pinned()
    file = province.file()
    text = file.list
    for place in range(0, len(text), 7):
        changed = "A" if text[place] != "A" else "B"
        altered = msgspec.structs.replace(file, list=text[:place] + changed + text[place + 1 :])
        assert isinstance(believe(altered, pins, NOW), Refusal), place


def lowered(province, seq=1, floor=NOW, device="", ends=NOW + 40 * timing.DAY, by=None):
    return issuing.lowered_floor(by or province.root, LoweredFloor(1, seq, device, floor, ends))


def with_floors(province, *floors, **listed):
    file = province.file(**listed)
    return msgspec.structs.replace(file, floors=tuple(to_text(head) for head in floors))


def test_root_lowers_a_floor_that_lies_too_far_ahead_and_nothing_else(province):
    far = msgspec.structs.replace(province.pinned(), floor=NOW + 40 * timing.DAY, revoked=("ab" * 16,))
    assert believe(province.file(), far, far.floor, sure=False).code is Code.EXPIRED
    file = with_floors(province, lowered(province))
    outcome = believe(file, far, far.floor, sure=False, device=DEVICE)
    assert isinstance(outcome, AcceptedTrust)
    assert (outcome.pins.floor, outcome.pins.floor_seq) == (NOW, 1)
    assert "ab" * 16 in outcome.pins.revoked
    again = msgspec.structs.replace(outcome.pins, floor=NOW + timing.DAY)
    assert believe(file, again, again.floor, sure=False, device=DEVICE).pins.floor == NOW + timing.DAY


def test_a_lowered_floor_counts_for_its_device_by_root_and_before_its_end(province):
    far = msgspec.structs.replace(province.pinned(), floor=NOW + 20 * timing.DAY)
    other = "0199aaaa-0000-7000-8000-000000000002"
    bundle = province.keys[Purpose.BUNDLE]
    for head, floor in (
        (lowered(province, device=DEVICE), NOW),
        (lowered(province, device=other), far.floor),
        (lowered(province, by=bundle), far.floor),
        (lowered(province, ends=NOW), far.floor),
        (lowered(province, floor=far.floor + 1), far.floor),
    ):
        outcome = believe(with_floors(province, head), far, far.floor, sure=False, device=DEVICE)
        assert outcome.pins.floor == floor


def test_of_several_delegations_of_one_key_the_highest_serial_counts_wherever_it_stands(province):
    bundle = province.keys[Purpose.BUNDLE]
    nine = issuing.delegation(province.root, delegated(Purpose.BUNDLE, bundle, serial=9))
    for heads in ([nine, *province.delegations.values()], [*province.delegations.values(), nine]):
        listed = issuing.trust_list(bundle, heads, seq=1, made_at=NOW)
        outcome = believe(issuing.trust_file([], heads, [], listed), province.pinned(), NOW)
        assert outcome.trust.serial == 9
        assert outcome.trust.keys[bundle.key_id].serial == 9


def test_the_first_floor_is_when_the_claim_code_was_made(province):
    pins = pin_root(province.statement, sha256_hex(province.statement), demo_allowed=True, floor=NOW)
    assert (pins.floor, pins.top) == (NOW, TOP)
    old = province.file(made_at=NOW - 31 * timing.DAY)
    assert believe(old, pins, pins.floor, sure=False).code is Code.EXPIRED


def test_unless_said_the_floor_is_nothing():
    pins = Province().pinned()
    assert pins.floor == Pins(pins.root, 1, pins.next_root_sha256, TOP, True).floor == 0


def test_unless_said_the_clock_is_sure():
    province = Province()
    early = believe(province.file(made_at=NOW + timing.DAY), province.pinned(), NOW)
    assert early.code is Code.NOT_YET_VALID


def shut_out(count):
    return tuple(f"0199dddd-0000-7000-8000-{number:012}" for number in range(count))


def listed(revocations=(), devices=(), delegations=64):
    heads = [b"%d" % number for number in range(delegations)]
    return issuing.trust_list(
        key("bundle"), heads, seq=2**53 - 1, made_at=NOW, revocations=revocations, devices=devices
    )


def test_a_list_as_full_as_a_server_makes_it_fits_in_a_file():
    revoked = tuple(Revocation(f"{number:032x}", 2**53 - 1) for number in range(256))
    head = listed(revoked, shut_out(2000))
    file = issuing.trust_file([], [], [], head)
    assert decode(encode(file), TrustFile) == file
    assert len(head) < issuing.LARGEST_LIST // 1.5


def talkative(longer=0):
    """256 revocations with the longest reasons; JSON takes so many bytes more to write them."""
    found = []
    for number in range(256):
        escaped = min(-(-longer // 5), 200)  # U+0001 takes six bytes, a letter one
        kept = 200 - escaped - max(escaped * 5 - longer, 0)
        longer -= escaped * 6 + kept - 200
        found.append(Revocation(f"{number:032x}", NOW, "\x01" * escaped + "x" * kept))
    assert longer == 0
    return tuple(found)


def test_a_list_that_no_file_could_carry_is_never_signed():
    """The limit of the payload of this purpose is a little wider than that of a file."""
    room = issuing.LARGEST_LIST - len(listed(talkative(), shut_out(2000)))
    head = listed(talkative(room), shut_out(2000))
    assert len(head) == issuing.LARGEST_LIST
    file = issuing.trust_file([], [], [], head)
    assert decode(encode(file), TrustFile) == file
    with pytest.raises(ValueError, match="fits in no trust file"):
        listed(talkative(room + 1), shut_out(2000))
    one_more = issuing.trust_file([], [], [], head + b"x")
    with pytest.raises(Malformed):
        decode(encode(one_more), TrustFile)
