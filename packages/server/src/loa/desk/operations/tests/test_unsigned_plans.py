"""What the signer would not sign, left out or has not come to is said in words where people look."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from loa_protocol.ids import sha256_hex

from loa.airtime.models import Slot
from loa.airtime.sentences import day_words
from loa.desk import unproven
from loa.dispatch import targets, verdicts
from loa.dispatch.actions import compile_unit, silence
from loa.dispatch.models import DayPlan, Plan, PlannedItem, Verdict
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import SignedKind, ToSign
from loa.keys.refusals import SENTENCES, STEPS, Code
from loa.places.models import Hamlet
from loa.testing import bulletins
from loa.testing.forging import lift
from loa.testing.people import SINCE, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(places, editor, approver, as_role):
    bulletins.rule(places.own)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    desk.approved(desk.words(bulletins.ready_sound(places.own)))
    return Slot.objects.get()


@pytest.fixture
def own_operator(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


def refused(unit, code, why="", subject=None):
    return ToSign.objects.create(
        kind=SignedKind.PLAN,
        unit=unit,
        subject=subject or f"{unit.code}.0",
        wanted="0" * 64,
        state=ToSign.State.REFUSED,
        code=code,
        why=why,
        decided_at=clock.now(),
    )


def seen(web, who, address):
    web.sign_in(who)
    answer = web.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_wall_names_the_unit_and_the_reason_and_leads_to_the_slot(web, slot, places, own_operator):
    refused(places.own, Code.NOT_MOVED, f"{slot.pk}@{slot.first}: approved for another time")
    text = seen(web, own_operator, reverse("operations_wall"))
    assert "không có người vận hành nào chuyển" in text
    assert reverse("schedule_move", args=[slot.pk]) in text


def test_who_cannot_move_it_gets_no_link_and_another_commune_sees_nothing(web, slot, places, editor):
    refused(places.own, Code.NOT_MOVED, f"{slot.pk}@{slot.first}: approved for another time")
    refused(places.other, Code.NO_KEY)
    text = seen(web, editor, reverse("operations_wall"))
    assert "không có người vận hành nào chuyển" in text
    assert reverse("schedule_move", args=[slot.pk]) not in text
    assert str(SENTENCES[Code.NO_KEY]) not in text


def test_a_unit_has_one_line_and_says_how_many_plans(web, slot, places, operator):
    for hamlet in range(3):
        refused(places.own, Code.RULES, subject=f"14797.{hamlet}")
    text = seen(web, operator, reverse("operations_wall"))
    assert "3 lịch" in text
    assert text.count(str(SENTENCES[Code.RULES])) == 1


def test_signed_since_it_is_gone(web, slot, places, own_operator):
    refused(places.own, Code.RULES)
    ToSign.objects.create(kind="plan", unit=places.own, subject="14797.0", wanted="1" * 64)
    assert "h-ky" not in seen(web, own_operator, reverse("operations_wall"))


def test_what_waits_over_two_minutes_is_a_fault_with_the_signers_reason(web, places, own_operator):
    made = ToSign.objects.create(kind="plan", unit=places.own, subject="14797.0", wanted="1" * 64)
    assert "h-cho" not in seen(web, own_operator, reverse("operations_wall"))
    ToSign.objects.filter(pk=made.pk).update(asked_at=clock.now() - timedelta(minutes=2, seconds=1))
    text = seen(web, own_operator, reverse("operations_wall"))
    assert "Chờ ký quá 2 phút" in text
    assert "Máy ký chưa chạy" in text
    ToSign.objects.filter(pk=made.pk).update(code=Code.NO_KEY)
    text = seen(web, own_operator, reverse("operations_wall"))
    assert str(SENTENCES[Code.NO_KEY]) in text
    assert str(STEPS[Code.NO_KEY]) in text


def verdict(slot, code, **changes):
    """As the signer leaves it on the slot's item of tomorrow."""
    item = PlannedItem.objects.get(slot=slot.pk)
    said = {"unit": slot.unit, "date": item.date, "item": item, "code": code} | changes
    return Verdict.objects.create(**said)


@pytest.fixture
def compiled(slot, places):
    Plan.objects.create(plan_id=f"{places.own.code}.0", unit=places.own)
    compile_unit(places.own.id)
    return slot


@pytest.mark.parametrize(
    ("code", "step"), [(Code.NOT_MOVED, "đứng tên giờ này"), (Code.ALTERED, "duyệt lại bản tin")]
)
def test_the_slots_page_says_why_and_the_step_now(web, compiled, own_operator, code, step):
    address = reverse("schedule_move", args=[compiled.pk])
    assert "chưa được ký" not in seen(web, own_operator, address)
    verdict(compiled, code)
    text = seen(web, own_operator, address)
    assert "Khung giờ này chưa được ký" in text
    assert step in text


def test_an_item_left_out_stands_on_its_bulletin_and_in_the_week_with_what_to_do(
    web, compiled, places, editor, own_operator
):
    bulletin = compiled.items.get().bulletin
    day = compiled.first
    pages = (
        reverse("bulletins_show", args=[bulletin.code]),
        f"{reverse('schedule_week')}?noi={places.own.pk}&ngay={day}",
    )
    said = f"“{bulletin.title}” lúc 17:00 {day_words(day)} chưa phát được."
    for page in pages:
        text = seen(web, editor, page)
        assert said not in text
    assert "không vướng gì" in text
    row = verdict(compiled, Code.OWN_WORK)
    for page in pages:
        text = seen(web, editor, page)
        assert said in text
        assert str(SENTENCES[Code.OWN_WORK]) in text
        assert str(STEPS[Code.OWN_WORK]) in text
        assert reverse("schedule_move", args=[compiled.pk]) not in text
        assert reverse("schedule_move", args=[compiled.pk]) in seen(web, own_operator, page)
    assert "không vướng gì" not in text
    assert said in seen(web, own_operator, reverse("operations_wall"))
    Verdict.objects.filter(pk=row.pk).update(fell_at=clock.now())
    for page in pages:
        assert said not in seen(web, editor, page)


def test_what_the_rules_no_longer_allow_is_counted_once_in_the_week(
    web, compiled, places, editor, own_operator
):
    """The signer left it out of the plan, and it would not sound by the schedule of now either."""
    verdict(compiled, Code.RULES)
    bulletins.rule(places.own, windows=[[300, 330]])
    text = seen(web, editor, f"{reverse('schedule_week')}?noi={places.own.pk}&ngay={compiled.first}&xem=ngay")
    assert "có 1 bản tin không phát được" in text
    assert text.count(f"“{compiled.items.get().bulletin.title}”") == 1


def test_a_verdict_on_what_is_no_longer_planned_so_is_said_to_nobody(web, compiled, places, editor):
    verdict(compiled, Code.NOT_MOVED)
    Slot.objects.update(time=time(17, 20))
    assert verdicts.left_out(places.own) == []


def test_a_day_that_goes_whole_is_said_once_and_names_the_day(web, compiled, places, editor):
    day = compiled.first
    frame = DayPlan.objects.get(date=day).frame
    verdict(compiled, Code.RULES, item=None, within=sha256_hex(bytes(frame)))
    text = seen(web, editor, f"{reverse('schedule_week')}?noi={places.own.pk}&ngay={day}")
    assert text.count(f"Cả ngày {day_words(day)} chưa phát được.") == 1
    address = reverse("bulletins_show", args=[compiled.items.get().bulletin.code])
    assert f"Cả ngày {day_words(day)} chưa phát được." in seen(web, editor, address)


def test_an_item_left_out_in_one_hamlet_names_it(web, compiled, places, editor):
    hamlet = Hamlet.objects.create(
        unit=places.own, name="Kim Tân", kind="thon", valid_from=SINCE, search="", sort_key=b""
    )
    plan = Plan.objects.create(plan_id=f"14797.{hamlet.pk}", unit=places.own, hamlet=hamlet)
    compile_unit(places.own.id)
    verdict(compiled, Code.OTHER_PLACE, plan=plan)
    (line,) = unproven.lines(places.own)
    assert line.said.endswith(f"chưa phát được ở {hamlet}.")


def test_a_boxs_page_says_why_its_new_plan_waits(compiled, places):
    name = f"{places.own.code}.0"
    ToSign.objects.all().delete()
    made = ToSign.objects.create(kind="plan", unit=places.own, subject=name, wanted="1" * 64)
    assert unproven.of_plan(name) == "Lịch mới đang chờ ký."
    ToSign.objects.filter(pk=made.pk).update(asked_at=clock.now() - timedelta(minutes=3))
    assert "đã quá 2 phút: Máy ký chưa chạy" in unproven.of_plan(name)
    ToSign.objects.filter(pk=made.pk).update(state="refused", code=Code.ALTERED, decided_at=clock.now())
    assert str(SENTENCES[Code.ALTERED]) in unproven.of_plan(name)


def test_an_order_that_waits_for_its_key_says_so_on_its_page(web, compiled, places, own_operator, as_role):
    with as_role("web", own_operator):
        act = silence(targets.unit(places.own.id), "Có đám tang")
    page = reverse("operations_act", args=[act.pk])
    assert "còn chờ ký" not in seen(web, own_operator, page)
    request = ToSign.objects.filter(kind=SignedKind.ACT)
    request.update(code=Code.NO_KEY)
    text = seen(web, own_operator, page)
    assert "Lệnh này còn chờ ký" in text
    assert str(SENTENCES[Code.NO_KEY]) in text
    request.update(state="refused", code=Code.EXPIRED, decided_at=clock.now())
    assert str(STEPS[Code.EXPIRED]) in seen(web, own_operator, page)


@pytest.mark.parametrize("page", ["operations_wall", "desk_home", "clusters_list", "operations_silence"])
def test_a_refused_order_of_before_that_is_no_id_keeps_no_page_away(
    web, places, own_operator, operator, page
):
    """As a taken part could leave it, before the table refused it."""
    lift("keys_tosign", "keys_tosign_subject_is_an_id")
    made = ToSign.objects.create(kind=SignedKind.ACT, unit=places.own, subject="no-id", urgent=True)
    ToSign.objects.filter(pk=made.pk).update(state="refused", code=Code.MISSING, decided_at=clock.now())
    query = f"?noi={places.own.pk}" if page == "operations_silence" else ""
    for who in (own_operator, operator):
        seen(web, who, reverse(page) + query)
