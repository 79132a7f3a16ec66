"""Of a series one day, it and all later ones, or all are moved or removed; the others stay as they are."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from loa.airtime import actions
from loa.airtime.actions.parting import Days, Part
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Move, Slot, SlotItem
from loa.kernel import clock
from loa.kernel.errors import Conflict, Invalid
from loa.newsroom.times import Weekly

pytestmark = pytest.mark.django_db

DAILY = (1, 2, 3, 4, 5, 6, 7)


@pytest.fixture
def first():
    return clock.today() + timedelta(days=1)


@pytest.fixture
def series(desk, sound, first):
    """One that sounds at 17:00 on ten days from tomorrow on."""
    times = (Weekly(days=DAILY, time=time(17), first=first, last=first + timedelta(days=9)),)
    desk.approved(desk.words(sound, times=times))
    return Slot.objects.get()


@pytest.fixture
def move(series, own_operator, as_role):
    def moved(part, **changes):
        wanted = SlotRequest(series.first, series.last, DAILY, time(17, 30))
        with as_role("web", own_operator):
            return actions.move(series.pk, replace(wanted, **changes), part)

    return moved


def one_day(day):
    return {"first": day, "last": day, "days": (day.isoweekday(),)}


def placed():
    """Each slot in the schedule as (first, last, time), in order."""
    rows = Slot.objects.filter(state=Slot.State.PLACED).order_by("first")
    return [(row.first, row.last, row.time) for row in rows]


def test_one_day_moves_alone(series, move, first):
    day, last = first + timedelta(days=3), first + timedelta(days=9)
    moved = move(Part(Days.ONE, day), **one_day(day))
    assert placed() == [
        (first, day - timedelta(days=1), time(17)),
        (day, day, time(17, 30)),
        (day + timedelta(days=1), last, time(17)),
    ]
    assert moved.pk != series.pk
    assert Slot.objects.get(first=first).pk == series.pk
    items = SlotItem.objects.order_by().values_list("approval_id", "position", "media_sha256", "title")
    assert len(set(items)) == 1
    assert SlotItem.objects.count() == 3


def test_a_day_and_all_later_ones_move(move, first):
    day, last = first + timedelta(days=3), first + timedelta(days=9)
    move(Part(Days.ON, day), first=day)
    assert placed() == [(first, day - timedelta(days=1), time(17)), (day, last, time(17, 30))]


@pytest.mark.parametrize("part", [None, Part(Days.ALL, clock.today()), "from the first on"])
def test_all_days_move_in_the_row_that_is_there(series, move, first, part):
    moved = move(Part(Days.ON, first) if isinstance(part, str) else part)
    assert moved.pk == series.pk
    assert placed() == [(first, first + timedelta(days=9), time(17, 30))]


def test_one_day_moves_to_another_approved_day(move, first):
    day, other = first + timedelta(days=9), first + timedelta(days=1)
    move(Part(Days.ONE, day), **one_day(other))
    assert (other, other, time(17, 30)) in placed()
    assert (first, day - timedelta(days=1), time(17)) in placed()


def test_every_part_is_proven_by_the_mover_with_what_it_was_before(series, move, first, own_operator):
    before = series.place
    day = first + timedelta(days=3)
    move(Part(Days.ONE, day), **one_day(day))
    assert Move.objects.values("slot").distinct().count() == 3
    for row in Move.objects.all():
        stood = before | {"first": day.isoformat(), "last": day.isoformat(), "days": [day.isoweekday()]}
        assert row.person_id == own_operator.person_id
        assert row.before == (stood if row.first == day else before)
        assert (row.first, row.last, row.time) == (row.slot.first, row.slot.last, row.slot.time)


@pytest.mark.parametrize("changes", [{"time": time(12)}, {"first": None}])
def test_what_is_refused_parts_nothing(series, move, first, changes):
    day = first + timedelta(days=3)
    beyond = one_day(first + timedelta(days=40)) if "first" in changes else one_day(day) | changes
    with pytest.raises((Conflict, Invalid)):
        move(Part(Days.ONE, day), **beyond)
    assert placed() == [(first, first + timedelta(days=9), time(17))]
    assert not Move.objects.exists()


def test_a_day_on_which_it_does_not_sound_is_refused(move, first):
    with pytest.raises(Conflict, match="không phát ngày đó nữa"):
        move(Part(Days.ONE, first - timedelta(days=1)), **one_day(first))


def test_what_has_begun_is_not_moved_any_more(move, first):
    with clock.fixed(datetime.combine(first, time(17, 1), tzinfo=clock.LOCAL)):
        with pytest.raises(Conflict, match="đã tới giờ"):
            move(Part(Days.ONE, first), **one_day(first + timedelta(days=1)))
        move(Part(Days.ON, first + timedelta(days=1)), first=first + timedelta(days=1))


def test_what_has_sounded_stays_where_it_stood_though_all_days_are_meant(series, move, first):
    with clock.fixed(datetime.combine(first + timedelta(days=2), time(17, 1), tzinfo=clock.LOCAL)):
        moved = move(Part(Days.ALL, first + timedelta(days=3)))
    assert moved.pk != series.pk
    last = first + timedelta(days=9)
    assert placed() == [
        (first, first + timedelta(days=2), time(17)),
        (first + timedelta(days=3), last, time(17, 30)),
    ]


def test_a_time_that_is_over_is_refused(move, first):
    noon = datetime.combine(first, time(12), tzinfo=clock.LOCAL)
    with clock.fixed(noon), pytest.raises(Invalid, match="Giờ ấy đã qua"):
        move(Part(Days.ONE, first), **one_day(first), time=time(5, 10))
    assert len(placed()) == 1


def test_one_day_is_removed_alone(series, first, own_operator, as_role):
    day = first + timedelta(days=3)
    with as_role("web", own_operator):
        removed = actions.remove(series.pk, "Lễ tang", Part(Days.ONE, day))
    assert (removed.first, removed.last, removed.state) == (day, day, Slot.State.WITHDRAWN)
    assert [row[:2] for row in placed()] == [
        (first, day - timedelta(days=1)),
        (day + timedelta(days=1), first + timedelta(days=9)),
    ]
