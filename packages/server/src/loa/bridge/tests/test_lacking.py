"""What a device lacks, by what it says it holds."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.encoding import decode_down, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Give, Have, Resend, Stored, TrustNamed
from loa_protocol.timing import DAY, HOUR

from loa.bridge import missing_items
from loa.bridge.registry import KnownDevice
from loa.bridge.snapshot import ActInForce, HeadInForce, Snapshot, TrustInForce

NOW = 1_795_400_000_000
DEVICE = KnownDevice(
    "0199aaaa-0000-7000-8000-000000000001",
    1,
    b"k" * 32,
    "active",
    "14797.0",
    ("38", "14797"),
    "completed",
)
PLAN, OTHER = "ab" * 32, "cd" * 32


def snapshot(**changes):
    file = TrustInForce((5, NOW), b"{}", sha256_hex(b"{}"))
    heads = {
        ("plan", "14797.0"): HeadInForce((5, NOW), PLAN, b"plan"),
        ("assign", DEVICE.id): HeadInForce((5, 7), "", b"a"),
    }
    return Snapshot(**{"trust": file, "heads": heads, "acts": (), "chains": {}, **changes})


def have(**changes):
    fields = {
        "v": 1, "device": DEVICE.id, "number": 1, "trust_serial": 5, "trust_seq": NOW,
        "assignment_serial": 5, "assignment_seq": 7, "address_serial": 0, "address_seq": 0,
        "plan_id": "14797.0", "plan_serial": 5, "plan_seq": NOW, "plan_sha256": PLAN, "body_sha256": "",
        "missing": (), "missing_count": 0, "acts": (), "door_until": 0, "records_last": 0,
        "records_stored": 0,
    }  # fmt: skip
    return Have(**{**fields, **changes})


@pytest.mark.parametrize(
    ("held", "sent"),
    [
        ({}, False),
        ({"plan_seq": NOW - 1}, True),
        ({"plan_serial": 4, "plan_seq": NOW + 1}, True),
        ({"plan_sha256": OTHER}, True),
        ({"plan_id": "14797.3"}, True),
        ({"plan_id": "", "plan_serial": 0, "plan_seq": 0, "plan_sha256": ""}, True),
        ({"plan_seq": NOW + 1, "plan_sha256": OTHER}, False),
        ({"plan_serial": 6, "plan_seq": 1, "plan_sha256": OTHER}, False),
    ],
)
def test_the_plan_in_force_goes_to_whoever_holds_an_older_or_another(held, sent):
    assert (missing_items.plan(have(**held), DEVICE, snapshot()) is not None) == sent


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ({}, False),
        ({"plan_seq": NOW + 1}, True),
        ({"plan_seq": NOW + DAY}, True),
        ({"plan_seq": NOW + DAY + 1}, False),
        ({"plan_seq": 2**53 - 1}, False),
        ({"plan_serial": 6}, False),
        ({"plan_id": "14797.3", "plan_seq": NOW + 1}, False),
    ],
)
def test_a_plan_ahead_of_ours_is_signed_above_only_if_we_may_have_signed_it(held, asked):
    assert missing_items.is_ahead(have(**held), DEVICE, snapshot(), NOW) == asked


def test_assignment_trust_and_address_go_by_serial_first():
    of = snapshot(
        heads={
            ("assign", DEVICE.id): HeadInForce((5, 7), "", b"a"),
            ("address", "all"): HeadInForce((5, 1), "", b"u"),
        }
    )
    assert missing_items.assignment(have(assignment_serial=4, assignment_seq=99), DEVICE, of).head == b"a"
    assert missing_items.assignment(have(assignment_serial=6, assignment_seq=1), DEVICE, of) is None
    assert missing_items.trust(have(trust_serial=4, trust_seq=2 * NOW), of) is of.trust
    assert missing_items.trust(have(trust_serial=6, trust_seq=1), of) is None
    assert missing_items.address(have(), of).head == b"u"
    assert missing_items.address(have(address_serial=5, address_seq=1), of) is None
    assert missing_items.address(have(), snapshot()) is None


@given(st.integers(0, NOW + 3 * DAY))
def test_a_token_is_given_only_when_half_its_life_is_over(until):
    assert missing_items.door(have(door_until=until), NOW) == (until < NOW + 24 * HOUR)


@given(st.integers(0, 200 * 1024))
def test_a_trust_file_that_fits_no_packet_is_named(size):
    file = TrustInForce((5, NOW), b"x" * size, sha256_hex(b"x" * size))
    said = missing_items.said_of(file)
    if size <= 24 * 1024:
        assert said is file.file
    else:
        assert decode_down(said) == TrustNamed(v=1, sha256=file.sha256, bytes=size)


def test_acts_go_to_whom_they_reach_and_what_is_strange_is_asked_for():
    acts = tuple(
        ActInForce(target, name, f"{place:064x}", b"%d" % place)
        for place, (target, name) in enumerate(
            [
                ("all", ""),
                ("unit", "14797"),
                ("unit", "16078"),
                ("plan", "14797.0"),
                ("device", DEVICE.id),
                ("device", "no"),
            ]
        )
    )
    strange = frozenset(f"{n:064x}" for n in range(100, 130))
    held = (acts[1].sha256, *sorted(strange))
    said = list(missing_items.acts(have(acts=held), DEVICE, snapshot(acts=acts, unknown=strange)))
    assert said[:-1] == [b"0", b"3", b"4"]
    assert decode_down(said[-1]) == Give(v=1, acts=tuple(sorted(strange))[:16])


@pytest.mark.parametrize(
    ("stored", "last", "kept", "said"),
    [
        (0, 0, 0, None),
        (0, 40, 0, None),
        (30, 40, 20, Resend(v=1, after=20)),
        (20, 40, 30, Stored(v=1, upto=30, batch_sha256=PLAN)),
        (0, 5, 100, Stored(v=1, upto=100, batch_sha256=PLAN)),
        (100, 100, 100, None),
    ],
)
def test_records_are_asked_for_or_named_also_to_a_box_that_lost_its_count(stored, last, kept, said):
    of = snapshot(chains={(DEVICE.id, DEVICE.public_key): (kept, PLAN)})
    found = list(missing_items.records(have(records_stored=stored, records_last=last), DEVICE, of))
    assert found == ([] if said is None else [encode(said)])


def test_each_answer_names_the_have_that_it_ends():
    assert msgspec.json.decode(missing_items.answered(have(number=9)))["number"] == 9
