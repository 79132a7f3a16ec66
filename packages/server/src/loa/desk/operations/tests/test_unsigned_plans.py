"""What the signer would not sign is said in words where people look: on the wall, and on the slot's page."""

import pytest
from django.urls import reverse

from loa.airtime.models import Slot
from loa.kernel import clock
from loa.keys.models import SignedKind, ToSign
from loa.keys.refusals import SENTENCES, Code, sentence
from loa.people.models import Role
from loa.testing import bulletins
from loa.testing.people import someone

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


@pytest.mark.parametrize(
    ("code", "step"), [(Code.NOT_MOVED, "đứng tên giờ này"), (Code.ALTERED, "duyệt lại bản tin")]
)
def test_the_slots_page_says_why_and_the_step_now(web, slot, places, own_operator, code, step):
    address = reverse("schedule_move", args=[slot.pk])
    assert "chưa được ký" not in seen(web, own_operator, address)
    refused(places.own, code, f"{slot.pk}@{slot.first}: as it is")
    text = seen(web, own_operator, address)
    assert "Khung giờ này chưa được ký" in text
    assert step in text


def test_every_code_has_its_sentence_and_an_unknown_one_too():
    assert set(SENTENCES) == set(Code)
    assert sentence("of-a-later-release")
