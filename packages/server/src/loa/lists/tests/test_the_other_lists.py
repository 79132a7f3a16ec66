"""Bulletins, people, the play log and the record: each found, ordered, turned and taken out."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.audit import actions as audit
from loa.desk.bulletins.listed import Bulletins
from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.lists import rows
from loa.lists.tests import shown
from loa.newsroom import actions
from loa.newsroom.models import Bulletin
from loa.people.models import Account, RoleGrant
from loa.testing import bulletins, people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


# --- bulletins


@pytest.fixture
def written(places, editor, approver, as_role):
    """Three drafts and one that waits, an hour apart, oldest first."""
    bulletins.rule(places.own)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    sound = bulletins.ready_sound(places.own)
    made = []
    for title in ("=Lịch cắt điện", "Lịch họp", "Lịch tiêm"):
        with as_role("web", editor):
            made.append(actions.create(places.own.pk, desk.words(sound, title=title)))
    made.append(desk.submitted(desk.words(sound, title="Lịch thu thuế")))
    for number, one in enumerate(made):
        changed = clock.now() - timedelta(hours=4 - number)
        Bulletin.objects.filter(pk=one.pk).update(changed_at=changed)
    return made


def test_bulletins_are_newest_first_and_oldest_first_when_asked(web, editor, written):
    web.sign_in(editor)
    newest = ["Lịch thu thuế", "Lịch tiêm", "Lịch họp", "=Lịch cắt điện"]
    assert shown.column(shown.page(web, "bulletins_list")) == newest
    html = shown.page(web, "bulletins_list", xep="changed")
    assert shown.column(html) == newest[::-1]
    assert 'aria-sort="ascending"' in html


def test_bulletins_are_in_the_vietnamese_order_of_their_titles_when_asked(web, editor, written):
    web.sign_in(editor)
    titles = ["đường làng", "Đá bóng", "Dạ hội", "ăn sạch"]
    for one, title in zip(written, titles, strict=True):
        Bulletin.objects.filter(pk=one.pk).update(title=title)
    in_order = ["ăn sạch", "Dạ hội", "Đá bóng", "đường làng"]
    assert shown.column(shown.page(web, "bulletins_list", xep="name")) == in_order
    html = shown.page(web, "bulletins_list", xep="-name")
    assert shown.column(html) == in_order[::-1]
    assert 'aria-sort="descending"' in html
    assert [row[0] for row in shown.workbook(web, "bulletins_list", xep="name")[1:]] == in_order


def test_bulletins_are_found_by_state_and_words_and_counted(web, editor, written):
    web.sign_in(editor)
    html = shown.page(web, "bulletins_list", **{"trang-thai": "draft", "tim": "lich hop"})
    assert shown.column(html) == ["Lịch họp"]
    assert "1 trong 4 bản tin : có chữ “lich hop”, tình trạng: bản nháp" in shown.words(html)
    html = shown.page(web, "bulletins_list", tim="không có đâu")
    assert "Không thấy gì với: có chữ “không có đâu”." in shown.words(html)


def test_bulletins_as_a_workbook_are_the_pages_rows(web, editor, written):
    web.sign_in(editor)
    html = shown.page(web, "bulletins_list", tim="lich")
    heads, *found = shown.workbook(web, "bulletins_list", tim="lich")
    assert heads == ["Bản tin", "Loại tin", "Nơi", "Tình trạng", "Người viết", "Sửa lần cuối"]
    assert [row[0] for row in found] == shown.column(html)
    assert {row[4] for row in found} == {"Lê Thị Mai"}
    assert found[0][5] > found[1][5] > found[2][5] > found[3][5]


def test_more_bulletins_ask_no_more_questions(web, editor, written, places, as_role):
    def asked(form=""):
        with CaptureQueriesContext(connection) as found:
            shown.file(web, "bulletins_list", form) if form else shown.page(web, "bulletins_list")
        return len(found)

    web.sign_in(editor)
    asked()
    few, in_a_file = asked(), asked("csv")
    desk = bulletins.Desk(places.own, editor, editor, as_role)
    with as_role("web", editor):
        for _again in range(12):
            actions.create(places.own.pk, desk.words(bulletins.Sound.objects.first()))
    assert (asked(), asked("csv")) == (few, in_a_file)


def test_pages_of_a_query_end_where_counting_does(web, editor, written, monkeypatch):
    web.sign_in(editor)
    monkeypatch.setattr(rows, "COUNTED", 3)
    monkeypatch.setattr(Bulletins, "about", replace(Bulletins.about, page=1))
    html = shown.page(web, "bulletins_list", trang="9")
    assert shown.column(html) == ["Lịch họp"]
    text = shown.words(html)
    assert "hơn 3 bản tin" in text
    assert "Chỉ mở được chừng ấy trang; lọc hẹp lại để xem tiếp." in text


# --- people


@pytest.fixture
def administrator(web, places):
    actor = people.someone(
        "Vũ Thị Lan", (Role.ADMINISTRATOR, places.province), home=places.province, username="lan"
    )
    for name, username, unit in (
        ("Lê Văn Bình", "binh", places.own),
        ("Trần Thị Ánh", "anh", places.own),
        ("Đỗ Văn Dũng", "dung", places.other),
    ):
        people.someone(name, (Role.EDITOR, unit), home=unit, username=username)
    web.sign_in(actor)
    return actor


def test_people_are_by_place_then_by_given_name_and_by_name_when_asked(web, administrator):
    by_place = ["Vũ Thị Lan", "Trần Thị Ánh", "Lê Văn Bình", "Đỗ Văn Dũng"]
    html = shown.page(web, "people_list")
    assert shown.column(html) == by_place
    assert "aria-sort" not in html
    by_name = ["Trần Thị Ánh", "Lê Văn Bình", "Đỗ Văn Dũng", "Vũ Thị Lan"]
    assert shown.column(shown.page(web, "people_list", xep="name")) == by_name
    assert shown.column(shown.page(web, "people_list", xep="-name")) == by_name[::-1]
    assert shown.column(shown.page(web, "people_list", xep="-place"))[-1] == "Vũ Thị Lan"


def test_people_are_found_by_name_or_sign_in_name_and_taken_out_with_their_roles(web, administrator):
    assert shown.column(shown.page(web, "people_list", tim="anh")) == ["Trần Thị Ánh"]
    assert shown.column(shown.page(web, "people_list", tim="do van")) == ["Đỗ Văn Dũng"]
    heads, *found = shown.workbook(web, "people_list", xep="name")
    assert heads[:4] == ["Họ và tên", "Vai trò", "Nơi làm việc", "Tên đăng nhập"]
    assert found[0][:4] == ["Trần Thị Ánh", "biên tập", "Phường Hạc Thành", "anh"]
    assert [row[0] for row in found] == shown.column(shown.page(web, "people_list", xep="name"))


def test_a_role_is_taken_out_with_its_own_state(web, administrator, places):
    of_two = people.someone("Lê Hai Vai", (Role.EDITOR, places.own), home=places.own, username="hai")
    giver = RoleGrant.objects.get(person_id=administrator.person_id).person
    for role, unit in ((Role.APPROVER, places.own), (Role.AUDITOR, places.other)):
        given = people.grant_directly(Account.objects.get(pk=of_two.account_id).person, role, unit)
        RoleGrant.objects.filter(pk=given.pk).update(granted_by=giver)
    _heads, *found = shown.workbook(web, "people_list", tim="hai vai")
    assert sorted(found[0][1].split("; ")) == ["biên tập", "duyệt (chờ đồng ý)", "kiểm tra (Xã Hoằng Châu)"]


def test_a_longer_roll_asks_no_more_questions(web, administrator, places):
    def asked():
        with CaptureQueriesContext(connection) as found:
            shown.page(web, "people_list")
        return len(found)

    shown.page(web, "people_list")
    few = asked()
    for number in range(20):
        people.someone(f"Lê Thị {number}", (Role.EDITOR, places.own), home=places.own, username=f"le{number}")
    assert asked() == few


# --- the play log


@pytest.fixture
def day(web, places):
    """Two soundings of this morning on two clusters: one of them heard nothing of the second."""
    demo_root()
    ground.clusters(places.own, 1)
    ground.clusters(places.own, 1, connected=False, seen_at=clock.now() - timedelta(hours=9))
    of = ground.plan(places.own)
    with clock.fixed(clock.now().replace(hour=9, minute=0, second=0, microsecond=0)):
        first, second = Device.objects.order_by("name")
        early = ground.item(of, "Lịch tiêm", clock.now() - timedelta(hours=2))
        late = ground.item(of, "Lịch họp", clock.now() - timedelta(hours=1), "priority")
        for device in (first, second):
            ground.told(device, early, "started", "completed")
        ground.told(first, late, "started", "completed")
        web.sign_in(people.someone("Sơn", (Role.AUDITOR, places.own), home=places.own, username="son"))
        yield clock.today()


def test_a_day_is_in_the_order_of_its_hours_and_worst_first_when_asked(web, day):
    html = shown.page(web, "evidence_day")
    assert shown.table(html)[0] == [
        "Lúc",
        "Bản tin",
        "Đã nhận",
        "Bắt đầu",
        "Đã phát hết",
        "Cụm không phát hết, vì sao",
    ]
    assert shown.column(html, 1) == ["Lịch tiêm", "Lịch họp Ưu tiên"]
    assert shown.column(html, 4) == ["2/2", "1/2"]
    assert "Cụm 02" in shown.column(html, 5)[1]
    assert shown.column(shown.page(web, "evidence_day", xep="completed"), 4) == ["1/2", "2/2"]


def test_a_file_of_a_day_has_a_line_for_each_cluster_that_missed_it(web, day):
    heads, *found = shown.workbook(web, "evidence_day")
    named = [dict(zip(heads, row, strict=True)) for row in found]
    assert [one["Bản tin"] for one in named] == ["Lịch tiêm", "Lịch họp"]
    assert [one["Đã phát hết"] for one in named] == [2, 1]
    assert [one["Cụm không phát hết"] for one in named] == ["", "Cụm 02"]
    assert named[1]["Lý do"]
    assert named[0]["Tới"] > named[0]["Lúc"]


def test_a_day_that_is_none_is_said_and_today_is_shown(web, day):
    html = shown.page(web, "evidence_day", ngay="2026-02-31")
    assert "Không có ngày này." in html
    assert len(shown.column(html)) == 2
    before = day - timedelta(days=1)
    assert re.search(rf'href="\?ngay={before}"', shown.page(web, "evidence_day"))
    assert "Bỏ lọc" not in html


# --- the record


@pytest.fixture
def recorded(web, places, editor):
    """What two people did, oldest first."""
    son = people.someone("Sơn", (Role.AUDITOR, places.own), home=places.own, username="son")
    (device,) = ground.clusters(places.own, 1)
    for who in (editor, son):
        with acting.acting(who):
            for _again in range(65):
                audit.record("dispatch.tone", device, places.own.pk, reaches=1)
    web.sign_in(son)
    return son


def test_the_record_is_turned_by_key_and_never_counted_past(web, recorded):
    first = shown.page(web, "evidence_acts")
    assert len(shown.column(first)) == 60
    assert "130 việc" in shown.words(first)
    (older,) = re.findall(r'rel="next" href="\?truoc=(\d+)"', first)
    assert 'rel="prev"' not in first
    second = shown.page(web, "evidence_acts", truoc=older)
    (newer,) = re.findall(r'rel="prev" href="\?sau=(\d+)"', second)
    third = shown.page(web, "evidence_acts", truoc=re.findall(r'rel="next" href="\?truoc=(\d+)"', second)[0])
    assert len(shown.column(third)) == 10
    assert 'rel="next"' not in third
    assert shown.table(shown.page(web, "evidence_acts", sau=newer)) == shown.table(first)


def test_the_record_is_found_by_person_and_day(web, recorded):
    html = shown.page(web, "evidence_acts", nguoi="mai le")
    assert len(shown.column(html)) == 60
    assert "65 trong 130 việc" in shown.words(html)
    yesterday = clock.today() - timedelta(days=1)
    assert shown.table(shown.page(web, "evidence_acts", ngay=yesterday)) == []


def test_a_count_ends_at_its_bound_in_words(web, recorded, monkeypatch):
    monkeypatch.setattr(rows, "COUNTED", 100)
    text = shown.words(shown.page(web, "evidence_acts"))
    assert "hơn 100 việc" in text
    assert "tệp có nhiều nhất 100.000 dòng" in text


def test_a_file_of_the_record_is_read_in_chunks(web, recorded, monkeypatch):
    monkeypatch.setattr(rows, "CHUNK", 7)
    heads, *found = shown.workbook(web, "evidence_acts", nguoi="son")
    assert heads == ["Lúc", "Việc", "Nơi"]
    assert len(found) == 65
    assert {row[1] for row in found} == {"Sơn đã cho Cụm 01 kêu thử, 1 cụm loa"}
    assert {row[2] for row in found} == {"Phường Hạc Thành"}


# --- a place from a link


def test_a_link_to_ones_only_place_is_no_filter(web, editor, places):
    """The first page links to the log of its commune; nobody has filtered anything."""
    web.sign_in(editor)
    for route in ("evidence_day", "clusters_list"):
        html = shown.words(shown.page(web, route, noi=places.own.pk))
        assert "Không thấy gì với" not in html
        assert "Bỏ lọc" not in html


def test_a_place_chosen_among_several_is_a_filter(web, operator, places):
    web.sign_in(operator)
    assert "Không thấy gì với: Phường Hạc Thành" in shown.words(
        shown.page(web, "clusters_list", noi=places.own.pk)
    )


def test_the_record_of_one_place_does_not_repeat_it(web, places):
    auditor = people.someone("Vũ Thị Lan", (Role.AUDITOR, places.own), home=places.own, username="lan")
    with acting.acting(auditor):
        audit.record("dispatch.tone", places.own, places.own.pk, reaches=1)
    web.sign_in(auditor)
    assert shown.table(shown.page(web, "evidence_acts"))[0] == ["Lúc", "Việc"]


def test_an_address_beyond_the_record_leads_back_to_its_first_page(web, places):
    auditor = people.someone("Vũ Thị Lan", (Role.AUDITOR, places.own), home=places.own, username="lan")
    with acting.acting(auditor):
        audit.record("dispatch.tone", places.own, places.own.pk, reaches=1)
    web.sign_in(auditor)
    for beyond in ({"truoc": 1}, {"sau": 99_999_999}):
        text = shown.page(web, "evidence_acts", **beyond)
        assert "Chưa có việc nào được ghi lại." not in text
        assert "Về trang đầu" in text
        assert 'href="?"' in text
