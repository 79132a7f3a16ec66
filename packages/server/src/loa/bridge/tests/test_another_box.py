"""Another box takes a device's place: neither counter nor record chain of the one before it stands in its
way."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection
from loa_protocol.encoding import decode_down
from loa_protocol.enrolment import password, read_code
from loa_protocol.messages import Resend, Stored, TurnedBack
from loa_protocol.signing import SoftKey
from loa_protocol.topics import Up

from loa.bridge.authentication import Authenticator
from loa.bridge.database import ScopedDatabase
from loa.bridge.nats_auth_callout import ConnectRequest
from loa.bridge.registry import Registry
from loa.bridge.tests.house import Box, document, until
from loa.bridge.tests.test_bridge import enrolled, in_loop, run
from loa.bridge.tests.test_records import PLANNED, marked
from loa.fleet import actions as fleet
from loa.fleet.models import ClaimCode, ConnectCount, Device, Health
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.keys.models import SignedHead
from loa.places import scope
from loa.playlog.models import Chain, Gap, PlayRecord
from loa.playlog.rules import APART
from loa.testing.boxes import claim
from loa.testing.people import someone
from loa.testing.roots import demo_root

HIGHEST = 2**53 - 1


@pytest.fixture
def knock(own_database, bridge_conninfo):
    """Gives for each of these (box, counter), who knock one after another: why it is kept out, or ""."""
    server = demo_root().key_id

    async def all_of(tries):
        base = ScopedDatabase(bridge_conninfo)
        await base.open()
        try:
            authenticator = Authenticator(base, Registry(base))
            return [(await authenticator.decide([asked(box, counter)]))[0].why for box, counter in tries]
        finally:
            await base.close()

    def asked(box, counter):
        said = password(server, box.id, counter, box.key)
        return ConnectRequest("U", "S", 1, "mqtt", box.id, box.id, said)

    return lambda *tries: asyncio.run(asyncio.wait_for(all_of(tries), 30))


def replaced(box):
    """Another box with a key of its own is the device from now on."""
    made = Box(box.id, SoftKey.generate(), box.server, box.places, box.plan_id)
    Device.objects.filter(pk=box.id).update(public_key=made.key.public_key, claimed_at=clock.now())
    return made


def test_a_new_box_is_let_in_whatever_the_one_before_it_has_counted(knock, boxes):
    (stolen,) = boxes(1)
    assert knock((stolen, HIGHEST)) == [""]
    new = replaced(stolen)
    first, second, replay = knock((new, 1), (new, 2), (new, 2))
    assert (first, second) == ("", "")
    assert "replayed" in replay


def test_the_old_key_stays_out_and_a_key_that_comes_back_goes_on_behind_its_last(knock, boxes):
    (old,) = boxes(1)
    knock((old, 7))
    new = replaced(old)
    assert all(knock((old, 7), (old, 8)))
    assert knock((new, 1)) == [""]
    Device.objects.filter(pk=old.id).update(public_key=old.key.public_key)
    replayed, newer = knock((old, 7), (old, 8))
    assert "replayed" in replayed
    assert newer == ""


@pytest.fixture
def counted(boxes):
    """Rows of before, each with counter 7: (box now, key before or None), as a house with a stolen box,
    one whose new box has connected, and one that never changed."""
    stolen, used, same = boxes(3)
    person = someone("Vũ Thị Vận", home=Device.objects.get(pk=same.id).unit, username="van")
    now = clock.now()
    for box, connected in ((stolen, now - timedelta(days=1)), (used, now + timedelta(minutes=1))):
        device = Device.objects.get(pk=box.id)
        ClaimCode.objects.create(
            unit=device.unit, device=device, secret_sha256=box.key.public_key, made_by_id=person.person_id,
            expires_at=now, used_at=now - timedelta(days=3), key=box.key.public_key,
        )  # fmt: skip
        Health.objects.create(device=device, unit=device.unit, connected_at=connected)
    return stolen, replaced(stolen), used, replaced(used), same


def test_a_counter_of_before_is_the_key_s_that_showed_it(counted):
    stolen, _unheard, _used, heard, same = counted
    unit = Device.objects.get(pk=same.id).unit
    Health.objects.create(device_id=same.id, unit=unit, connected_at=clock.now() - timedelta(days=9))
    Device.objects.filter(pk=same.id).update(claimed_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("alter table fleet_health add column counter bigint not null default 7")
        cursor.execute(import_module("loa.fleet.migrations.0008_counter_of_a_key").FORWARD)
    kept = {(str(each.device_id), bytes(each.key), each.counter) for each in ConnectCount.objects.all()}
    assert kept == {(box.id, box.key.public_key, 7) for box in (stolen, heard, same)}


def test_each_key_counts_from_one_and_no_record_of_either_is_lost(take, boxes):
    (old,) = boxes(1)
    take((old, old.batch(10, PLANNED)))
    assert isinstance(take((old, late(old).batch(2, PLANNED)))[0], Resend)
    new = replaced(old)
    answers = take((new, new.batch(4, PLANNED)), (new, new.batch(3, PLANNED)), (old, old.batch(5, PLANNED)))
    assert [each.upto for each in answers[:2]] == [7, 7]
    assert answers[1].batch_sha256 == new.last_sha256
    assert answers[2].code == "unknown-key"
    numbers = PlayRecord.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [*range(1, 11), *range(APART + 1, APART + 8)]
    assert Chain.objects.count() == 2
    assert marked(new) == [("chưa tới", 11, 20, True)]


def late(box):
    """The same box, ten records further on."""
    return Box(box.id, box.key, box.server, box.places, box.plan_id, number=box.number + 10)


def test_a_key_that_comes_back_goes_on_where_it_was(take, boxes):
    (old,) = boxes(1)
    take((old, old.batch(10, PLANNED)))
    new = replaced(old)
    take((new, new.batch(3, PLANNED)))
    Device.objects.filter(pk=old.id).update(public_key=old.key.public_key)
    (answer,) = take((old, old.batch(2, PLANNED)))
    assert (answer.upto, answer.batch_sha256) == (12, old.last_sha256)
    assert not Gap.objects.exists()


def test_a_count_driven_to_the_end_by_the_box_before_stands_in_nobody_s_way(take, boxes):
    (stolen,) = boxes(1)
    take((stolen, stolen.batch(1, PLANNED)))
    Chain.objects.update(last=2**53 + 98)
    new = replaced(stolen)
    assert [each.upto for each in take((new, new.batch(5, PLANNED)))] == [5]


def test_a_chain_of_before_is_the_key_s_that_signed_its_last_batch(take, boxes):
    box, other = boxes(2)
    take((box, box.batch(10, PLANNED)), (other, other.batch(3, PLANNED)))
    new = replaced(box)
    module = import_module("loa.playlog.migrations.0008_chain_of_a_key")
    with connection.cursor() as cursor:
        cursor.execute(module.BACKWARD)
        cursor.execute(module.FORWARD)
    kept = {(bytes(each.key), each.base, each.last) for each in Chain.objects.all()}
    named = sha256(box.key.public_key).digest()[:16]
    assert kept == {(named, 0, 10), (other.key.public_key, 0, 3)}
    assert take((new, new.batch(2, PLANNED)))[0].upto == 2


def test_a_box_put_in_a_stolen_one_s_place_is_let_in_and_its_records_are_stored(house):
    _found, operator, (stolen,) = enrolled(house, 1)
    house.start("bridge")
    new = Box(stolen.id, SoftKey.generate(), stolen.server, stolen.places, stolen.plan_id)

    def claimed():
        with acting.acting(operator), scope.for_actor(operator):
            code = read_code(fleet.make_claim_code(UUID(stolen.id)).text)
        fleet.claim(claim(UUID(stolen.id), new.key, code.secret))
        until(lambda: SignedHead.objects.filter(kind="assign").count() == 2, lambda: house.log("signer"))

    async def steps():
        await (await stolen.insist(house.broker.mqtt)).close()
        stolen.counter = HIGHEST - 1
        assert not (await stolen.connect(house.broker.mqtt)).refused
        stolen.say(Up.RECORDS, stolen.batch(5, PLANNED))
        await stolen.hear(document(Stored))
        stolen.say(Up.RECORDS, stolen.batch(1, PLANNED, first=HIGHEST))
        assert decode_down(await stolen.hear(document(TurnedBack))).code == "malformed"
        await in_loop(claimed)
        await asyncio.wait_for(stolen.link.closed.wait(), 20)
        await new.insist(house.broker.mqtt)
        new.say(Up.RECORDS, new.batch(4, PLANNED))
        told = decode_down(await new.hear(document(Stored)))
        stolen.counter = HIGHEST - 1
        return told, (await stolen.connect(house.broker.mqtt)).refused

    told, refused = run(house, steps())
    assert (told.upto, told.batch_sha256, bool(refused)) == (4, new.last_sha256, True)
    assert PlayRecord.objects.count() == 9
    assert not Gap.objects.exists()
