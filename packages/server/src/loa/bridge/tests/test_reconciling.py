"""The reconcile loop among real parts: what is sent once, what is asked for, and what never comes back."""

import uuid
from datetime import timedelta

import msgspec
import pytest
from loa_protocol.encoding import decode_down, encode, from_text
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Ack,
    AckState,
    Act,
    Decider,
    Give,
    Purpose,
    Silence,
    Stored,
    Target,
    TargetKind,
    TrustFile,
)
from loa_protocol.signing import open_head
from loa_protocol.timing import DAY, to_ms
from loa_protocol.topics import Up

from loa.bridge.tests.house import is_head, until
from loa.bridge.tests.test_bridge import enrolled, in_loop, run
from loa.bridge.tests.test_first_sound import as_person
from loa.dispatch import queries as dispatch
from loa.dispatch import targets
from loa.dispatch.actions import restore, silence
from loa.dispatch.models import Act as ActRow
from loa.dispatch.models import Attempt, GivenAct
from loa.fleet.models import Device
from loa.kernel import clock
from loa.keys.models import Delegation, SignedHead, ToSign
from loa.playlog.models import Chain
from loa.signer.keystore import Files
from loa.testing.forging import past_the_fences


def plan_head(box):
    return (
        SignedHead.objects.filter(kind="plan", subject=box.plan_id).order_by("-serial", "-sequence").first()
    )


def held(box, answer):
    """What a device says that has taken all of an answer."""
    now = clock.now()
    plan, (trust,) = plan_head(box), said(answer, TrustFile)
    serial = plan.serial
    assigned = SignedHead.objects.get(kind="assign", subject=box.id)
    listed = msgspec.json.decode(open_head(from_text(trust.list))._head.payload)
    address = SignedHead.objects.filter(kind="address").order_by("-sequence").first()
    return {
        "trust_serial": serial,
        "trust_seq": listed["seq"],
        "assignment_serial": assigned.serial,
        "assignment_seq": assigned.sequence,
        "address_serial": address.serial if address else 0,
        "address_seq": address.sequence if address else 0,
        "plan_id": box.plan_id,
        "plan_serial": serial,
        "plan_seq": plan.sequence,
        "plan_sha256": plan.sha256,
        "door_until": to_ms(now + timedelta(hours=47)),
    }


def test_who_holds_all_is_told_only_that_it_was_answered_and_who_is_ahead_gets_one_above(house):
    _places, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")
    until(lambda: plan_head(box), lambda: str(ToSign.objects.filter(kind="plan").values()))

    async def steps():
        await box.insist(house.broker.mqtt)
        first = await box.answer()
        has = await in_loop(lambda: held(box, first))
        nothing = await box.answer(**has)
        too_far = await box.answer(**{**has, "plan_seq": has["plan_seq"] + 3 * DAY})
        asked = await in_loop(lambda: ToSign.objects.filter(kind="plan").count())
        past = clock.now() - timedelta(minutes=6)
        await in_loop(lambda: ToSign.objects.filter(kind="plan").update(asked_at=past))
        ahead = {**has, "plan_seq": has["plan_seq"] + DAY, "plan_sha256": "ab" * 32}
        await box.answer(**ahead)
        await in_loop(
            lambda: until(lambda: plan_head(box).sequence > ahead["plan_seq"], lambda: house.log("signer"))
        )
        count = await in_loop(lambda: ToSign.objects.filter(kind="plan").count())
        await box.answer(**{**ahead, "plan_seq": ahead["plan_seq"] + DAY // 2})
        after = await in_loop(lambda: ToSign.objects.filter(kind="plan").count())
        return nothing, too_far, asked, count, after

    nothing, too_far, asked, count, after = run(house, steps())
    assert nothing == []
    assert too_far == []
    assert (asked, count, after) == (1, 2, 2)


def test_a_restore_that_is_over_does_not_bring_the_older_silence_back(house):
    found, operator, (box,) = enrolled(house, 1)
    house.start("bridge")

    def orders():
        with as_person(operator):
            one = silence(targets.unit(found.own.id), "Có đám tang")
            two = restore(targets.unit(found.own.id))
        until(lambda: SignedHead.objects.filter(kind="act").count() == 2, lambda: house.log("signer"))
        return one, two

    def end(order):
        past = clock.now() - timedelta(days=1)
        with past_the_fences():
            ActRow.objects.filter(pk=order.pk).update(decided_at=past, expires_at=clock.now())

    async def steps():
        await box.insist(house.broker.mqtt)
        _one, two = await in_loop(orders)
        before = [each for each in await box.answer() if b"restore" in each]
        await in_loop(lambda: end(two))
        return before, await box.answer()

    before, after = run(house, steps())
    assert before
    assert not any(b'"silence"' in each or b'"restore"' in each for each in after if is_head(each))


@pytest.mark.parametrize("above", [False, True], ids=["decided there", "decided at the province"])
def test_an_act_that_this_house_has_lost_comes_back_from_the_box_once_and_only_by_our_key(house, above):
    found, _operator, (box, other) = enrolled(house, 2)
    decided_at = found.province if above else found.own
    house.start("bridge")

    def lost(key):
        now = to_ms(clock.now())
        target = Target(TargetKind.UNIT, found.own.code)
        decided = {"v": 1, "id": str(uuid.uuid4()), "seq": now, "does": Silence(), "target": target}
        ends = {"at": now, "latest_start_ms": now + DAY, "expires_ms": now + DAY}
        return seal(Act(**decided, **ends, by=Decider("1", decided_at.code)), key)

    ours = lost(Files(house.home / "keys").open(Delegation.objects.get(purpose=Purpose.ACT).key_id))
    forged = lost(box.key)

    async def steps():
        await box.insist(house.broker.mqtt)
        (asked,) = said(await box.answer(acts=names(ours, forged)), Give)
        for raw in (forged, ours, ours):
            box.say(Up.GIVEN, raw)
        await in_loop(lambda: until(GivenAct.objects.exists, lambda: house.log("bridge")))
        again = await box.answer(acts=names(ours))
        await other.insist(house.broker.mqtt)
        return asked, again, await other.answer()

    asked, again, others = run(house, steps())
    assert set(asked.acts) == set(names(ours, forged))
    assert not said(again, Give)
    row = GivenAct.objects.get()
    assert (bytes(row.head), row.kind, row.unit_id, str(row.device_id)) == (
        ours,
        "silence",
        decided_at.id,
        box.id,
    )
    assert ours in others


def said(heard, kind):
    """The unsigned words of a kind among what was heard."""
    words = [decode_down(each) for each in heard if not is_head(each)]
    return [each for each in words if isinstance(each, kind)]


def names(*heads):
    return tuple(map(sha256_hex, heads))


def test_an_order_that_a_box_does_not_understand_did_not_reach_it(house):
    found, operator, (box,) = enrolled(house, 1)
    house.start("bridge")

    def ordered():
        with as_person(operator):
            return silence(targets.unit(found.own.id), "Có đám tang")

    async def steps():
        await box.insist(house.broker.mqtt)
        act = await in_loop(ordered)
        head = await box.hear(lambda each: is_head(each) and b'"silence"' in each)
        answered = Ack(1, box.id, str(act.id), sha256_hex(head), AckState.UNSUPPORTED, 1)
        box.say(Up.ACK, encode(answered))
        await in_loop(
            lambda: until(
                lambda: Attempt.objects.filter(state="unsupported").exists(), lambda: house.log("bridge")
            )
        )
        return act

    progress = dispatch.progress(run(house, steps()))
    assert (progress.applied, progress.waiting, progress.unsupported) == (0, 0, 1)


def test_a_box_that_lost_its_count_goes_on_behind_what_is_stored(house):
    _found, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")
    unit, key = Device.objects.get(pk=box.id).unit_id, box.key.public_key
    Chain.objects.create(device_id=box.id, key=key, unit_id=unit, last=500, batch_sha256="ab" * 32)

    async def steps():
        await box.insist(house.broker.mqtt)
        return said(await box.answer(records_last=3), Stored)

    (stored,) = run(house, steps())
    assert (stored.upto, stored.batch_sha256) == (500, "ab" * 32)
