"""That nothing is signed is said on the wall and the first page, with a way on for whoever may take it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import ClockDoubt, ClockWord
from loa.testing.people import someone

pytestmark = pytest.mark.django_db

PAGES = ("desk_home", "operations_wall")


@pytest.fixture
def doubt(places):
    now = clock.now()
    return ClockDoubt.objects.create(newest=now - timedelta(days=3), shown=now, head=0, list=0)


def seen(web, who, name):
    web.sign_in(who)
    answer = web.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_said_while_all_is_well(web, operator, editor, page):
    for who in (operator, editor):
        assert "Việc ký cần người xem" not in seen(web, who, page)


@pytest.mark.parametrize("page", PAGES)
def test_everybody_reads_it_and_the_province_gets_the_way_on(web, operator, editor, doubt, page):
    way = reverse("operations_clock")
    for who, led in ((operator, True), (editor, False)):
        text = seen(web, who, page)
        assert "Máy ký dừng vì đồng hồ máy chủ" in text
        assert (way in text) is led


def test_an_operator_of_the_province_says_that_the_time_is_right(web, operator, doubt):
    text = seen(web, operator, "operations_clock")
    assert f"Máy chủ đang chỉ {clock.local(clock.now()):%H}:" in text
    assert web.post(reverse("operations_clock")).status_code == 302
    assert ClockWord.objects.get(doubt=doubt).by_id == operator.person_id


def test_one_of_a_commune_may_not(web, places, doubt):
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(son)
    assert web.get(reverse("operations_clock")).status_code == 403
    assert web.post(reverse("operations_clock")).status_code == 403
    assert not ClockWord.objects.exists()


def test_where_nothing_is_in_doubt_nothing_is_written(web, operator):
    assert "không cần xác nhận" in seen(web, operator, "operations_clock")
    assert web.post(reverse("operations_clock")).status_code == 302
    assert not ClockWord.objects.exists()
