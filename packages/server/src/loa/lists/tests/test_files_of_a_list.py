"""A list as a file holds what the page shows, of what the reader may see, and is recorded."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from python_calamine import load_workbook

from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.lists import actions, files
from loa.lists.tests import shown
from loa.testing import people

pytestmark = pytest.mark.django_db
LIST = "clusters_list"
FORMULAS = ["=1+1", "+84912", "-2", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"]


@pytest.fixture
def son(web, places):
    actor = people.someone("Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(actor)
    return actor


def rename(devices, names):
    for device, name in zip(devices, names, strict=True):
        Device.objects.filter(pk=device.pk).update(name=name)


def test_a_workbook_has_the_pages_headings_rows_and_order(web, son, places):
    ground.clusters(places.own, 3)
    ground.site(Device.objects.get(name="Cụm 02"), "Nhà văn hóa")
    html = shown.page(web, LIST, xep="-name", tim="cum")
    heads, *rows = shown.workbook(web, LIST, xep="-name", tim="cum")
    assert heads == ["Cụm loa", "Tình trạng", "Thôn", "Điểm đặt", "Nơi", "Mã xã", "Tin cuối"]
    assert [head for head in shown.table(html)[0] if head not in heads] == ["Thôn, điểm đặt"]
    assert [row[0] for row in rows] == shown.column(html) == ["Cụm 03", "Cụm 02", "Cụm 01"]
    assert [row[1] for row in rows] == shown.column(html, 1)
    assert [row[3] for row in rows] == ["", "Nhà văn hóa", ""]


def test_a_moment_is_a_date_of_our_clock(web, son, places):
    (device,) = ground.clusters(places.own, 1)
    (_heads, row) = shown.workbook(web, LIST)
    device.health.refresh_from_db()
    told = clock.local(device.health.seen_at).replace(tzinfo=None)
    assert isinstance(row[-1], datetime)
    assert abs((row[-1] - told).total_seconds()) < 0.01


def test_no_cell_is_a_formula(web, son, places):
    rename(ground.clusters(places.own, len(FORMULAS)), FORMULAS)
    found = {row[0] for row in shown.workbook(web, LIST)[1:]}
    assert found == set(FORMULAS)
    content = shown.file(web, LIST, "csv").decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content, newline=""), delimiter=";"))
    assert {row[0] for row in rows[1:]} == {f"'{each}" for each in FORMULAS}


def test_a_workbook_holds_no_formula_at_all(web, son, places):
    rename(ground.clusters(places.own, len(FORMULAS)), FORMULAS)
    with ZipFile(BytesIO(shown.file(web, LIST, "xlsx"))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:G7"' in sheet


def test_letters_that_no_workbook_can_say_break_nothing(web, son, places):
    rename(ground.clusters(places.own, 2), ["a\x01b\x1f\ufffec", "x" * 60])
    assert sorted(row[0] for row in shown.workbook(web, LIST)[1:]) == ["abc", "x" * 60]


def test_a_csv_opens_with_marks_and_semicolons(web, son, places):
    ground.clusters(places.own, 1)
    content = shown.file(web, LIST, "csv")
    assert content.startswith("\ufeffCụm loa;Tình trạng;".encode())
    assert content.endswith(b"\r\n")


def test_a_file_is_called_without_marks_and_dated(web, son):
    today = clock.today()
    answer = web.get(reverse(f"{LIST}_file", args=["xlsx"]))
    assert answer["Content-Disposition"] == f'attachment; filename="cum-loa-{today:%Y-%m-%d}.xlsx"'
    assert "spreadsheetml" in answer["Content-Type"]


def test_a_reader_gets_their_own_rows_and_no_others(web, son, places):
    ground.clusters(places.own, 1)
    ground.clusters(places.other, 4)
    assert len(shown.workbook(web, LIST)) == 2
    assert b"Ho\xe1\xba\xb1ng" not in shown.file(web, LIST, "csv")


def test_the_record_says_who_took_what_and_no_word_that_was_looked_for(web, son, places, as_role):
    ground.clusters(places.own, 3)
    shown.file(web, LIST, "xlsx", **{"tim": "Nguyễn Văn A cum", "tinh-trang": "ready"})
    shown.file(web, LIST, "csv", noi=places.own.pk, xep="-name")
    first, second = Entry.objects.filter(verb="lists.exported").order_by("id")
    assert (first.unit_id, first.person_id) == (places.own.pk, son.person_id)
    assert first.detail["filters"] == {"tim": "", "tinh-trang": "ready"}
    assert (first.detail["rows"], second.detail["rows"], second.detail["order"]) == (0, 3, "-name")
    with as_role("web", son):
        told = [shown.words(str(each)) for each in sentences([first, second])]
    assert told == [
        "Sơn đã tải danh sách “ Cụm loa ” ra tệp XLSX, 0 dòng, lọc: tìm theo chữ; tình trạng: sẵn sàng",
        "Sơn đã tải danh sách “ Cụm loa ” ra tệp CSV, 3 dòng",
    ]


def test_who_only_reads_is_recorded_too(web, places):
    reader = people.someone("Xem", (Role.AUDITOR, places.province), home=places.province, username="xem")
    web.sign_in(reader)
    shown.file(web, LIST, "csv")
    (entry,) = Entry.objects.filter(verb="lists.exported")
    assert (entry.unit_id, entry.person_id) == (places.province.pk, reader.person_id)


def test_a_file_is_bounded_and_says_so(web, son, places, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    ground.clusters(places.own, 3)
    rows = shown.workbook(web, LIST)
    assert [row[0] for row in rows[1:]] == ["Cụm 01", "Cụm 02", "Còn nữa: tệp chỉ có 2 dòng đầu."]
    (entry,) = Entry.objects.filter(verb="lists.exported")
    assert (entry.detail["rows"], entry.detail["cut"]) == (2, True)


def test_another_kind_of_file_is_not_there(web, son):
    assert web.get(reverse(f"{LIST}_file", args=["pdf"])).status_code == 404


def test_nobody_gets_a_file(web):
    assert web.get(reverse(f"{LIST}_file", args=["csv"])).status_code == 302


def test_a_file_is_named_by_the_day_and_the_place_that_it_is_about(web, operator, places):
    """Three days' logs, or two communes' hamlets, lie beside each other in one folder."""
    web.sign_in(operator)

    def name(route, args=("csv",), **asked):
        return web.get(reverse(f"{route}_file", args=args), asked)["Content-Disposition"].split('"')[1]

    own = places.own.pk
    assert name("evidence_day", noi=own, ngay="2026-11-28") == "nhat-ky-phat-phuong-hac-thanh-2026-11-28.csv"
    assert name("evidence_day", noi=own, ngay="2026-11-29") == "nhat-ky-phat-phuong-hac-thanh-2026-11-29.csv"
    assert name("clusters_list") == f"cum-loa-{clock.today():%Y-%m-%d}.csv"


def test_a_workbook_says_what_it_holds_and_a_csv_does_not(web, operator, places):
    web.sign_in(operator)
    data = shown.file(web, "evidence_day", "xlsx", noi=places.own.pk, ngay="2026-11-28", xep="-at")
    told = [row[0] for row in load_workbook(BytesIO(data)).get_sheet_by_index(1).to_python()]
    assert told[0] == "Nhật ký phát"
    assert told[1:4] == ["Phường Hạc Thành", "Lọc: ngày 28/11/2026", "Xếp theo: Lúc"]
    assert told[4].startswith("Ghi lúc ")
    text = shown.file(web, "evidence_day", "csv", noi=places.own.pk, ngay="2026-11-28").decode("utf-8-sig")
    assert "Lọc" not in text


def test_a_measure_is_a_number_in_a_workbook_and_has_a_decimal_comma_in_a_csv():
    heads, rows = [files.Head("Vĩ độ", 12)], [[19.7943]]
    book, text = BytesIO(), BytesIO()
    files.write_xlsx(book, "Nơi", heads, rows)
    files.write_csv(text, "Nơi", heads, rows)
    with ZipFile(book) as opened:
        assert "<v>19.7943</v>" in opened.read("xl/worksheets/sheet1.xml").decode()
    assert text.getvalue().decode("utf-8-sig").splitlines() == ["Vĩ độ", "19,7943"]
