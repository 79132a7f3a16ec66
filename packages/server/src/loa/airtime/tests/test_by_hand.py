"""What an operator changed in a bulletin's slots is told before an approval undoes it."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.utils import translation

from loa.airtime import actions, by_hand
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Slot
from loa.airtime.occurrences import Timing
from loa.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(desk, sound):
    desk.approved(desk.words(sound))
    return Slot.objects.get()


@pytest.fixture
def operating(own_operator, as_role):
    return lambda: as_role("web", own_operator)


def wanted(slot, **changes):
    return replace(SlotRequest(slot.first, slot.last, tuple(slot.days), slot.time), **changes)


def timing(slot):
    return Timing(slot.first, slot.last, frozenset(slot.days), slot.time)


def told(slot, times=()):
    bulletin = slot.items.get().bulletin_id
    with translation.override("vi"):
        found = by_hand.changes_of(bulletin, clock.today())
        return [(by_hand.sentence(each), by_hand.undone(each, times)) for each in found]


def test_what_stands_as_approved_is_told_nothing_of(slot):
    assert told(slot) == []


def test_a_move_is_told_from_where_it_stood_first(slot, operating):
    with operating():
        actions.move(slot.pk, wanted(slot, time=time(17, 30)))
        actions.move(slot.pk, wanted(slot, time=time(17, 40)))
    ((said, after),) = told(slot)
    assert said == f"Người vận hành đã đổi giờ từ 17:00 sang 17:40 ({slot.first:%d/%m/%Y})."
    assert "phát theo giờ ghi trong bản tin" in after


def test_what_was_moved_back_is_told_nothing_of(slot, operating):
    with operating():
        actions.move(slot.pk, wanted(slot, time=time(17, 30)))
        actions.move(slot.pk, wanted(slot, time=time(17)))
    assert told(slot) == []


def test_an_added_slot_ends_with_the_edit(slot, operating):
    with operating():
        added = actions.add(slot.unit_id, [slot.items.get().approval_id], wanted(slot, time=time(17, 30)))
    ((said, after),) = told(added)
    assert said == f"Người vận hành đã thêm khung 17:30, {slot.first:%d/%m/%Y}."
    assert "khung này không còn" in after


def test_a_removed_slot_comes_back_only_with_an_edit_that_still_has_its_time(slot, operating):
    with operating():
        actions.remove(slot.pk, "Trùng lễ tang")
    ((said, after),) = told(slot, [timing(slot)])
    assert said == f"Người vận hành đã bỏ khung 17:00, {slot.first:%d/%m/%Y} (Trùng lễ tang)."
    assert "khung này có lại" in after
    assert told(slot, [replace(timing(slot), time=time(18))]) == [(said, "")]


def test_what_is_over_is_told_nothing_of(slot, operating):
    with operating():
        actions.move(slot.pk, wanted(slot, time=time(17, 30)))
    bulletin = slot.items.get().bulletin_id
    assert by_hand.changes_of(bulletin, slot.last + timedelta(days=1)) == []


def test_a_day_that_was_removed_from_a_series_comes_back_with_an_edit_that_has_it(slot, operating):
    removed = by_hand.ChangeByHand("removed", slot.place, slot.place, "Lễ tang")
    series = Timing(slot.first, slot.last + timedelta(days=20), frozenset(range(1, 8)), slot.time)
    assert by_hand.undone(removed, [series])
    assert not by_hand.undone(removed, [replace(series, first=slot.last + timedelta(days=1))])
