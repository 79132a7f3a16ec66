"""An approval puts its times into the schedule, or is refused whole; a withdrawal takes them out."""

from datetime import time, timedelta

import pytest

from loa.airtime.models import Slot
from loa.kernel import clock
from loa.kernel.errors import Conflict
from loa.newsroom import actions
from loa.newsroom.models import Approval, Bulletin
from loa.newsroom.times import Once, Weekly
from loa.testing.bulletins import proof, ready_sound, tomorrow_at

pytestmark = pytest.mark.django_db


def test_every_approved_time_becomes_a_slot_with_the_approved_sound(desk, sound):
    today = clock.today()
    weekly = Weekly(days=(1, 3), time=time(5, 30), first=today + timedelta(1), last=today + timedelta(30))
    approval = desk.approved(desk.words(sound, times=(Once(tomorrow_at(17)), weekly)))
    once, often = Slot.objects.order_by("-time")
    assert (once.first, once.last, once.time) == (tomorrow_at(17).date(),) * 2 + (time(17),)
    assert (often.days, often.time) == ([1, 3], time(5, 30))
    for slot in (once, often):
        item = slot.items.get()
        assert (item.approval_id, item.media_sha256) == (approval.pk, sound.sha256)
        assert (item.duration_ms, item.size) == (sound.duration_ms, sound.bytes)


def test_outside_the_hours_nothing_is_sent(desk, sound):
    with pytest.raises(Conflict) as error:
        desk.submitted(desk.words(sound, times=(Once(tomorrow_at(21, 30)),)))
    assert "Không phát được lúc 21:30" in str(error.value)
    assert error.value.offers
    assert not Bulletin.objects.filter(state=Bulletin.State.SUBMITTED).exists()


def test_two_sent_for_one_time_the_second_is_not_approved_and_has_three_offers(desk, sound, places):
    later = desk.submitted(desk.words(ready_sound(places.own, b"khac"), title="Cắt điện"))
    desk.approved(desk.words(sound))
    with pytest.raises(Conflict) as error, desk.as_role("web", desk.approver):
        actions.approve(later.pk, later.latest_revision_id, proof(desk.approver))
    assert len(error.value.offers) == 3
    assert Slot.objects.count() == Approval.objects.count() == 1
    later.refresh_from_db()
    assert later.state == Bulletin.State.SUBMITTED


def test_what_is_taken_is_not_sent_and_has_three_offers(desk, sound, places):
    desk.approved(desk.words(sound))
    with pytest.raises(Conflict) as error:
        desk.submitted(desk.words(ready_sound(places.own, b"khac"), title="Cắt điện"))
    assert "“Cắt điện” lúc 17:00 chồng" in str(error.value)
    assert len(error.value.offers) == 3
    assert Slot.objects.count() == 1


def test_two_times_of_one_bulletin_may_not_clash_either(desk, sound):
    with pytest.raises(Conflict):
        desk.approved(desk.words(sound, times=(Once(tomorrow_at(17)), Once(tomorrow_at(17, 1)))))


def test_a_new_approval_takes_the_place_of_the_old_one(desk, sound):
    first = desk.approved(desk.words(sound))
    with desk.as_role("web", desk.editor):
        actions.save(first.bulletin_id, desk.words(sound, title="Đã sửa"))
        again = actions.submit(first.bulletin_id)
    with desk.as_role("web", desk.approver):
        second = actions.approve(again.pk, again.latest_revision_id, proof(desk.approver))
    placed = Slot.objects.get(state=Slot.State.PLACED)
    assert placed.items.get().approval_id == second.pk
    assert placed.items.get().title == "Đã sửa"


def test_withdrawing_takes_it_out_of_the_schedule_with_the_reason(desk, sound):
    approval = desk.approved(desk.words(sound))
    with desk.as_role("web", desk.editor):
        actions.withdraw(approval.bulletin_id, "Hoãn vì mưa bão")
    slot = Slot.objects.get()
    assert (slot.state, slot.withdrawn_reason) == (Slot.State.WITHDRAWN, "Hoãn vì mưa bão")
