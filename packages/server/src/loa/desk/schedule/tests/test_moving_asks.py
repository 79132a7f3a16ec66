"""Moving a series asks which of its days are meant; an offer after a clash says what would change, and
changes nothing."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest
from django.urls import reverse

from loa.airtime.models import Slot
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.newsroom.times import Once, Weekly
from loa.testing import bulletins, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(web, places, editor, approver, as_role):
    bulletins.rule(places.own)
    son = people.someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(son)
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def first():
    return clock.today() + timedelta(days=1)


@pytest.fixture
def series(desk, places, first):
    times = (Weekly(days=tuple(range(1, 8)), time=time(17), first=first, last=first + timedelta(days=9)),)
    desk.approved(desk.words(bulletins.ready_sound(places.own), title="Cắt điện", times=times))
    return Slot.objects.get()


def address(slot, route="schedule_move", **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse(route, args=[slot.pk])}?{asked}"


def sent(slot, **more):
    """The form of the slot as its page shows it, with what was changed."""
    stands = {"first": slot.first, "last": slot.last, "time": "17:30", "days": slot.days, "where": "all"}
    return {**stands, **more}


def text(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def day_said(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_series_opened_at_a_day_asks_with_the_days_in_words_and_chooses_none(web, series, first):
    day = first + timedelta(days=3)
    page = web.get(address(series, tu=day))
    shown = text(page)
    assert re.search(f"Chỉ thứ \\w+ {day_said(day)}|Chỉ chủ nhật {day_said(day)}", shown)
    assert f"{day_said(day)} trở đi, tới {day_said(series.last)}" in shown
    assert f"Cả loạt: 17:00, {day_said(first)}–{day_said(series.last)}" in shown
    assert not re.search(r'name="part"[^>]*checked', page.content.decode())


def test_without_an_answer_nothing_is_moved(web, series, first):
    answer = web.post(address(series), sent(series, day=first))
    assert answer.status_code == 422
    assert "Chọn đổi những ngày nào." in text(answer)
    assert Slot.objects.get().time == time(17)


def test_dragging_one_day_asks_too(web, series, first):
    day = first + timedelta(days=3)
    page = web.get(address(series, tu=day, gio="17:20", ngay=day + timedelta(days=1)))
    shown = text(page)
    assert re.search(rf"Dời từ 17:00 [^.]*{day_said(day)} sang 17:20 [^.]*\. Chưa đổi gì: chọn đổi", shown)
    assert f'name="instead" value="{day + timedelta(days=1)}"' in page.content.decode()
    assert f'name="day" value="{day}"' in page.content.decode()


@pytest.mark.parametrize("part", ["on", "all"])
def test_only_one_day_goes_to_another_day(web, series, first, part):
    day = first + timedelta(days=3)
    sent_ = sent(series, part=part, day=day, instead=day + timedelta(days=1))
    assert "Chỉ một ngày mới đổi sang ngày khác được." in text(web.post(address(series), sent_))
    assert Slot.objects.get().time == time(17)


def test_a_day_that_is_gone_is_told_and_its_answer_is_none_for_another(web, series, first):
    day = first + timedelta(days=3)
    one = sent(series, part="one", day=day, instead=day)
    assert web.post(address(series), one).status_code == 302
    for answer in (web.get(address(series, tu=day)), web.post(address(series), one)):
        assert f"{day_said(day)} đã tới giờ, hoặc không còn trong loạt này." in text(answer)
        assert not re.search(r'name="part"[^>]*checked', answer.content.decode())
    assert Slot.objects.count() == 3


def test_one_day_is_moved_and_named(web, series, first):
    day = first + timedelta(days=3)
    answer = web.post(address(series), sent(series, part="one", day=day, instead=day), follow=True)
    assert re.search(rf"Đã đổi giờ từ 17:00 sang 17:30 \(chỉ [^)]* {day_said(day)}\)\.", text(answer))
    assert Slot.objects.get(time=time(17, 30)).first == day
    assert Slot.objects.filter(time=time(17)).count() == 2


def test_an_offer_after_a_clash_fills_the_form_and_changes_nothing(web, desk, places, series, first):
    other = bulletins.ready_sound(places.own, b"khac", duration_ms=190_000)
    desk.approved(desk.words(other, title="Họp thôn", times=(Once(bulletins.tomorrow_at(17, 30)),)))
    refused = web.post(address(series), sent(series, part="all", day=first))
    offers = re.findall(r'name="offer" value="([^"]+)"', refused.content.decode())
    assert refused.status_code == 409
    assert offers
    assert "Ngày mai" not in text(refused).partition("Giờ khác")[2].partition("Đổi những")[0]
    at = offers[0].split()[1]
    proposed = web.post(address(series), sent(series, part="all", day=first, offer=offers[0]))
    assert f"Chưa đổi gì. Bấm “Chuyển giờ” thì đổi giờ từ 17:00 sang {at}." in text(proposed)
    assert f'name="time" required value="{at}"' in proposed.content.decode()
    assert Slot.objects.get(items__title="Cắt điện").time == time(17)
    assert web.post(address(series), sent(series, part="all", day=first, time=at)).status_code == 302
    assert f"{Slot.objects.get(items__title='Cắt điện').time:%H:%M}" == at


def test_a_span_without_a_weekday_is_refused(web, series, first):
    answer = web.post(address(series), sent(series, part="all", day=first, days=[]))
    assert "Chọn ít nhất một thứ trong tuần." in text(answer)
    assert Slot.objects.get().time == time(17)


def test_removing_asks_too(web, series, first):
    page = address(series, "schedule_remove", tu=first)
    assert "Bỏ những ngày nào" in text(web.get(page))
    refused = web.post(page, {"reason": "Lễ tang", "day": first})
    assert "Chọn bỏ những ngày nào." in text(refused)
    assert "Lễ tang" in text(refused)
    assert web.post(page, {"reason": "Lễ tang", "day": first, "part": "one"}).status_code == 302
    assert Slot.objects.get(state=Slot.State.WITHDRAWN).last == first
    assert Slot.objects.get(state=Slot.State.PLACED).first == first + timedelta(days=1)


def test_a_turn_of_today_that_the_new_time_loses_is_told(web, desk, places):
    today = clock.today()
    with clock.fixed(clock.day_bounds(today)[0] + timedelta(hours=10)):
        series = Weekly(days=tuple(range(1, 8)), time=time(17), first=today, last=today + timedelta(days=9))
        desk.approved(desk.words(bulletins.ready_sound(places.own), times=(series,)))
        slot = Slot.objects.get()
        answer = web.post(address(slot), sent(slot, part="all", day=today, time="05:30"), follow=True)
        assert "Hôm nay đã qua giờ mới, nên hôm nay không phát nữa." in text(answer)
