"""Home, week and play log say one thing of a day: what was heard, what was not, what came too late."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from loa_protocol.signing import SoftKey

from loa.airtime.models import Slot
from loa.desk.operations.tests import ground
from loa.dispatch.models import PlannedItem
from loa.fleet import actions as fleet
from loa.fleet.models import Device, Posting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.playlog.tests.said import said
from loa.testing import boxes, bulletins, listened
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(places, editor, approver, operator, as_role):
    """The one sound of tomorrow, at 17:00 on one cluster."""
    demo_root()
    bulletins.rule(places.own)
    with as_role("web", operator):
        fleet.enrol_demo(
            places.own, [fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, "Cụm 01")]
        )
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    desk.approved(desk.words(bulletins.ready_sound(places.own)))
    return PlannedItem.objects.get()


@pytest.fixture
def son(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


def text(web, name, **query):
    answer = web.get(reverse(name), query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def pages(web, who, at, unit):
    """Returns home, the day's log, the week and the day's view, as they read at a moment."""
    with clock.fixed(at):
        web.sign_in(who)
        return (
            text(web, "desk_home"),
            text(web, "evidence_day"),
            text(web, "schedule_week", noi=unit.pk),
            text(web, "schedule_week", noi=unit.pk, xem="ngay"),
        )


def night(item):
    return item.starts_at + timedelta(hours=6, minutes=11)


def test_what_was_approved_after_its_time_was_never_to_sound(web, son, places, item):
    Slot.objects.update(made_at=item.starts_at + timedelta(hours=6))
    home, log, week, day = pages(web, son, night(item), places.own)
    for page in (home, log):
        assert "Hôm nay không phát gì: 1 lượt không còn kịp" in page
        assert "tới giờ phát chưa cụm loa nào có trong lịch đã ký" in page
    assert "không kêu hết bản tin" not in home
    for page in (week, day):
        assert "1 lượt không còn kịp." in page
        assert "phát 1 lượt" not in page


def test_what_no_cluster_was_there_for_is_told_the_same_way(web, son, places, item):
    Device.objects.update(state=Device.State.ACTIVE)

    Posting.objects.update(since=night(item))
    home, log, week, _day = pages(web, son, night(item), places.own)
    for page in (home, log, week):
        assert "1 lượt không còn kịp" in page


def test_what_no_cluster_completed_is_not_told_as_heard(web, son, places, item):
    home, log, week, day = pages(web, son, night(item), places.own)
    assert "0/1" in home
    assert "Đã phát hết 0/1 lượt cụm loa" in log
    for page in (week, day):
        assert "1 lượt chưa cụm nào báo phát hết." in page


def test_what_was_heard_is_told_as_heard_and_what_comes_as_coming(web, son, places, item):
    said(Device.objects.get(), 1, "started")
    said(Device.objects.get(), 2, "completed")
    home, log, week, day = pages(web, son, night(item), places.own)
    assert "1/1" in home
    assert "Đã phát hết 1/1 lượt cụm loa" in log
    for page in (week, day):
        assert "đã phát 1 lượt." in page


def test_before_its_time_it_is_still_to_come(web, son, places, item):
    home, log, _week, day = pages(web, son, item.starts_at - timedelta(hours=3), places.own)
    for page in (home, log):
        assert "Hôm nay chưa tới giờ phát nào, lượt đầu lúc 17:00" in page
    assert "phát 1 lượt, không vướng gì." in day


def test_a_day_without_anything_does_not_promise_a_time(web, son, places, item):
    home, log, _week, day = pages(web, son, item.starts_at + timedelta(days=1), places.own)
    for page in (home, log):
        assert "Hôm nay không có gì trong lịch" in page
        assert "chưa tới giờ" not in page
    assert "chưa có gì trong lịch." in day


def test_the_province_reads_of_late_turns_too(web, operator, places, item):
    Slot.objects.update(made_at=item.starts_at + timedelta(hours=6))
    ground.clusters(places.other, 1)

    with clock.fixed(night(item)):
        listened.counted()
        web.sign_in(operator)
        assert "Hôm nay không phát gì: 1 lượt không còn kịp" in text(web, "evidence_day")
