"""Nothing is frozen: what cannot be proven is left out, and the rest of the hamlet's plan is signed, by the
signer and the worker as they are, from rows as somebody could leave them."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.core.management import call_command
from django.db import ProgrammingError
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Item

from loa.airtime import actions as airtime
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import BroadcastRule, Slot, SlotItem
from loa.dispatch.actions import compile_unit
from loa.dispatch.documents import Documents
from loa.dispatch.models import DayPlan, Plan, PlanBody, PlannedItem, Verdict
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.keys.models import SignedHead, ToSign
from loa.newsroom.models import Approval
from loa.newsroom.times import Once
from loa.people.models import RoleGrant
from loa.places.models import Hamlet
from loa.signer.refusing import Code
from loa.signer.tests.desk import SOUND
from loa.testing import bulletins, people
from loa.testing.forging import past_the_fences
from loa.testing.people import SINCE, someone

OTHER = SOUND[::-1]


def sound_of(signer, unit, data=SOUND):
    found = bulletins.ready_sound(unit, data, 1024)
    folder = signer.media / found.sha256[:2]
    folder.mkdir(exist_ok=True)
    (folder / found.sha256).write_bytes(data)
    return found


@pytest.fixture
def desk(signer, enrol, places, editor, approver, as_role):
    """A commune with its rule, a box for all of it and one in a hamlet."""
    hamlet = Hamlet.objects.create(
        unit=places.own, name="Thôn 1", kind="thon", valid_from=SINCE, search="", sort_key=b""
    )
    enrol(places.own)
    enrol(places.own, hamlet.id, name="Cụm 02")
    bulletins.rule(places.own)
    signer.work()
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def good(desk, signer, places):
    """What has nothing to do with it, at 17:00 tomorrow, signed."""
    found = desk.approved(desk.words(sound_of(signer, places.own), title="Tốt"))
    assert signer.settle() == 1
    assert on_air() == {"Tốt"}
    return found


@pytest.fixture
def second(places):
    """Another approver of the commune."""
    return someone("Đỗ Thị Hoa", (Role.APPROVER, places.own), home=places.own, username="hoa")


@pytest.fixture
def bad(desk, signer, places, good, second):
    """Another's, at 17:30, approved and compiled; nothing is signed of it yet."""
    words = desk.words(
        sound_of(signer, places.own, OTHER), title="Xấu", times=(Once(bulletins.tomorrow_at(17, 30)),)
    )
    return replace(desk, approver=second).approved(words)


@pytest.fixture
def grant(bad, second):
    """Puts the role of who approved it to a day before the approval, or to one after it."""

    def entitled(held):
        since = SINCE if held else clock.local(bad.decided_at).date() + timedelta(days=1)
        RoleGrant.objects.filter(person_id=second.person_id).update(valid_from=since)

    return entitled


def on_air():
    """Titles in the plans in force. Each hamlet's newest head names the body that was compiled last, whose
    days are what their hashes say."""
    titles = []
    for plan in Plan.objects.all():
        head = SignedHead.objects.filter(kind="plan", subject=plan.plan_id).order_by("-sequence").first()
        assert head.names == plan.body_id, "what was compiled last is not what is signed"
        said = Documents()
        said.read([head.names])
        for name in said.days:
            assert sha256_hex(said.day(name)) == name
        titles.append({decode(each, Item).title for each in said.items.values()})
    assert all(each == titles[0] for each in titles), titles
    assert not keys.unsigned_plans([plan.unit_id]).exists()
    return titles[0]


def standing():
    return sorted(
        (row.item.title if row.item else str(row.date), row.code)
        for row in Verdict.objects.filter(fell_at=None).select_related("item")
    )


def test_a_slot_of_mixed_classes(signer, good, bad, desk, places):
    """As it could be added before, and froze a hamlet."""
    urgent = desk.approved(
        desk.words(
            sound_of(signer, places.own, b"g" * 6144),
            title="Gấp",
            priority="priority",
            times=(Once(bulletins.tomorrow_at(17, 40)),),
        )
    )
    lone = SlotItem.objects.get(approval=urgent)
    lone.pk, lone.slot, lone.position = None, SlotItem.objects.get(approval=bad).slot, 1
    lone.save(force_insert=True)
    compile_unit(places.own.id)
    assert signer.settle() <= 3
    assert on_air() == {"Tốt", "Gấp"}
    assert standing() == [("Xấu", Code.OTHER_CLASS)]


def test_an_approver_who_had_not_held_the_role(signer, good, bad, grant):
    grant(False)
    assert signer.settle() <= 3
    assert standing() == [("Xấu", Code.NOT_ENTITLED)]
    assert on_air() == {"Tốt"}


def test_when_the_grant_is_right_again_the_item_is_tried_again_and_signed(signer, good, bad, grant):
    grant(False)
    signer.settle()
    grant(True)
    assert signer.settle() <= 3
    assert standing() == []
    assert on_air() == {"Tốt", "Xấu"}
    row = Verdict.objects.get()
    assert row.fell_at > row.at


def test_a_tampered_item(signer, good, bad):
    row = PlannedItem.objects.get(title="Xấu")
    PlannedItem.objects.filter(pk=row.pk).update(bytes=bytes(row.bytes).replace(b"ordinary", b"emergenc"))
    assert signer.settle() <= 3
    assert on_air() == {"Tốt"}
    assert standing() == [("Xấu", Code.ALTERED)]
    PlannedItem.objects.filter(pk=row.pk).update(bytes=row.bytes)
    signer.settle()
    assert on_air() == {"Tốt", "Xấu"}


def test_an_item_that_can_still_be_read_but_is_another(signer, good, bad):
    row = PlannedItem.objects.get(title="Xấu")
    PlannedItem.objects.filter(pk=row.pk).update(
        bytes=bytes(row.bytes).replace("Xấu".encode(), "Xâu".encode())
    )
    signer.settle()
    assert standing() == [("Xấu", Code.ALTERED)]


def test_a_rule_row_changed_under_a_compiled_plan(signer, good, bad):
    """The days differ, and are compiled again by the rule as it now is."""
    with past_the_fences():
        BroadcastRule.objects.update(minutes_per_session=20)
    assert signer.settle() <= 3
    assert on_air() == {"Tốt", "Xấu"}
    frames = {bytes(each) for each in DayPlan.objects.values_list("frame", flat=True)}
    assert len(Verdict.objects.all()) == 8
    assert sum(b'"minutes":20' in each for each in frames) == 8


def test_a_sound_that_is_not_what_was_approved(signer, good, bad):
    path = signer.media / bad.media_sha256[:2] / bad.media_sha256
    path.write_bytes(b"x" + OTHER[1:])
    signer.settle()
    assert standing() == [("Xấu", Code.OTHER_SOUND)]
    assert on_air() == {"Tốt"}
    path.write_bytes(OTHER)
    signer.settle()
    assert on_air() == {"Tốt", "Xấu"}


def test_an_approval_whose_bytes_were_changed(signer, good, bad):
    form = bytes(Approval.objects.get(pk=bad.pk).form)
    with past_the_fences():
        Approval.objects.filter(pk=bad.pk).update(form=form.replace(b"ordinary", b"priority"))
    signer.settle()
    assert on_air() == {"Tốt"}


def test_an_item_that_breaks_the_rules_by_itself_and_one_that_makes_a_session_too_long(
    signer, good, bad, places, desk
):
    """Past airtime's back; the last ordinary one goes, as on a device."""
    with past_the_fences():
        BroadcastRule.objects.update(minutes_per_session=1)
    SlotItem.objects.filter(approval=bad).update(duration_ms=1024)
    long = desk_sound(signer, places, desk)
    assert signer.settle() <= 4
    assert on_air() == {"Tốt", "Xấu"}
    assert standing() == [("Dài", Code.RULES)]
    SlotItem.objects.filter(approval=long).delete()
    compile_unit(places.own.id)
    signer.settle()
    assert on_air() == {"Tốt", "Xấu"}


def desk_sound(signer, places, desk):
    """Fifty-nine seconds at 17:50, approved while the rule allowed it."""
    with past_the_fences():
        BroadcastRule.objects.update(minutes_per_session=45)
    data = b"d" * 6144
    found = bulletins.ready_sound(places.own, data, 59_000)
    folder = signer.media / found.sha256[:2]
    folder.mkdir(exist_ok=True)
    (folder / found.sha256).write_bytes(data)
    type(found).objects.filter(pk=found.pk).update(bytes=6144)
    made = desk.approved(desk.words(found, title="Dài", times=(Once(bulletins.tomorrow_at(17, 50)),)))
    with past_the_fences():
        BroadcastRule.objects.update(minutes_per_session=1)
    compile_unit(places.own.id)
    return made


def test_a_hamlet_that_was_not_approved_is_left_out_alone(signer, good, desk, second, places):
    """Approved for one hamlet, and put into the schedule of all of them behind airtime's back."""
    hamlet = Hamlet.objects.get(unit=places.own)
    other = Hamlet.objects.create(
        unit=places.own, name="Thôn 2", kind="thon", valid_from=SINCE, search="", sort_key=b""
    )
    words = desk.words(
        sound_of(signer, places.own, OTHER),
        title="Xấu",
        hamlets=(other.pk,),
        times=(Once(bulletins.tomorrow_at(17, 30)),),
    )
    made = replace(desk, approver=second).approved(words)
    Slot.objects.filter(items__approval=made).update(hamlets=[])
    compile_unit(places.own.id)
    signer.settle()
    assert on_air() == {"Tốt"}
    rows = Verdict.objects.filter(fell_at=None)
    assert {row.plan_id for row in rows} == {f"14797.{hamlet.pk}", "14797.0"}


def test_a_body_that_is_not_what_its_hash_says_is_refused_whole(signer, good, bad, places):
    PlanBody.objects.filter(sha256=Plan.objects.first().body_id).update(bytes=b'{"days":[],"v":1}')
    signer.settle()
    assert set(ToSign.objects.filter(state="refused").values_list("code", flat=True)) == {Code.ALTERED}
    assert not Verdict.objects.exists()


def test_a_move_made_good_by_an_operator_is_signed_at_the_next_look(
    signer, good, bad, places, as_role, operator
):
    slot = SlotItem.objects.get(approval=bad).slot
    Slot.objects.filter(pk=slot.pk).update(time=time(17, 45))
    compile_unit(places.own.id)
    signer.settle()
    assert standing() == [("Xấu", Code.NOT_MOVED)]
    with as_role("web", operator):
        airtime.move(slot.pk, SlotRequest(slot.first, slot.last, tuple(slot.days), time(17, 45)))
    signer.settle()
    assert on_air() == {"Tốt", "Xấu"}


def test_a_verdict_is_the_signers_and_nobody_lifts_it_by_hand(signer, good, bad, grant, as_role, operator):
    grant(False)
    signer.settle()
    own = (bad.unit_id,)
    for role in ("web", "worker"):
        with pytest.raises(ProgrammingError), as_role(role, read=own, write=own):
            Verdict.objects.update(fell_at=clock.now())
    with pytest.raises(ProgrammingError), as_role("signer", read=own, write=own):
        Verdict.objects.update(code=Code.RULES)


def test_what_falls_and_comes_back_waits_longer_each_time(signer, good, bad, grant, places):
    grant(False)
    signer.settle()
    grant(True)
    signer.settle()
    grant(False)
    ToSign.objects.filter(id__in=[row.id for row in ToSign.objects.order_by("-id")[:2]]).update(
        state="waiting", decided_at=None
    )
    signer.settle()
    assert standing() == [("Xấu", Code.NOT_ENTITLED)]
    grant(True)
    assert signer.look() == 0
    with clock.fixed(clock.now() + timedelta(seconds=11)):
        assert signer.look() == 1
    signer.settle()
    assert on_air() == {"Tốt", "Xấu"}


def test_plans_refused_before_are_asked_for_again(own_database, as_role):
    """What an older house refused whole, brought to this one's tables."""
    places = people.places()
    rows = [
        ToSign.objects.create(
            kind="plan",
            unit=places.own,
            subject=subject,
            wanted="0" * 64,
            state="refused",
            code=code,
            decided_at=clock.now(),
        )
        for subject, code in (("1.0", Code.RULES), ("1.0", Code.OTHER_CLASS), ("2.0", Code.NO_KEY))
    ]
    call_command("migrate", "dispatch", "0006", verbosity=0)
    call_command("migrate", verbosity=0)
    assert [ToSign.objects.get(pk=row.pk).state for row in rows] == ["refused", "waiting", "refused"]
