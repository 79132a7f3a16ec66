"""Where the house is: announced when it changes, once, and believed by a device."""

import uuid
from datetime import timedelta

import pytest
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.messages import NewAddress
from loa_protocol.timing import to_ms

from loa.dispatch.models import ToSend
from loa.fleet import queries as fleet
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import Address, Revocation, SignedHead
from loa.places.models import Unit
from loa.signer import addressing
from loa.signer.tests.desk import head
from loa.signer.tests.test_plans import assignment_of


@pytest.fixture
def announce(signer, as_role):
    """Has the signer look whether these addresses are announced."""

    def look(url, mqtt):
        every = tuple(Unit.objects.values_list("id", flat=True))
        with as_role("signer", read=every, write=every):
            return addressing.announce(signer.key_ring, clock.now(), url, mqtt)

    return look


def test_a_new_address_is_signed_once_and_believed(signer, box, announce):
    before = SignedHead.objects.filter(kind="address").count()
    assert announce("https://loa.moi.example", "mqtts://loa.moi.example:8883")
    assert announce("https://loa.moi.example", "mqtts://loa.moi.example:8883") is None
    assert SignedHead.objects.filter(kind="address").count() == before + 1
    assert ToSend.objects.filter(topic="all").count() == before + 1
    trust, _ = signer.trust_and_pins()
    assigned = assignment_of(signer, box)
    me = Recipient(str(box.id), box.key.public_key.hex(), assigned.message)
    raw = head("address", "all")
    verdict = judge(raw, trust, assigned.pins, me, to_ms(clock.now()))
    assert isinstance(verdict, AcceptedHead)
    assert isinstance(verdict.message, NewAddress)
    assert (verdict.message.url, verdict.message.mqtt) == (
        "https://loa.moi.example",
        "mqtts://loa.moi.example:8883",
    )


def test_one_that_comes_back_is_announced_above_what_devices_hold(signer, box, announce, places):
    first = announce("http://a.example", "mqtt://a.example")
    ahead = first.sequence + 3_600_000
    Health.objects.create(
        device_id=box.id, unit=places.own, address_serial=first.serial, address_sequence=ahead
    )
    second = announce("http://b.example", "mqtt://b.example")
    assert second.sequence == ahead + 1
    assert keys.moved_address() == second
    assert fleet.took_address([places.own.id], (first.serial, first.sequence)) == (1, 1)
    assert fleet.took_address([places.own.id], (second.serial, second.sequence)) == (0, 1)
    assert Address.objects.count() == 3


def test_a_trust_file_too_large_for_a_packet_lies_at_the_file_door(signer, places, operator):
    stolen = Device.objects.bulk_create(
        Device(
            id=uuid.uuid4(),
            unit=places.own,
            name=f"Cụm {number}",
            plan_id=f"{places.own.code}.0",
            places=[places.own.code],
        )
        for number in range(800)
    )
    Revocation.objects.bulk_create(
        Revocation(unit=places.own, device=box.id, why="Mất trộm", by_id=operator.person_id) for box in stolen
    )
    with clock.fixed(clock.now() + timedelta(seconds=1)):
        signer.work()
    file = bytes(keys.trust().file)
    assert len(file) > 24 * 1024
    name = sha256_hex(file)
    assert (signer.folder / "objects" / name[:2] / name).read_bytes() == file
