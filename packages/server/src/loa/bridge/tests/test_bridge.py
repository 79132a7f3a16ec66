"""The bridge among real parts: nats-server, PostgreSQL, the signer, and devices on raw sockets."""

import asyncio
import time
import uuid
from datetime import timedelta

from django.db import connection, connections
from loa_protocol.encoding import decode, decode_down
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import AcceptedHead, Recipient, judge, judge_time
from loa_protocol.messages import Door, Resend, Stored, TrustFile, TurnedBack
from loa_protocol.roots import pin_root
from loa_protocol.signing import SoftKey
from loa_protocol.topics import Up
from loa_protocol.trust import believe

from loa.bridge.tests.house import PATIENCE_S, Box, document, is_head, send_until_silent, until
from loa.bridge.tests.raw_mqtt import Mqtt
from loa.fleet import actions as fleet
from loa.fleet.models import Health
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.keys.models import SignedHead
from loa.places import scope
from loa.playlog.models import Batch, Chain, Gap, PlayRecord
from loa.testing.boxes import claim as sealed_claim
from loa.testing.people import places as make_places
from loa.testing.people import someone

PLANNED = 1_795_400_000_000


def enrolled(house, count):
    """A province with a fleet, enrolled by an operator, signed for by the signer."""
    found = make_places()
    operator = someone("Vũ Thị Vận", (Role.OPERATOR, found.province), home=found.province, username="van")
    house.start("signer")
    until(keys.trust, lambda: house.log("signer"))
    server = keys.server_name()
    boxes = [
        Box(str(uuid.uuid4()), SoftKey.generate(), server, ("38", found.own.code), f"{found.own.code}.0")
        for _ in range(count)
    ]
    wanted = [
        fleet.Enrolment(sealed_claim(uuid.UUID(box.id), box.key), None, f"Cụm {number:03}")
        for number, box in enumerate(boxes)
    ]
    with acting.acting(operator), scope.for_actor(operator):
        fleet.enrol_demo(found.own, wanted)
    until(lambda: SignedHead.objects.filter(kind="assign").count() == count, lambda: house.log("signer"))
    return found, operator, boxes


def run(house, steps):
    """Runs the steps against a bridge or two; shows their logs when they fail."""

    async def all_of_it():
        try:
            return await asyncio.wait_for(steps, PATIENCE_S)
        finally:
            await Mqtt.close_all()

    try:
        return asyncio.run(all_of_it())
    except BaseException:
        print(*(house.log(path.stem) for path in house.home.glob("bridge*.log")), sep="\n")  # noqa: T201
        raise


def in_loop(work):
    """Django's questions are asked in a thread, which closes its own connection before it ends."""

    def asked():
        try:
            return work()
        finally:
            connections.close_all()

    return asyncio.to_thread(asked)


def test_two_hundred_devices_get_what_they_lack_and_every_record_is_stored_once(house):
    _places, _operator, boxes = enrolled(house, 200)
    house.start("bridge")

    async def one(box):
        await box.insist(house.broker.mqtt)
        box.hello()
        box.have()
        trust = decode_down(await box.hear())
        assert isinstance(trust, TrustFile)
        assignment = await box.hear(is_head)
        await box.hear(document(Door))
        for _ in range(3):
            raw = box.batch(40, PLANNED)
            box.say(Up.RECORDS, raw)
            box.say(Up.RECORDS, raw)
        upto = 0
        while upto < 120:
            upto = decode_down(await box.hear(document(Stored))).upto
        await box.link.close()
        return trust, assignment

    async def all_of_them():
        return await asyncio.gather(*(one(box) for box in boxes))

    answers = run(house, all_of_them())
    root = keys.root()
    pins = pin_root(bytes(root.statement), root.sha256, demo_allowed=True)
    now = int(time.time() * 1000)
    for box, (trust, assignment) in zip(boxes, answers, strict=True):
        believed = believe(trust, pins, now)
        verdict = judge(
            assignment, believed.trust, believed.pins, Recipient(box.id, box.key.public_key.hex()), now
        )
        assert isinstance(verdict, AcceptedHead)
    assert PlayRecord.objects.count() == 200 * 120
    assert Batch.objects.count() == 200 * 3
    assert not Gap.objects.exists()
    assert set(Chain.objects.values_list("last", flat=True)) == {120}
    assert PlayRecord.objects.filter(counts=True).count() == 200 * 120


def test_a_device_gets_signed_time_for_its_nonce(house):
    _places, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")

    async def steps():
        await box.insist(house.broker.mqtt)
        nonce = box.ask_time()
        return nonce, await box.hear(is_head)

    nonce, raw = run(house, steps())
    root = keys.root()
    pins = pin_root(bytes(root.statement), root.sha256, demo_allowed=True)
    now = int(time.time() * 1000)
    believed = believe(decode(bytes(keys.trust().file), TrustFile), pins, now)
    me = Recipient(box.id, box.key.public_key.hex())
    verdict = judge_time(raw, believed.trust, believed.pins, me, nonce)
    assert isinstance(verdict, AcceptedHead)
    assert abs(verdict.message.at - now) < 60_000
    assert judge_time(raw, believed.trust, believed.pins, me, "f" * 32).code == "replayed"


def test_who_is_kept_out(house):
    _places, _operator, (box, thief) = enrolled(house, 2)
    house.start("bridge")

    async def tries():
        await box.insist(house.broker.mqtt)
        again = Box(box.id, box.key, box.server, box.places, box.plan_id, counter=box.counter - 1)
        replayed = (await again.connect(house.broker.mqtt)).refused
        other = Box(box.id, thief.key, box.server, box.places, box.plan_id, counter=50)
        foreign = (await other.connect(house.broker.mqtt)).refused
        nobody = Box(str(uuid.uuid4()), SoftKey.generate(), box.server, box.places, box.plan_id)
        unknown = (await nobody.connect(house.broker.mqtt)).refused
        elsewhere = Box(box.id, box.key, "0" * 32, box.places, box.plan_id, counter=60)
        server = (await elsewhere.connect(house.broker.mqtt)).refused
        return replayed, foreign, unknown, server

    assert all(run(house, tries()))
    assert "replayed" in house.log("bridge")


def test_who_is_shut_out_is_let_in_once_to_hear_so_and_hands_in_its_evidence(house):
    _places, operator, (stolen,) = enrolled(house, 1)
    house.start("bridge")

    async def tries():
        await stolen.insist(house.broker.mqtt)
        await in_loop(lambda: until(lambda: Health.objects.filter(device=stolen.id, connected=True).exists()))
        await in_loop(lambda: disable(operator, stolen.id))
        await asyncio.wait_for(stolen.link.closed.wait(), 20)
        await stolen.insist(house.broker.mqtt)
        await granted(stolen.link, 5)
        heard = await stolen.answer()
        stolen.say(Up.RECORDS, stolen.batch(4, PLANNED))
        stored = decode_down(await stolen.hear(document(Stored))).upto
        codes = tuple(stolen.link.granted)
        await asyncio.wait_for(stolen.link.closed.wait(), 30)
        at_once = (await stolen.connect(house.broker.mqtt)).refused
        await in_loop(lambda: Health.objects.filter(device=stolen.id).update(let_in_at=ago(minutes=3)))
        again = (await stolen.connect(house.broker.mqtt)).refused
        await in_loop(lambda: Health.objects.filter(device=stolen.id).update(let_in_at=ago(minutes=61)))
        an_hour_later = (await stolen.connect(house.broker.mqtt)).refused
        return heard, stored, codes, at_once, again, an_hour_later

    heard, stored, codes, at_once, again, an_hour_later = run(house, tries())
    assert codes == (0, 0x80, 0x80, 0x80, 0x80)
    assert not any(isinstance(decode_down(each), Door) for each in heard if not is_head(each))
    trust = believed_of(heard)
    (head,) = filter(is_head, heard)
    me = Recipient(stolen.id, stolen.key.public_key.hex())
    verdict = judge(head, trust.trust, trust.pins, me, int(time.time() * 1000))
    assert verdict.message.state == "disabled"
    assert stolen.id in trust.trust.devices_revoked
    assert stored == 4
    assert again
    assert not at_once
    assert not an_hour_later


def ago(**span):
    return clock.now() - timedelta(**span)


def believed_of(heard):
    """What a device believes after an answer in which its trust file came."""
    root = keys.root()
    pins = pin_root(bytes(root.statement), root.sha256, demo_allowed=True)
    (file,) = (decode_down(each) for each in heard if not is_head(each) and b'"kind":"trust"' in each)
    return believe(file, pins, int(time.time() * 1000))


def disable(operator, device):
    with acting.acting(operator), scope.for_actor(operator):
        fleet.disable(uuid.UUID(device), "Mất trộm")


def test_a_device_hears_only_its_own_subjects(house):
    _places, _operator, (one, other) = enrolled(house, 2)
    house.start("bridge")

    async def steps():
        await one.insist(house.broker.mqtt)
        await other.insist(house.broker.mqtt)
        one.link.subscribe((f"d/{other.id}/down", "p/16078/0", "u/16078", "#", "d/+/up/records"))
        until_granted = asyncio.create_task(granted(one.link, 9))
        await until_granted
        one.link.publish(f"d/{other.id}/up/have", b"{}")
        other.have()
        await other.hear(document(Door))
        return one.link.granted, one.link.heard.qsize()

    codes, heard = run(house, steps())
    assert codes[:4] == [0, 0, 0, 0] or codes[:5] == [0, 0, 0, 0, 0]
    assert codes[-5:] == [0x80] * 5
    assert heard == 0


async def granted(link, count):
    while len(link.granted) < count:
        await asyncio.sleep(0.01)


def test_gaps_are_asked_for_and_forks_are_shown(house):
    _places, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")

    async def steps():
        await box.insist(house.broker.mqtt)
        first, second, third = (box.batch(10, PLANNED) for _ in range(3))
        box.say(Up.RECORDS, first)
        assert decode_down(await box.hear(document(Stored))).upto == 10
        box.say(Up.RECORDS, third)
        assert decode_down(await box.hear(document(Resend))).after == 10
        box.say(Up.RECORDS, second)
        box.say(Up.RECORDS, third)
        while decode_down(await box.hear(document(Stored))).upto < 30:
            pass
        twin = Box(box.id, box.key, box.server, box.places, box.plan_id, number=11)
        box.say(Up.RECORDS, twin.batch(5, PLANNED + 1))
        assert decode_down(await box.hear(document(Stored))).upto == 30
        forged = Box(box.id, SoftKey.generate(), box.server, box.places, box.plan_id, number=31)
        raw = forged.batch(5, PLANNED)
        box.say(Up.RECORDS, raw)
        box.say(Up.RECORDS, raw)
        back = decode_down(await box.hear(document(TurnedBack)))
        assert (back.sha256, back.code) == (sha256_hex(raw), "unknown-key")
        box.say(Up.RECORDS, box.batch(1, PLANNED))
        while decode_down(await box.hear(document(Stored))).upto < 31:
            pass  # an answer to what was sent twice

    run(house, steps())
    assert set(Gap.objects.values_list("kind", "after", "before")) == {("missing", 10, 21), ("fork", 30, 11)}
    assert Gap.objects.get(kind="missing").closed_at is not None
    assert PlayRecord.objects.count() == 31
    assert Batch.objects.count() == 5


def test_signer_and_bridge_stop_at_sigterm(house):
    enrolled(house, 1)
    house.start("bridge", "files")
    until(lambda: "devices are connected" in house.log("bridge"), lambda: house.log("bridge"))
    assert house.stop() == {"signer": 0, "bridge": 0, "files": 0}


PER_BOX, SIZE = 30, 20


def all_is_sent_while(house, boxes, disturb):
    """Twenty boxes send thirty batches each while something is killed three times; then all is counted."""

    async def one(box):
        raws = [box.batch(SIZE, PLANNED) for _ in range(PER_BOX)]
        ends = [SIZE * (place + 1) for place in range(PER_BOX)]
        stored = 0
        while stored < ends[-1]:
            await box.insist(house.broker.mqtt)
            stored = await send_until_silent(box, raws, ends, stored)
            await box.link.close()

    async def all_of_them():
        work = asyncio.gather(*(one(box) for box in boxes))
        for _ in range(3):
            await asyncio.sleep(0.4)
            await in_loop(disturb)
        await work

    run(house, all_of_them())
    connection.close()
    assert PlayRecord.objects.count() == len(boxes) * PER_BOX * SIZE
    assert set(Chain.objects.values_list("last", flat=True)) == {PER_BOX * SIZE}
    assert not Gap.objects.exclude(kind="missing").exists()


def test_nothing_is_lost_when_the_bridge_is_killed_in_the_middle(house):
    _places, _operator, boxes = enrolled(house, 20)
    house.start("bridge")

    def disturb():
        house.kill("bridge")
        house.start("bridge")

    all_is_sent_while(house, boxes, disturb)


def test_nothing_is_lost_when_the_broker_is_killed_in_the_middle(house):
    _places, _operator, boxes = enrolled(house, 20)
    house.start("bridge")

    def disturb():
        house.broker.kill()
        house.broker.start()

    all_is_sent_while(house, boxes, disturb)


def test_nothing_is_lost_when_postgresql_is_killed_in_the_middle(house_of_its_own):
    house, kill = house_of_its_own
    _places, _operator, boxes = enrolled(house, 20)
    house.start("bridge")
    all_is_sent_while(house, boxes, kill)
