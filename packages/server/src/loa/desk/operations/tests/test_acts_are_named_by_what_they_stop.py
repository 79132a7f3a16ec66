"""An act that takes something off the air is named by what it stops, with the way to it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from loa.desk.operations import acts
from loa.desk.operations.tests import ground
from loa.dispatch import actions, targets
from loa.dispatch.models import Act
from loa.kernel.roles import Role
from loa.newsroom import actions as newsroom
from loa.testing import bulletins
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdrawn(places, editor, approver, as_role):
    """A bulletin that was planned on two clusters and withdrawn."""
    demo_root()
    bulletins.rule(places.own)
    ground.clusters(places.own, 2)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    bulletin = desk.approved(desk.words(bulletins.ready_sound(places.own))).bulletin
    with as_role("web", editor):
        newsroom.withdraw(bulletin.pk, "Đọc nhầm giờ họp")
    return bulletin


def test_wall_and_act_name_the_withdrawn_bulletin_and_lead_to_it(web, places, withdrawn):
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(son)
    act = Act.objects.get(kind=Act.Kind.CANCEL)
    said = "Dừng “Lịch tiêm vắc-xin” ở Phường Hạc Thành"
    for name, args in (("operations_wall", ()), ("operations_act", (act.pk,))):
        html = web.get(reverse(name, args=args)).content.decode()
        assert said in unescape(re.sub(r"<[^>]+>", "", html))
    assert reverse("bulletins_show", args=[withdrawn.code]) in html


def test_a_silence_is_named_by_where(places, operator, as_role):
    demo_root()
    with as_role("web", operator):
        act = actions.silence(targets.unit(places.own.pk), "Có đám tang")
        (line,) = acts.told([act])
    assert line.sentence == "Tắt tiếng Phường Hạc Thành"
    assert not line.bulletins
