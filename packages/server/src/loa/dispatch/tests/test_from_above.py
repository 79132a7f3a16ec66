"""What was silenced from above is lifted from there: not by the commune, whichever way it is tried."""

import uuid

import pytest
from django.urls import reverse

from loa.dispatch import queries, targets
from loa.dispatch.actions import restore, silence
from loa.dispatch.models import Act
from loa.fleet.models import Device
from loa.kernel.errors import Conflict, Forbidden
from loa.kernel.roles import Role
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
FUNERAL, QUIET = "Nhà có đám tang", "Yên cho lễ viếng"


@pytest.fixture
def son(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


def own(places):
    return targets.unit(places.own.id)


def decided(as_role, who, what, target, *words):
    with as_role("web", who):
        return what(target, *words)


def test_an_act_says_from_where_it_was_decided(as_role, places, operator, son):
    assert decided(as_role, operator, silence, own(places), QUIET).from_unit == places.province
    decided(as_role, operator, restore, own(places))
    assert decided(as_role, son, silence, own(places), FUNERAL).from_unit == places.own


def test_a_commune_lifts_no_silence_of_the_province_and_lays_none_over_it(as_role, places, operator, son):
    decided(as_role, operator, silence, own(places), QUIET)
    with pytest.raises(Forbidden, match="mở lại được"):
        decided(as_role, son, restore, own(places))
    with pytest.raises(Conflict, match="tắt tiếng nơi này rồi"):
        decided(as_role, son, silence, own(places), FUNERAL)
    assert [each.why for each in queries.silences([places.own.id])] == [QUIET]


def test_nor_by_lifting_its_own_that_lies_under_it(as_role, places, operator, son):
    mine = decided(as_role, son, silence, own(places), FUNERAL)
    decided(as_role, operator, silence, own(places), QUIET)
    with pytest.raises(Forbidden):
        decided(as_role, son, restore, own(places))
    assert mine in queries.laid_on(own(places))


def test_the_province_lifts_both(as_role, places, operator, son):
    decided(as_role, son, silence, own(places), FUNERAL)
    decided(as_role, operator, silence, own(places), QUIET)
    decided(as_role, operator, restore, own(places))
    assert queries.laid_on(own(places)) == []


def test_another_target_is_another_matter(as_role, places, operator, son):
    box = Device.objects.create(
        id=uuid.uuid4(), unit=places.own, name="Cụm 01", plan_id="14797.0", places=["38", "14797"]
    )
    decided(as_role, operator, silence, own(places), QUIET)
    with as_role("web", son):
        target = targets.device(box.id)
        silence(target, "Hỏng loa")
        restore(target)
    assert len(queries.silences([places.own.id])) == 1


def page(web, who, name, *args, **data):
    web.sign_in(who)
    address = reverse(name, args=args)
    answer = web.post(address, data) if data else web.get(address)
    return answer.status_code, answer.content.decode()


def test_the_pages_say_who_silenced_and_offer_nothing_that_cannot_work(web, as_role, places, operator, son):
    act = decided(as_role, operator, silence, own(places), QUIET)
    for name, args in (("operations_wall", ()), ("operations_act", (act.pk,))):
        status, text = page(web, son, name, *args)
        assert status == 200
        assert QUIET in text
        assert operator.name in text
        assert reverse("operations_restore", args=[act.pk]) not in text
    assert page(web, son, "operations_restore", act.pk)[0] == 403
    assert page(web, son, "operations_restore", act.pk, reason="x")[0] == 403
    assert not Act.objects.filter(kind="restore").exists()


def test_the_page_of_ones_own_silence_says_no_while_one_from_above_lies_over_it(
    web, as_role, places, operator, son
):
    mine = decided(as_role, son, silence, own(places), FUNERAL)
    decided(as_role, operator, silence, own(places), QUIET)
    assert page(web, son, "operations_restore", mine.pk)[0] == 403


def test_a_second_silence_and_the_one_that_lifts_both_say_so(web, as_role, places, operator, son):
    decided(as_role, son, silence, own(places), FUNERAL)
    web.sign_in(operator)
    text = web.get(reverse("operations_silence"), {"loai": "mot-xa", "noi": places.own.pk}).content.decode()
    assert FUNERAL in text
    assert "Đang tắt tiếng rồi" in text
    act = decided(as_role, operator, silence, own(places), QUIET)
    _status, text = page(web, operator, "operations_restore", act.pk)
    assert "Mở cả lệnh trước" in text
    assert FUNERAL in text
