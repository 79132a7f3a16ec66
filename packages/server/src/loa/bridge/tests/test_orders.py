"""Orders on their way: past a signer that is busy with plans, and again until each device has answered."""

import asyncio
import time

from django.db import connection
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Ack, AckState
from loa_protocol.topics import Up

from loa.bridge.tests.house import is_head, until
from loa.bridge.tests.test_bridge import enrolled, in_loop, run
from loa.bridge.tests.test_first_sound import as_person
from loa.dispatch import targets
from loa.dispatch.actions import silence
from loa.dispatch.models import Attempt, Plan
from loa.keys import actions as keys
from loa.keys.models import SignedKind, ToSign

NO_BODY = "ab" * 32


def test_an_order_is_signed_and_sent_while_the_proof_of_a_plan_hangs(house, cluster, own_database):
    found, operator, (box,) = enrolled(house, 1)
    house.start("bridge")
    plan = Plan.objects.get(plan_id=box.plan_id)

    async def steps():
        await box.insist(house.broker.mqtt)
        with cluster.connect(own_database) as other:
            other.execute("begin; lock table dispatch_planbody, dispatch_plan in access exclusive mode")
            await in_loop(lambda: hanging(operator, plan, found.own))
            await in_loop(lambda: ordered(operator, found.own))
            heard = await box.hear(is_head)
            state = await in_loop(lambda: ToSign.objects.get(wanted=NO_BODY).state)
            other.execute("rollback")
        return heard, state

    heard, state = run(house, steps())
    assert heard
    assert state == "waiting"
    until(lambda: ToSign.objects.get(wanted=NO_BODY).state != "waiting", lambda: house.log("signer"))


def hanging(operator, plan, unit):
    """A plan is asked for; the signer has begun to prove it and waits for the table."""
    with as_person(operator):
        keys.ask(SignedKind.PLAN, unit.id, plan.plan_id, wanted=NO_BODY)
    until(lambda: waiting_for_a_lock() == 1, lambda: "the signer does not hang")


def waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return cursor.fetchone()[0]


def ordered(operator, unit):
    with as_person(operator):
        return silence(targets.unit(unit.id), "Có đám tang gần loa")


def test_an_order_comes_again_by_the_devices_own_subject_until_it_is_answered(house):
    found, operator, boxes = enrolled(house, 2)
    house.start("bridge")
    one, other = boxes

    async def steps():
        for box in boxes:
            await box.insist(house.broker.mqtt)
        while len(one.link.granted) < 4 or len(other.link.granted) < 4:
            await asyncio.sleep(0.01)
        act = await in_loop(lambda: ordered(operator, found.own))
        first = [await each.link.heard.get() for each in boxes]
        answer(one, act, first[0][1])
        again = [await other.link.heard.get() for _ in range(2)]
        answer(other, act, again[-1][1])
        waiting = Attempt.objects.filter(act=act, state="waiting")
        await in_loop(lambda: until(lambda: not waiting.exists()))
        return act, first, again

    act, first, again = run(house, steps())
    assert [topic for topic, _ in first] == [topics.unit(found.own.code)] * 2
    assert [topic for topic, _ in again] == [topics.down(other.id)] * 2
    assert {payload for _, payload in first + again} == {first[0][1]}
    tries = dict(Attempt.objects.filter(act=act).values_list("device_id", "tries"))
    assert {str(device): count for device, count in tries.items()} == {one.id: 0, other.id: 2}
    assert one.link.heard.empty()


def answer(box, act, head):
    said = Ack(1, box.id, str(act.pk), sha256_hex(head), AckState.APPLIED, int(time.time() * 1000))
    box.say(Up.ACK, encode(said))
