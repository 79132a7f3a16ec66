"""Where a silence is ordered and the box does not say so, or the other way round, every page tells the
difference."""

import re
from html import unescape

import pytest
from django.urls import reverse

from loa.desk.operations.tests import ground
from loa.dispatch import actions, targets
from loa.fleet.models import Health
from loa.kernel.roles import Role
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
UNSAID = "Đã ra lệnh tắt tiếng, máy chưa báo"
UNORDERED = "Máy báo đang tắt tiếng, không thấy lệnh nào ở đây"


@pytest.fixture
def box(web, places):
    """The one of two clusters that is looked at by the commune's operator."""
    demo_root()
    device, _other = ground.clusters(places.own, 2)
    return device


@pytest.fixture
def son(web, places, box):
    made = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(made)
    return made


def page(web, name, *args):
    html = web.get(reverse(name, args=args)).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_an_order_that_the_box_has_not_reported(web, son, as_role, box):
    with as_role("web", son):
        actions.silence(targets.device(box.pk), "Loa rè")
    cluster = page(web, "clusters_show", box.pk)
    assert UNSAID in cluster
    assert "Tắt tiếng cụm này" not in cluster
    assert UNSAID in page(web, "clusters_list")
    assert "1/2 cụm sẵn sàng" in page(web, "clusters_list")
    wall = page(web, "operations_wall")
    assert UNSAID in wall
    assert "đều sống" not in wall
    assert "1/2 cụm sẵn sàng, 1 cụm đã ra lệnh tắt tiếng, máy chưa báo" in wall
    home = page(web, "desk_home")
    assert "1 cụm sống" in home
    assert "1 cụm đã ra lệnh tắt tiếng, máy chưa báo" in home


def test_a_box_that_is_silenced_without_an_order(web, son, box):
    Health.objects.filter(device=box).update(silenced=True)
    for text in (
        page(web, "clusters_show", box.pk),
        page(web, "clusters_list"),
        page(web, "operations_wall"),
    ):
        assert UNORDERED in text
    assert "Gửi lại lệnh mở" not in page(web, "clusters_show", box.pk)


def test_a_lifted_order_that_the_box_still_holds_can_be_lifted_again(web, son, as_role, box):
    with as_role("web", son):
        actions.silence(targets.device(box.pk), "Loa rè")
        actions.restore(targets.device(box.pk))
    Health.objects.filter(device=box).update(silenced=True)
    text = page(web, "clusters_show", box.pk)
    assert UNORDERED in text
    assert "Hoàng Văn Sơn" in text
    assert "Gửi lại lệnh mở" in text


def test_where_both_say_so_it_is_said_once(web, son, as_role, box):
    with as_role("web", son):
        actions.silence(targets.device(box.pk), "Loa rè")
    Health.objects.filter(device=box).update(silenced=True)
    for text in (
        page(web, "clusters_show", box.pk),
        page(web, "clusters_list"),
        page(web, "operations_wall"),
    ):
        assert UNSAID not in text
        assert UNORDERED not in text
        assert "Đang tắt tiếng" in text


def test_lost_contact_says_which_of_the_two_it_is(web, son, box):
    Health.objects.filter(device=box).update(connected=False)
    for text in (
        page(web, "clusters_show", box.pk),
        page(web, "clusters_list"),
        page(web, "operations_wall"),
    ):
        assert "Mất liên lạc, kết nối đã ngắt" in text
