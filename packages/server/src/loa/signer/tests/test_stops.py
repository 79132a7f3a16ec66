"""Stops never go stale: they wait for the signer and for its key, and are signed before what sounds."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DataError, connection
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.signing import SoftKey
from loa_protocol.timing import to_ms

from loa.dispatch import queries, targets
from loa.dispatch.actions import cancel, restore, silence, tone
from loa.dispatch.models import Act, Attempt
from loa.fleet import actions as fleet
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Delegation, SignedHead, SignedKind, ToSign
from loa.newsroom import actions as newsroom
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.refusing import Code
from loa.signer.tests.desk import head
from loa.signer.work import work
from loa.testing import boxes, people
from loa.testing.forging import past_the_fences
from loa.testing.roots import demo_root

HOUR = timedelta(hours=1)


@pytest.fixture
def decide(as_role, operator, places):
    """Decides an act on the commune as the province's operator; gives it."""

    def one(what, *words):
        with as_role("web", operator):
            made = what(targets.unit(places.own.id), *words)
            return made[0] if isinstance(made, list) else made

    return one


def request(act):
    return ToSign.objects.get(kind=SignedKind.ACT, subject=str(act.id))


def lose(signer, purpose):
    """The file of the key for one purpose is gone."""
    (row,) = Delegation.objects.filter(purpose=purpose)
    (signer.folder / "keys" / f"{row.key_id}.key").unlink()
    signer.store = Files(signer.folder / "keys")
    signer.key_ring = KeyRing(signer.store)


def order_of_heads(*kinds):
    """Kinds of the heads since the tests' fixtures, in the order in which they were signed."""
    return list(SignedHead.objects.filter(kind__in=kinds).order_by("id").values_list("kind", flat=True))


def test_after_an_hour_without_signer_stops_are_signed_and_what_sounds_is_not(signer, box, decide):
    stopped = decide(silence, "Có đám tang"), decide(cancel, "item", ["x@2026-11-24"], "Đọc nhầm")
    sounding = decide(restore), decide(tone)
    with clock.fixed(clock.now() + HOUR):
        signer.work()
        trust, pins = signer.trust_and_pins()
        me = Recipient(str(box.id), box.key.public_key.hex())
        assigned = judge(head("assign", str(box.id)), trust, pins, me, to_ms(clock.now()))
        me = Recipient(me.device, me.public_key, assigned.message)
        for act in stopped:
            assert request(act).state == "signed"
            verdict = judge(head("act", str(act.id)), trust, pins, me, to_ms(clock.now()))
            assert isinstance(verdict, AcceptedHead), verdict
    for act in sounding:
        assert (request(act).state, request(act).code) == ("refused", Code.EXPIRED)


def test_a_stop_past_its_own_expiry_is_not_signed(signer, box, decide):
    act = decide(silence, "Có đám tang")
    with clock.fixed(act.expires_at):
        signer.work()
    assert (request(act).state, request(act).code) == ("refused", Code.EXPIRED)


def test_a_restore_that_was_refused_lifts_nothing(signer, box, decide, places):
    decide(silence, "Có đám tang")
    decide(restore)
    assert queries.silences([places.own.id]) == []
    with clock.fixed(clock.now() + HOUR):
        signer.work()
    (standing,) = queries.silences([places.own.id])
    assert standing.kind == "silence"


def test_without_its_key_a_stop_waits_says_so_and_is_signed_before_any_plan_when_there_is_one(
    signer, box, approved, decide, move, as_role, places
):
    from datetime import time

    signer.work()
    lose(signer, "act")
    stopped, sounding = decide(silence, "Có đám tang"), decide(tone)
    signer.work()
    signer.work()
    assert (request(stopped).state, request(stopped).code) == ("waiting", Code.NO_KEY)
    assert (request(sounding).state, request(sounding).code) == ("refused", Code.NO_KEY)
    assert Attempt.objects.get(act=stopped).state == "waiting"
    before = SignedHead.objects.count()
    move(time(17, 30))
    signer.work()
    assert SignedHead.objects.count() == before + 1, "plans do not wait for a key of acts"
    move(time(17, 40))
    with clock.fixed(clock.now() + HOUR):
        signer.renew()
        signer.work()
    assert (request(stopped).state, request(stopped).code) == ("signed", "")
    assert order_of_heads("act", "plan")[-2:] == ["act", "plan"]


def test_no_plan_is_signed_while_a_stop_waits_that_can_be(signer, approved, decide):
    act = decide(silence, "Có đám tang")
    with signer.as_role("signer"):
        assert work(signer.key_ring, signer.published) == 0
    assert order_of_heads("act", "plan")[-1:] == ["plan"], "that of the box, before anything was approved"
    signer.work()
    assert request(act).state == "signed"
    assert order_of_heads("act", "plan")[-2:] == ["act", "plan"]


def test_a_withdrawal_is_a_cancel_first_and_then_a_plan_without_it(signer, box, approved, editor, as_role):
    signer.work()
    with as_role("web", editor):
        newsroom.withdraw(approved.bulletin_id, "Đổi ngày tiêm")
    with clock.fixed(clock.now() + HOUR):
        with signer.as_role("signer"):
            work(signer.key_ring, signer.published)
        signer.work()
    assert order_of_heads("act", "plan")[-2:] == ["act", "plan"]
    assert not ToSign.objects.exclude(state="signed").exists()


def test_an_order_that_cannot_be_read_is_refused_alone(signer, approved, decide):
    """Infinity is a time to PostgreSQL and to nobody else."""
    broken, whole = decide(silence, "Một"), decide(silence, "Hai")
    with past_the_fences(), connection.cursor() as cursor:
        cursor.execute("update dispatch_act set expires_at = 'infinity' where id = %s", [broken.id])
    signer.work()
    assert (request(broken).state, request(broken).why) == ("refused", DataError.__name__)
    assert request(whole).state == "signed"
    assert not ToSign.objects.filter(state="waiting").exists()


def test_stops_refused_before_wait_again_unless_their_target_was_restored(own_database, as_role):
    """What an older house refused as stale, brought to this one's tables."""
    places = people.places()
    demo_root()
    operator = people.someone(
        "Phạm Văn Tùng", (Role.OPERATOR, places.province), home=places.province, username="tung"
    )
    with as_role("web", operator):
        enrolled(places.own)
        stale = silence(targets.unit(places.own.id), "Có đám tang")
        over = silence(targets.unit(places.other.id), "Bão số 5")
        lifted = restore(targets.unit(places.other.id))
        sounding = tone(targets.unit(places.own.id))
    refused = [stale, over, sounding]
    ToSign.objects.filter(subject__in=[str(act.id) for act in refused]).update(
        state="refused", code=Code.EXPIRED, decided_at=clock.now()
    )
    Attempt.objects.update(state="unsigned")
    SignedHead.objects.create(
        unit=places.other,
        kind="act",
        subject=str(lifted.id),
        serial=1,
        sequence=1,
        sha256="0" * 64,
        head=b"x",
        signed_at=clock.now(),
        valid_to=lifted.expires_at,
    )
    call_command("migrate", "dispatch", "0005", verbosity=0)
    call_command("migrate", verbosity=0)
    assert [request(act).state for act in refused] == ["waiting", "refused", "refused"]
    assert Attempt.objects.get(act=stale).state == "waiting"
    assert Attempt.objects.get(act=sounding).state == "unsigned"
    assert Act.objects.count() == 4


def enrolled(unit):
    claim = boxes.claim(uuid.uuid4(), SoftKey.generate())
    fleet.enrol_demo(unit, [fleet.Enrolment(claim, None, "Cụm 01")])


def test_a_commune_lifts_no_silence_from_above_whatever_its_rows_say(
    signer, box, places, operator, as_role, decide
):
    decide(silence, "Yên cho lễ viếng")
    signer.work()
    son = people.someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    with as_role("web", son):
        forged = Act.objects.create(
            id=uuid.uuid4(),
            unit=places.own,
            kind=Act.Kind.RESTORE,
            target=Act.Target.UNIT,
            target_id=places.own.code,
            by_id=son.person_id,
            from_unit=places.province,
            latest_start_at=clock.now() + HOUR,
            expires_at=clock.now() + HOUR,
        )
        ToSign.objects.create(kind=SignedKind.ACT, unit=places.own, subject=str(forged.id), urgent=True)
    signer.work()
    assert (request(forged).state, request(forged).code) == ("refused", Code.FROM_ABOVE)
    lifted = decide(restore)
    signer.work()
    assert request(lifted).state == "signed"


def test_and_its_own_it_lifts(signer, box, places, as_role):
    son = people.someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    with as_role("web", son):
        silence(targets.unit(places.own.id), "Có đám tang")
    signer.work()
    with as_role("web", son):
        lifted = restore(targets.unit(places.own.id))
    signer.work()
    assert request(lifted).state == "signed"
