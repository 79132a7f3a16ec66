"""A regulation that allows more: written on one person's page, agreed to on another's, without a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse

from loa.airtime import regulations
from loa.airtime.models import BroadcastRule
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.people.naming import names
from loa.testing import bulletins
from loa.testing.people import someone

pytestmark = pytest.mark.django_db

WAITS = "Chờ người thứ hai đồng ý"


@pytest.fixture
def commune(places):
    bulletins.rule(places.own)
    return places.own


@pytest.fixture
def son(commune):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, commune), home=commune, username="son")


@pytest.fixture
def page(commune):
    return f"{reverse('schedule_regulation')}?noi={commune.pk}"


def write(web, commune, **changes):
    wanted = {
        "noi": commune.pk,
        "valid_from": clock.today().isoformat(),
        "source": "Quyết định 45/QĐ-UBND",
        "hours": "05:00-06:30, 16:45-18:30",
        "quiet": "11:30-13:30",
        "days": [1, 2, 3, 4, 5, 6, 7],
        "minutes": 45,
        "volume": 80,
    }
    return web.post(reverse("schedule_regulation"), wanted | changes, follow=True).content.decode()


def test_its_writer_sees_that_it_waits_and_has_no_button(web, commune, son, page):
    web.sign_in(son)
    said = write(web, commune, volume=90)
    assert "chờ một người vận hành khác đồng ý" in said
    assert WAITS in said
    assert "Đồng ý quy chế này" not in said
    row = BroadcastRule.objects.latest("id")
    assert web.post(reverse("schedule_regulation_decide", args=[row.pk]), {"do": "agree"}).status_code == 403
    assert WAITS in web.get(page).content.decode()


def test_what_waits_and_what_is_to_come_is_no_fault_of_the_form(web, commune, son, page):
    web.sign_in(son)
    write(web, commune, volume=90)
    write(web, commune, volume=70, valid_from=(clock.today() + timedelta(days=3)).isoformat())
    shown = web.get(page).content.decode()
    assert WAITS in shown
    assert "Sắp áp dụng" in shown
    assert "Line(" not in shown


def test_another_operator_agrees_and_it_is_in_force(web, commune, son, operator, page):
    web.sign_in(son)
    write(web, commune, volume=90)
    row = BroadcastRule.objects.latest("id")
    web.sign_in(operator)
    shown = web.get(page).content.decode()
    assert "Hoàng Văn Sơn" in shown
    assert "Đồng ý quy chế này" in shown
    web.post(reverse("schedule_regulation_decide", args=[row.pk]), {"do": "agree"})
    shown = web.get(page).content.decode()
    assert WAITS not in shown
    assert "tối đa 90%" in shown
    assert regulations.rule_row(commune.pk, clock.today()) == row


def test_what_allows_less_waits_for_nobody(web, commune, son):
    web.sign_in(son)
    said = write(web, commune, volume=70)
    assert WAITS not in said
    assert "tối đa 70%" in said


def test_one_to_come_is_shown_and_taken_back(web, commune, son, page):
    from datetime import timedelta

    web.sign_in(son)
    said = write(web, commune, volume=70, valid_from=(clock.today() + timedelta(days=9)).isoformat())
    assert "Sắp áp dụng" in said
    row = BroadcastRule.objects.latest("id")
    web.post(reverse("schedule_regulation_decide", args=[row.pk]), {"do": "take_back"})
    assert "Sắp áp dụng" not in web.get(page).content.decode()


def test_a_newer_one_says_what_it_replaces_and_a_late_yes_is_refused(web, commune, son, operator, page):
    web.sign_in(son)
    write(web, commune, volume=90, source="15/QĐ")
    wide = BroadcastRule.objects.latest("id")
    said = write(web, commune, hours="05:00-05:25", source="16/QĐ")
    assert "đã được thay, không đồng ý được nữa: 15/QĐ" in said
    assert WAITS not in said
    web.sign_in(operator)
    answer = web.post(reverse("schedule_regulation_decide", args=[wide.pk]), {"do": "agree"})
    assert answer.status_code == 409
    assert "mới hơn" in answer.content.decode()
    assert "Được phát 05:00–05:25" in web.get(page).content.decode()


def test_what_waits_from_today_is_taken_back(web, commune, son, page):
    web.sign_in(son)
    assert "Rút lại" in write(web, commune, volume=90)
    row = BroadcastRule.objects.latest("id")
    web.post(reverse("schedule_regulation_decide", args=[row.pk]), {"do": "take_back"})
    assert WAITS not in web.get(page).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minutes": 999}, "240"),
        ({"volume": 150}, "100"),
        ({"source": ""}, "r-source"),
        ({"valid_from": "2020-01-01"}, "Quy chế mới bắt đầu sớm nhất từ hôm nay."),
        ({"valid_from": "hôm qua"}, "valid_from_error"),
        ({"hours": "sáng"}, "Không hiểu “sáng”"),
        ({"quiet": "đêm"}, "Không hiểu “đêm”"),
        ({"days": []}, "Chọn ít nhất một ngày."),
    ],
)
def test_what_is_wrong_is_said_at_its_box(web, commune, son, changes, said):
    web.sign_in(son)
    before = BroadcastRule.objects.count()
    page = write(web, commune, **changes)
    assert said in page
    assert page.count('class="fault"') == 1
    assert BroadcastRule.objects.count() == before


def test_whoever_may_agree_is_told_on_the_first_page_and_nobody_else(web, commune, son, operator, editor):
    web.sign_in(son)
    write(web, commune, volume=90)
    home = reverse("desk_home")
    told = "chờ người vận hành thứ hai đồng ý"
    for who, wanted in ((operator, True), (son, False), (editor, False)):
        web.sign_in(who)
        html = web.get(home).content.decode()
        assert (told in html) == wanted
        assert (f'href="{reverse("schedule_regulation")}?noi={commune.pk}"' in html) == wanted
    web.sign_in(operator)
    row = BroadcastRule.objects.latest("id")
    web.post(reverse("schedule_regulation_decide", args=[row.pk]), {"do": "agree"})
    assert told not in web.get(home).content.decode()


def test_the_page_names_who_wrote_it_and_who_agreed(web, commune, son, operator, page):
    web.sign_in(son)
    write(web, commune, volume=90)
    row = BroadcastRule.objects.latest("id")
    web.sign_in(operator)
    web.post(reverse("schedule_regulation_decide", args=[row.pk]), {"do": "agree"})
    shown = web.get(page).content.decode()
    assert "<dt>Người ghi</dt><dd>Hoàng Văn Sơn</dd>" in shown
    assert f"<dt>Người đồng ý</dt><dd>{names([operator.person_id])[operator.person_id]}</dd>" in shown
