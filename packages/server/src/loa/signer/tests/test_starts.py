"""The time of day is proven too: the approved one, or where an operator of the place put the slot."""

from datetime import time, timedelta

import pytest
from django.db import ProgrammingError

from loa.airtime import actions as airtime
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Move, Slot
from loa.dispatch import verdicts
from loa.dispatch.actions import compile_unit
from loa.dispatch.models import Verdict
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys import queries as keys
from loa.keys.models import SignedKind, ToSign
from loa.newsroom import actions as newsroom
from loa.newsroom.times import Once, Weekly
from loa.people.models import RoleGrant
from loa.places.models import Hamlet
from loa.signer.proofs import starting
from loa.signer.refusing import Code
from loa.testing import bulletins
from loa.testing.people import SINCE, someone

SOUND = bytes(range(256)) * 24


@pytest.fixture
def desk(signer, enrol, places, editor, approver, as_role):
    """A commune with its box and its rule."""
    enrol(places.own)
    bulletins.rule(places.own)
    signer.work()
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def sound(signer, places):
    found = bulletins.ready_sound(places.own, SOUND, 1024)
    folder = signer.media / found.sha256[:2]
    folder.mkdir(exist_ok=True)
    (folder / found.sha256).write_bytes(SOUND)
    return found


@pytest.fixture
def approved(desk, sound):
    """For 17:00 tomorrow."""
    return desk.approved(desk.words(sound))


@pytest.fixture
def own_operator(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


def wanted(slot, at, **changes):
    said = {"first": slot.first, "last": slot.last, "days": tuple(slot.days), "hamlets": tuple(slot.hamlets)}
    return SlotRequest(time=at, **said | changes)


def again(row, **changes):
    """The move once more, with something changed."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def newest():
    return ToSign.objects.filter(kind=SignedKind.PLAN).order_by("-id").first()


def altered(places, **changes):
    """The row changed past airtime, and compiled as it then stands."""
    Slot.objects.update(**changes)
    compile_unit(places.own.id)


def said(signer):
    signer.work()
    row = newest()
    return row.state, row.code


def test_the_approved_time_is_signed(signer, approved):
    assert said(signer) == ("signed", "")


def test_a_slot_altered_behind_airtimes_back_is_not_signed_and_its_page_can_say_so(signer, approved, places):
    altered(places, time=time(17, 30))
    assert said(signer) == ("refused", Code.NOT_MOVED)
    slot = Slot.objects.get()
    (left_out,) = verdicts.left_out(places.own)
    assert (left_out.slots, left_out.code) == ({str(slot.pk)}, Code.NOT_MOVED)
    assert list(keys.unsigned_plans([places.own.id, places.other.id])) == [newest()]
    assert not keys.unsigned_plans([places.other.id]).exists()


def test_put_back_it_is_signed_and_no_refusal_stands(signer, approved, places):
    altered(places, time=time(17, 30))
    signer.work()
    altered(places, time=time(17))
    assert said(signer) == ("signed", "")
    assert not keys.unsigned_plans([places.own.id]).exists()


def test_a_move_by_an_operator_of_the_place_is_signed(signer, approved, move, own_operator):
    move(time(17, 30), own_operator)
    assert said(signer) == ("signed", "")
    row = Move.objects.get()
    assert (row.person_id, row.role, row.time) == (own_operator.person_id, "operator", time(17, 30))
    assert row.before["time"] == "17:00:00"
    assert row.approvals == [f"bulletin:{approved.id}"]


def test_a_move_names_the_role_that_let_it_and_is_believed_by_the_table_of_roles(
    signer, approved, move, places, monkeypatch
):
    """By a table in which an administrator plans."""
    for module in ("places.rights", "signer.proofs.entitled"):
        monkeypatch.setattr(f"loa.{module}.roles_with", lambda capability: frozenset(Role))
    at = (Role.ADMINISTRATOR, places.own)
    move(time(17, 30), someone("Lê Thị Mai", at, home=places.own, username="tri-moi"))
    assert Move.objects.get().role == "administrator"
    assert said(signer) == ("signed", "")


def test_the_province_s_operator_is_one_of_every_commune(signer, approved, move):
    move(time(17, 30))
    assert said(signer) == ("signed", "")


@pytest.mark.parametrize("back", [time(17), time(17, 20)])
def test_the_newest_move_counts_alone(signer, approved, move, places, back):
    move(time(17, 20))
    move(time(17, 40))
    altered(places, time=back)
    assert said(signer) == ("refused", Code.NOT_MOVED)


def test_who_was_no_operator_there_then_has_moved_nothing(signer, approved, move, own_operator):
    grant = RoleGrant.objects.filter(person_id=own_operator.person_id)
    move(time(17, 30), own_operator)
    grant.update(valid_to=clock.today())
    assert said(signer) == ("refused", Code.NOT_ENTITLED)
    grant.update(valid_to=clock.today() + timedelta(days=1))
    ToSign.objects.create(
        kind="plan", unit_id=Slot.objects.get().unit_id, subject="14797.0", wanted=newest().wanted
    )
    assert said(signer) == ("signed", "")


def test_an_operator_of_another_commune_has_moved_nothing(signer, approved, move, places):
    stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la")
    move(time(17, 30))
    again(Move.objects.get(), person_id=stranger.person_id)
    assert said(signer) == ("refused", Code.NOT_ENTITLED)


def test_a_move_lets_no_other_bulletin_sound_then(signer, desk, approved, move, places, sound):
    move(time(17, 30))
    early = desk.approved(desk.words(sound, title="Khác", times=(Once(bulletins.tomorrow_at(5, 30)),)))
    moved, other = Slot.objects.get(time=time(17, 30)), Slot.objects.get(time=time(5, 30))
    mine = moved.items.get()
    mine.bulletin_id, mine.approval_id = early.bulletin_id, early.id
    mine.save()
    Slot.objects.filter(pk=other.pk).update(state="withdrawn")
    compile_unit(places.own.id)
    assert said(signer) == ("refused", Code.NOT_MOVED)


def test_a_move_counts_for_its_days_and_hamlets(signer, enrol, desk, sound, places, as_role, own_operator):
    near, far = (
        Hamlet.objects.create(
            unit=places.own, name=name, kind="thon", valid_from=SINCE, search=name, sort_key=name.encode()
        )
        for name in ("Kim Tân", "Linh Trường")
    )
    enrol(places.own, far.id, name="Cụm 02")
    first = bulletins.tomorrow_at(17).date()
    when = Weekly(days=(1, 2, 3, 4, 5, 6, 7), time=time(17), first=first, last=first + timedelta(days=3))
    desk.approved(desk.words(sound, times=(when,)))
    slot = Slot.objects.get()
    with as_role("web", own_operator):
        airtime.move(slot.pk, wanted(slot, time(17, 30), last=first + timedelta(days=1), hamlets=(near.id,)))
    signer.work()
    assert not ToSign.objects.filter(state="refused").exists()
    altered(places, last=first + timedelta(days=3), hamlets=[])
    signer.work()
    codes = dict(ToSign.objects.filter(state="refused").values_list("subject", "code"))
    assert codes == {"14797.0": Code.OTHER_PLACE, f"14797.{far.id}": Code.OTHER_PLACE}
    altered(places, last=first + timedelta(days=3), hamlets=[near.id])
    enrol(places.own, near.id, name="Cụm 03")
    signer.work()
    assert ToSign.objects.filter(subject=f"14797.{near.id}").latest("id").state == "signed"
    unmoved = Verdict.objects.filter(code=Code.NOT_MOVED, plan=None, fell_at=None)
    assert set(unmoved.values_list("date", flat=True)) == {first + timedelta(days=n) for n in (2, 3)}


@pytest.mark.parametrize("since", ["the day it was moved", "the day after"])
def test_a_move_adds_no_day_that_was_not_approved(signer, desk, sound, places, move, monkeypatch, since):
    """Of a series only its weekdays were approved. What was moved before that was asked is played on."""
    later = timedelta(days=since == "the day after")
    monkeypatch.setattr(starting, "DAYS_ASKED_SINCE", clock.today() + later)
    first = bulletins.tomorrow_at(17).date()
    between, last = first + timedelta(days=1), first + timedelta(days=2)
    approved = (first.isoweekday(), last.isoweekday())
    desk.approved(desk.words(sound, times=(Weekly(days=approved, time=time(17), first=first, last=last),)))
    move(time(17, 30))
    signer.work()
    every = sorted([*approved, between.isoweekday()])
    again(Move.objects.get(), days=every)
    altered(places, days=every)
    signer.work()
    refused = Verdict.objects.filter(code=Code.OTHER_TIME, plan=None, fell_at=None)
    expected = {between} if since == "the day it was moved" else set()
    assert set(refused.values_list("date", flat=True)) == expected


@pytest.mark.parametrize(
    ("named", "code"),
    [("{}", None), ("bulletin:{}", None), ("programme:{}", Code.NOT_MOVED), ("", Code.NOT_MOVED)],
)
def test_a_move_is_of_rights_under_their_own_tags(signer, approved, move, named, code):
    """Rows of before there were tags name a bulletin's approval alone."""
    move(time(17, 30))
    again(Move.objects.get(), approvals=[named.format(approved.id)])
    assert said(signer) == (("refused", code) if code else ("signed", ""))


def test_the_latest_start_is_the_decided_one(signer, approved, places):
    altered(places, latest_start_s=3600)
    assert said(signer) == ("refused", Code.NOT_MOVED)


def test_a_slot_that_an_operator_adds_is_signed_for_all_its_bulletins(
    signer, desk, approved, sound, places, as_role, own_operator
):
    other = desk.approved(desk.words(sound, title="Khác", times=(Once(bulletins.tomorrow_at(17, 40)),)))
    day = bulletins.tomorrow_at(5).date()
    with as_role("web", own_operator):
        added = airtime.add(
            places.own.id, [other.id, approved.id], SlotRequest(day, day, (day.isoweekday(),), time(5, 30))
        )
    assert said(signer) == ("signed", "")
    row = Move.objects.get(slot=added)
    assert (row.before, row.approvals) == (None, [f"bulletin:{other.id}", f"bulletin:{approved.id}"])
    with as_role("web", desk.editor):
        newsroom.withdraw(other.bulletin_id, "Hoãn")
    assert said(signer) == ("signed", "")


def test_a_slot_copied_by_hand_to_another_time_is_not_signed(signer, approved, places):
    slot = Slot.objects.get()
    item = slot.items.get()
    slot.pk, slot.time, slot._state.adding = None, time(5, 30), True
    slot.id = approved.id
    slot.save(force_insert=True)
    item.pk, item.slot = None, slot
    item.save(force_insert=True)
    compile_unit(places.own.id)
    assert said(signer) == ("refused", Code.NOT_MOVED)


def test_priority_moves_ordinary_up_on_the_device_and_that_needs_no_move(signer, desk, approved, sound):
    desk.approved(
        desk.words(sound, title="Gấp", priority="priority", times=(Once(bulletins.tomorrow_at(17)),))
    )
    assert said(signer) == ("signed", "")


def test_moves_are_only_ever_added_and_in_ones_own_name(approved, move, as_role, own_operator, operator):
    move(time(17, 30))
    row = Move.objects.get()
    for change in (
        lambda: Move.objects.update(time=time(18)),
        lambda: Move.objects.all().delete(),
        lambda: again(row, person_id=operator.person_id),
    ):
        with pytest.raises(ProgrammingError), as_role("web", own_operator):
            change()
    with pytest.raises(ProgrammingError, match="only ever added"):
        Move.objects.update(time=time(18))
