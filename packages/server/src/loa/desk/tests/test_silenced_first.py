"""Where a place is silenced, every page that says what will sound says that first, whoever reads it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from loa.airtime.proposals import schedule
from loa.desk.bulletins import checks
from loa.desk.operations.tests import ground
from loa.dispatch import actions, mute, targets
from loa.dispatch.upcoming import coming
from loa.fleet.models import Health
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.newsroom.rules import DraftContent
from loa.newsroom.times import Once
from loa.testing import bulletins, listened
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(places):
    """The one of two clusters that is looked at, with something to sound in five hours."""
    demo_root()
    bulletins.rule(places.own)
    device, _other = ground.clusters(places.own, 2)
    ground.item(ground.plan(places.own), "Bản tin chiều", clock.now() + timedelta(hours=5))
    return device


@pytest.fixture
def son(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


@pytest.fixture
def silenced(box, son, as_role, places):
    with as_role("web", son):
        return actions.silence(targets.unit(places.own.pk), "Có đám tang")


def page(web, who, name, *args):
    web.sign_in(who)
    answer = web.get(reverse(name, args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def said(act, where):
    return f"Đang tắt tiếng {where} từ {clock.local(act.decided_at):%H:%M}."


def test_the_first_page_of_a_commune_says_it_to_everybody(web, son, editor, box, silenced):
    Health.objects.update(silenced=True)
    for who in (son, editor):
        text = page(web, who, "desk_home")
        assert said(silenced, "cả phường") in text
        assert "2 cụm đang tắt tiếng" in text
        assert "Sẵn sàng" not in text
        assert "Chưa có cụm loa nào ở đây" not in text


def test_the_wall_the_week_and_the_cluster_say_it(web, son, box, silenced):
    wall = page(web, son, "operations_wall")
    assert f"{box.unit.name}: {said(silenced, 'cả phường').replace('Đang', 'đang')}" in wall
    assert "đều sống" not in wall
    assert "đang tắt tiếng, sẽ không kêu" in wall
    assert said(silenced, "cả phường") in page(web, son, "schedule_week")
    assert "Còn 1 lượt trong lịch, đang tắt tiếng nên sẽ không kêu." in page(
        web, son, "clusters_show", box.pk
    )


def test_the_province_reads_how_many_communes_are_silenced(web, operator, places, box, silenced):
    ground.clusters(places.other, 1)
    for _counted in range(2):
        home, wall = page(web, operator, "desk_home"), page(web, operator, "operations_wall")
        for text in (home, wall):
            assert "1 xã, phường đang tắt tiếng." in text
        listened.counted()
    assert "1 xã, phường ổn" in wall


def test_all_of_it_silenced_is_the_first_word_of_the_province(web, operator, son, as_role, box):
    with as_role("web", operator):
        act = actions.silence(targets.everything(), "Quốc tang")
    for name in ("desk_home", "operations_wall"):
        assert said(act, "cả tỉnh").lower() in page(web, operator, name).lower()
    Health.objects.update(silenced=True)
    text = page(web, son, "desk_home")
    assert "Đang tắt tiếng cả phường theo lệnh của cấp trên." in text


def test_what_is_coming_counts_only_what_will_sound(places, son, as_role, box):
    now = clock.now()
    with as_role("web", son):
        (before,) = coming([places.own.pk], now, now + timedelta(hours=24), mute.standing([places.own.pk]))
        actions.silence(targets.device(box.pk), "Loa rè")
        (after,) = coming([places.own.pk], now, now + timedelta(hours=24), mute.standing([places.own.pk]))
        actions.silence(targets.unit(places.own.pk), "Có đám tang")
        (none,) = coming([places.own.pk], now, now + timedelta(hours=24), mute.standing([places.own.pk]))
    assert [each.clusters for each in (before, after, none)] == [2, 1, 0]
    assert [each.mute for each in (before, after, none)] == [False, False, True]


def test_whoever_decides_on_a_bulletin_is_told_too(web, son, box, silenced, places):
    words = DraftContent(
        title="Lịch tiêm", text="Trạm Y tế xã tiêm vắc-xin.", times=(Once(bulletins.tomorrow_at(17)),)
    )
    lines = checks.checks(schedule(places.own), places.own.pk, None, words, 60_000)
    assert [line.kind for line in lines][-1] == "warn"
    assert "chưa mở lại thì tin này không kêu" in lines[-1].sentence


def test_a_second_lift_says_that_it_only_sends_the_first_again(web, son, box, silenced, places, as_role):
    assert "kêu trở lại theo lịch" in page(web, son, "operations_restore", silenced.pk)
    with as_role("web", son):
        actions.restore(targets.unit(places.own.pk))
    assert "Nơi này đã mở lại rồi" in page(web, son, "operations_restore", silenced.pk)
