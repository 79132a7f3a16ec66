"""The operator moves and adds within what was approved; anything more needs a new approval."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from loa.airtime import actions, queries
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Move, Slot
from loa.audit.models import Entry
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.newsroom.times import Weekly
from loa.places.models import Hamlet
from loa.testing.bulletins import ready_sound, tomorrow_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(desk, sound):
    desk.approved(desk.words(sound))
    return Slot.objects.get()


def wanted(slot, **changes):
    return replace(
        SlotRequest(slot.first, slot.last, tuple(slot.days), slot.time, tuple(slot.hamlets)), **changes
    )


def test_moving_within_the_rules_is_an_audited_act(slot, own_operator, as_role):
    with as_role("web", own_operator):
        moved = actions.move(slot.pk, wanted(slot, time=time(17, 30)))
    assert moved.time == time(17, 30)
    entry = Entry.objects.get(verb="airtime.moved")
    assert entry.person_id == own_operator.person_id
    proof = Move.objects.get(slot=slot)
    assert (proof.person_id, proof.role, proof.time) == (own_operator.person_id, "operator", time(17, 30))
    assert proof.before == entry.detail["before"]


def test_a_refused_move_leaves_no_row(slot, own_operator, as_role):
    with pytest.raises(Conflict), as_role("web", own_operator):
        actions.move(slot.pk, wanted(slot, time=time(12)))
    assert not Move.objects.exists()


def test_moving_out_of_the_hours_is_refused_with_offers(slot, own_operator, as_role):
    with pytest.raises(Conflict) as error, as_role("web", own_operator):
        actions.move(slot.pk, wanted(slot, time=time(12)))
    assert error.value.offers
    slot.refresh_from_db()
    assert slot.time == time(17)


def test_moving_onto_another_is_refused(slot, desk, places, own_operator, as_role):
    desk.approved(desk.words(ready_sound(places.own, b"khac"), times=(Weekly_tomorrow(17, 10),)))
    with pytest.raises(Conflict), as_role("web", own_operator):
        actions.move(slot.pk, wanted(slot, time=time(17, 9, 30)))


def Weekly_tomorrow(hour, minute):  # noqa: N802 - reads as the struct it makes
    day = tomorrow_at(hour).date()
    return Weekly(days=(day.isoweekday(),), time=time(hour, minute), first=day, last=day)


def test_a_day_more_than_approved_needs_a_new_approval(slot, own_operator, as_role):
    with pytest.raises(Invalid) as error, as_role("web", own_operator):
        actions.move(slot.pk, wanted(slot, last=slot.last + timedelta(days=1), days=(1, 2, 3, 4, 5, 6, 7)))
    assert error.value.field == "first"


@pytest.fixture
def series(desk, sound):
    """A slot on the weekdays of tomorrow and two days later, for a week."""
    first = tomorrow_at(17).date()
    days = (first.isoweekday(), (first + timedelta(days=2)).isoweekday())
    when = Weekly(days=days, time=time(17), first=first, last=first + timedelta(days=6))
    approval = desk.approved(desk.words(sound, times=(when,)))
    return approval, Slot.objects.get()


def test_a_weekday_more_than_approved_needs_a_new_approval(series, own_operator, as_role):
    approval, slot = series
    more = (slot.first + timedelta(days=1)).isoweekday()
    with as_role("web", own_operator):
        with pytest.raises(Invalid, match="chưa được duyệt để phát") as error:
            actions.move(slot.pk, wanted(slot, days=(*slot.days, more)))
        assert error.value.field == "days"
        with pytest.raises(Invalid, match="chưa được duyệt để phát"):
            actions.add(slot.unit_id, [approval.pk], wanted(slot, days=(more,), time=time(17, 30)))
        fewer = actions.move(slot.pk, wanted(slot, days=tuple(slot.days[:1]), time=time(17, 30)))
    assert fewer.days == slot.days[:1]


def test_a_validity_that_was_written_wider_is_approved_with_all_its_days(
    desk, sound, places, own_operator, as_role
):
    first = tomorrow_at(17).date()
    last = first + timedelta(days=3)
    approval = desk.approved(desk.words(sound, valid_from=first, valid_to=last))
    with as_role("web", own_operator):
        request = SlotRequest(last, last, (last.isoweekday(),), time(17, 30))
        assert actions.add(places.own.pk, [approval.pk], request).first == last


def test_a_hamlet_more_than_approved_needs_a_new_approval(desk, sound, places, own_operator, as_role):
    first, second = (
        Hamlet.objects.create(
            unit=places.own,
            name=name,
            kind="thon",
            valid_from="2025-07-01",
            search=name,
            sort_key=name.encode(),
        )
        for name in ("Kim Tân", "Linh Trường")
    )
    desk.approved(desk.words(sound, hamlets=(first.pk,)))
    slot = Slot.objects.get()
    for hamlets in ((first.pk, second.pk), ()):
        with pytest.raises(Invalid) as error, as_role("web", own_operator):
            actions.move(slot.pk, wanted(slot, hamlets=hamlets))
        assert error.value.field == "hamlets"


def test_an_editor_does_not_move_and_a_stranger_does_not_see(slot, editor, places, as_role):
    from loa.kernel.roles import Role
    from loa.testing.people import someone

    with pytest.raises(Forbidden), as_role("web", editor):
        actions.move(slot.pk, wanted(slot))
    stranger = someone("Người Khác", (Role.OPERATOR, places.other), home=places.other, username="khac")
    with pytest.raises(NotFound), as_role("web", stranger):
        actions.move(slot.pk, wanted(slot))


def test_taking_out_needs_a_reason_and_leaves_the_bulletin_approved(slot, own_operator, as_role):
    with pytest.raises(Invalid), as_role("web", own_operator):
        actions.remove(slot.pk, " ")
    with as_role("web", own_operator):
        actions.remove(slot.pk, "Trùng lễ viếng nghĩa trang")
    approval = slot.items.get().approval
    assert approval.stands
    with as_role("web", own_operator):
        again = actions.add(slot.unit_id, [approval.pk], wanted(slot, time=time(17, 20)))
    assert again.state == Slot.State.PLACED


def test_a_slot_of_several_bulletins_keeps_their_order(desk, sound, places, own_operator, as_role):
    first = desk.approved(desk.words(sound, title="Một"))
    second = desk.approved(
        desk.words(ready_sound(places.own, b"hai"), title="Hai", times=(Weekly_tomorrow(17, 10),))
    )
    day = tomorrow_at(5).date()
    with as_role("web", own_operator):
        slot = actions.add(
            places.own.pk,
            [second.pk, first.pk],
            SlotRequest(day, day, (day.isoweekday(),), time(5, 30)),
        )
    placed = queries.to_placed(slot)
    assert [each.title for each in placed.sounds] == ["Hai", "Một"]
    assert placed.duration_ms == 124_000


def test_a_slot_holds_one_class_and_the_sentence_names_the_other(desk, sound, places, own_operator, as_role):
    ordinary = desk.approved(desk.words(sound, title="Một"))
    urgent = desk.approved(
        desk.words(
            ready_sound(places.own, b"hai"),
            title="Gấp",
            priority="priority",
            times=(Weekly_tomorrow(17, 10),),
        )
    )
    day = tomorrow_at(5).date()
    before = Slot.objects.count()
    for chosen in ([ordinary, urgent], [urgent, ordinary]):
        with pytest.raises(Invalid, match="“Gấp” là tin ưu tiên") as error, as_role("web", own_operator):
            actions.add(
                places.own.pk,
                [each.pk for each in chosen],
                SlotRequest(day, day, (day.isoweekday(),), time(5, 30)),
            )
        assert error.value.field == "bulletins"
    assert Slot.objects.count() == before


def test_what_the_day_view_says_is_what_the_rule_says(desk, sound, places, own_operator, as_role):
    desk.approved(desk.words(sound))
    when = tomorrow_at(17).date()
    with as_role("web", own_operator):
        day = queries.day(queries.commune(places.own, when, when), when)
        two_days = queries.commune(places.own, *queries.days_within(clock.now(), 48))
        soon = queries.next_hours(two_days, clock.now(), hours=48)
    (heard,) = day.heard
    assert clock.local(clock.now()).date() < when
    assert (heard.title, heard.end_ms - heard.start_ms, heard.hamlets) == ("Lịch tiêm vắc-xin", 62_000, ())
    assert soon == [heard]
