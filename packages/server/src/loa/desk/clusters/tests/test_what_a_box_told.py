"""The page of a cluster says what its records say: of sounds that are planned no more, of orders and whose
they were, of refusals in words, and of times that its clock cannot vouch for."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.urls import reverse

from loa.desk.operations.tests import ground
from loa.dispatch import actions, targets
from loa.dispatch.models import Attempt, DayPlan, GivenAct
from loa.kernel import clock
from loa.kernel.ids import uuid7
from loa.kernel.roles import Role
from loa.testing.people import someone
from loa.testing.records import of_itself
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def box(places):
    demo_root()
    (device,) = ground.clusters(places.own, 1)
    return device


@pytest.fixture
def son(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


def page(web, who, device):
    """The page's words, without its marks."""
    web.sign_in(who)
    answer = web.get(reverse("clusters_show", args=[device.pk]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def lines(text):
    """The ledger alone."""
    return text.partition("Hai ngày qua")[2].partition("Máy tự báo")[0]


def test_what_sounded_and_is_planned_no_more_is_named(web, son, places, box):
    of = ground.plan(places.own)
    item = ground.item(of, "Lịch cắt điện", clock.now() - HOUR)
    ground.told(box, item, "started", "completed")
    DayPlan.objects.update(items=[])
    assert "Phát hết “Lịch cắt điện”. Nay không còn trong lịch." in lines(page(web, son, box))


def test_what_it_sounded_outside_all_plans_is_named_too(web, son, places, box):
    of = ground.plan(places.own)
    item = ground.item(of, "Lịch cắt điện", clock.now() - HOUR)
    ground.told(box, item, "started", "completed")
    box.disabled_at, box.disabled_why, box.state = clock.now() - 2 * HOUR, "Mất trộm", "disabled"
    box.save()
    text = lines(page(web, son, box))
    assert "Máy báo phát hết “Lịch cắt điện”, ngoài lịch của cụm này." in text
    assert "bắt đầu phát" not in text


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (actions.silence, "Tắt tiếng theo lệnh của Hoàng Văn Sơn."),
        (actions.restore, "Mở lại theo lệnh của Hoàng Văn Sơn."),
    ],
)
def test_an_order_is_told_with_whose_it_was(web, son, as_role, places, box, decide, said):
    with as_role("web", son):
        act = decide(targets.unit(places.own.pk), "Có đám tang")
    of_itself(box, 1, "act", at=clock.now(), note=str(act.pk), plan_sha256="ab" * 32)
    assert said in lines(page(web, son, box))


def test_what_was_stopped_is_named(web, son, as_role, places, box):
    item = ground.item(ground.plan(places.own), "Lịch cắt điện", clock.now() + HOUR)
    with as_role("web", son):
        (act,) = actions.cancel(targets.unit(places.own.pk), "item", [item.item], "Đọc nhầm")
    of_itself(box, 1, "act", at=clock.now(), note=str(act.pk))
    assert "Dừng “Lịch cắt điện” theo lệnh của Hoàng Văn Sơn." in lines(page(web, son, box))


def test_an_order_from_above_is_known_by_its_way_here(web, son, operator, as_role, box):
    with as_role("web", operator):
        act = actions.silence(targets.everything(), "Có đám tang")
    assert Attempt.objects.filter(act=act, device=box).exists()
    of_itself(box, 1, "act", at=clock.now(), note=str(act.pk))
    assert "Làm theo một lệnh của cấp trên" in lines(page(web, son, box))
    assert "Tắt tiếng theo lệnh của Phạm Quốc Anh." in lines(page(web, operator, box))


def test_an_order_that_only_the_box_kept_is_told_with_its_place(web, son, places, box):
    now = clock.now()
    GivenAct.objects.create(
        sha256="cd" * 32, unit=places.own, device=box, act=uuid7(), serial=1, sequence=1, kind="silence",
        target="unit", target_id=places.own.code, decided_at=now, expires_at=now + HOUR, head=b"{}",
    )  # fmt: skip
    of_itself(box, 1, "act", at=now, note=str(uuid7()), plan_sha256="cd" * 32)
    assert f"Tắt tiếng theo lệnh của {places.own.name}." in lines(page(web, son, box))


@pytest.mark.parametrize("note", ["", "không phải mã", str(UUID(int=7))])
def test_an_order_that_nobody_knows_is_not_guessed(web, son, box, note):
    of_itself(box, 1, "act", at=clock.now(), note=note)
    assert "Làm theo một lệnh: chưa rõ lệnh nào." in lines(page(web, son, box))


@pytest.mark.parametrize(("code", "said"), [("disabled", "máy đã khóa"), ("a-code-of-tomorrow", "chưa rõ")])
def test_a_refusal_is_told_in_words(web, son, box, code, said):
    of_itself(box, 1, "refused", at=clock.now(), code=code)
    box.health.refused_at, box.health.refused_code, box.health.held_at = clock.now(), code, None
    box.health.faults = [f"refused: {code}: detail for a technician"]
    box.health.save()
    text = page(web, son, box)
    assert f"Từ chối một lệnh hoặc lịch: {said}." in lines(text)
    assert code not in text


def test_a_store_that_could_not_be_read_whole_is_told_in_words(web, son, box):
    box.health.faults = ["store: could not be read, plan"]
    box.health.save()
    text = page(web, son, box)
    assert "Bộ nhớ máy hỏng một phần; lịch thiếu thì máy chủ gửi lại" in text
    assert "could not be read" not in text


@pytest.mark.parametrize(
    ("has", "said"),
    [
        (False, "Đồng hồ riêng (RTC) không có: sau mỗi lần mất điện, máy im tới khi hỏi được giờ đúng"),
        (True, "Đồng hồ riêng (RTC) có"),
        (None, ""),
    ],
)
def test_a_box_without_a_clock_of_its_own_is_told(web, son, box, has, said):
    box.has_rtc = has
    box.save()
    text = page(web, son, box)
    assert said in text
    assert ("Đồng hồ riêng" in text) is (has is not None)


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, 0, 5, tzinfo=UTC), None])
def test_an_untrusted_time_is_not_shown_as_one_and_stands_by_the_count(web, son, box, wrong):
    now = clock.now()
    of_itself(box, 1, "refused", at=now - 5 * HOUR, code="expired")
    of_itself(box, 2, "boot", at=wrong or now - 9 * HOUR, clock="none")
    of_itself(box, 3, "tone", at=now - 3 * HOUR)
    told = lines(page(web, son, box))
    began, ended = (f"{clock.local(now - n * HOUR):%H:%M %d/%m}" for n in (5, 3))
    assert f"Giờ chưa tin được, khoảng từ {began} tới {ended} Máy khởi động." in told
    assert told.index("Kêu thử.") < told.index("Máy khởi động.") < told.index("Từ chối một lệnh")


def test_many_orders_are_asked_for_at_once(web, son, as_role, places, box, django_assert_max_num_queries):
    for number in range(1, 31):
        of_itself(box, number, "act", at=clock.now() - timedelta(minutes=number), note=str(UUID(int=number)))
    web.sign_in(son)
    with django_assert_max_num_queries(75):
        web.get(reverse("clusters_show", args=[box.pk]))
