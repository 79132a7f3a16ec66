"""A verdict leaves its part out while it stands: the rest is compiled and asked for, what falls is back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from loa_protocol.ids import sha256_hex

from loa.dispatch import verdicts
from loa.dispatch.actions import compile_unit
from loa.dispatch.documents import Documents
from loa.dispatch.models import DayPlan, Plan, PlanBody, PlanDay, PlannedItem, Verdict
from loa.dispatch.rules import ALL_PROVEN
from loa.dispatch.tests.test_compile import set_up
from loa.kernel import clock
from loa.keys.models import ToSign

pytestmark = pytest.mark.django_db
TABLES = (PlanBody, DayPlan, PlannedItem, PlanDay)


@pytest.fixture
def unit(places, editor, approver, as_role):
    """A commune of two hamlets with one bulletin for all tomorrow, compiled."""
    set_up(places, editor, approver, as_role)
    return places.own


@pytest.fixture
def item(unit):
    return PlannedItem.objects.get()


@pytest.fixture
def say(unit, item):
    """A verdict as the signer leaves it."""

    def one(**changes):
        whole = {"unit": unit, "date": item.date, "item": item, "code": "altered"}
        return Verdict.objects.create(**whole | changes)

    return one


def bodies():
    return dict(Plan.objects.order_by("plan_id").values_list("plan_id", "body_id"))


def hear(item):
    """The plans that hold an item on its day."""
    days = PlanDay.objects.filter(date=item.date, day__items__contains=[item.pk])
    return sorted(days.values_list("plan_id", flat=True))


def hamlets():
    return list(Plan.objects.exclude(hamlet=None).order_by("plan_id"))


def test_nothing_is_said_nothing_is_left_out(unit):
    assert verdicts.standing(unit.pk, clock.today()) is ALL_PROVEN
    assert verdicts.left_out(unit) == []
    assert not verdicts.units([unit.pk]).exists()


def test_an_item_goes_from_every_plan_and_each_is_asked_for_again(unit, item, say):
    asked, before = ToSign.objects.count(), bodies()
    say()
    assert compile_unit(unit.pk) == 3
    assert (hear(item), ToSign.objects.count()) == ([], asked + 3)
    assert all(bodies()[plan] != body for plan, body in before.items())
    wanted = ToSign.objects.order_by("-id")[:3]
    assert {row.subject: row.wanted for row in wanted} == bodies()
    assert compile_unit(unit.pk) == 0


def test_once_it_falls_the_former_bytes_are_back_and_nothing_is_written_twice(unit, item, say):
    before = bodies()
    row = say()
    compile_unit(unit.pk)
    counted = [table.objects.count() for table in TABLES]
    Verdict.objects.filter(pk=row.pk).update(fell_at=clock.now())
    assert compile_unit(unit.pk) == 3
    assert bodies() == before
    assert [table.objects.count() for table in TABLES] == counted


def test_of_one_plan_it_goes_from_that_one(unit, item, say):
    plan, other = hamlets()
    say(plan=plan)
    assert compile_unit(unit.pk) == 1
    assert hear(item) == sorted(["14797.0", other.plan_id])
    (left,) = verdicts.left_out(unit)
    assert (left.hamlets, left.everywhere, left.code) == ({plan.hamlet_id}, False, "altered")


def test_beside_others_it_goes_from_the_day_plan_that_is_named(unit, item, say):
    day = PlanDay.objects.filter(date=item.date).first()
    say(within=day.day_id)
    assert compile_unit(unit.pk) == 3  # all three have that very day plan
    assert hear(item) == []


def test_a_day_goes_whole_from_the_list_and_the_others_stay(unit, item, say):
    frame = bytes(DayPlan.objects.filter(date=item.date).first().frame)
    say(item=None, within=sha256_hex(frame))
    assert compile_unit(unit.pk) == 3
    assert not PlanDay.objects.filter(date=item.date).exists()
    assert PlanDay.objects.filter(plan="14797.0").count() == 7
    (left,) = verdicts.left_out(unit)
    assert (left.item, left.everywhere, left.slots) == (None, True, {str(item.slot)})


@pytest.mark.parametrize(
    ("fell", "days", "counts"), [(False, 1, True), (True, 1, False), (False, -1, False), (False, 0, True)]
)
def test_what_fell_or_is_past_counts_no_more(unit, item, say, fell, days, counts):
    today = clock.today()
    say(date=today + timedelta(days=days), fell_at=clock.now() if fell else None)
    assert (verdicts.standing(unit.pk, today) is not ALL_PROVEN) is counts
    assert verdicts.units([unit.pk]).exists() is counts


def test_a_neighbours_verdicts_are_its_own(unit, item, say, places):
    say(unit=places.other)
    assert verdicts.standing(unit.pk, clock.today()) is ALL_PROVEN
    assert list(verdicts.units([unit.pk, places.other.pk])) == [places.other]
    assert compile_unit(unit.pk) == 0


@pytest.mark.parametrize("part", [{}, {"within": "a" * 64}, {"item": None, "within": "b" * 64}])
def test_of_one_part_one_verdict_stands(say, part):
    first = say(**part)
    with pytest.raises(IntegrityError, match="dispatch_verdict_stands_once"), transaction.atomic():
        say(**part)
    Verdict.objects.filter(pk=first.pk).update(fell_at=clock.now())
    say(**part)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"item": None}, "dispatch_verdict_names_its_part"), ({"code": ""}, "dispatch_verdict_says_why")],
)
def test_it_names_its_part_and_says_why(say, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        say(**changes)


def test_an_item_that_is_not_what_its_hash_says_is_found(item):
    read = Documents()
    read.read_days([], [item.pk])
    assert read.altered([item.pk]) == []
    PlannedItem.objects.update(bytes=bytes(item.bytes) + b" ")
    assert read.altered([item.pk]) == []  # what was read is still what was compiled
    again = Documents()
    again.read_days([], [item.pk])
    assert again.altered([item.pk]) == [item.pk]


def test_a_day_plan_without_one_of_its_items_is_not_put_together(unit, item):
    name = PlanDay.objects.filter(date=item.date).first().day_id
    DayPlan.objects.filter(pk=name).update(items=[item.pk, item.pk + 1000])
    read = Documents()
    read.read_days([name])
    with pytest.raises(KeyError):
        read.day(name)
