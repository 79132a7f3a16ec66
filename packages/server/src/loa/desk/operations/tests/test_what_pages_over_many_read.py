"""Pages over many communes read what was counted: no record, no cluster's last word, and as many statements
for twenty communes as for two."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.audit.models import Entry
from loa.desk.evidence.playlog import PlayLog
from loa.desk.operations.listed import Missed
from loa.desk.operations.tests import ground
from loa.kernel import clock
from loa.lists.tests import shown
from loa.places.models import Unit
from loa.playlog import counting
from loa.playlog.models import CommuneFigures, SilentSound
from loa.testing import listened, people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db

LOG = "/quan-ly/nhat-ky-phat/"
PAGES = ("/dieu-hanh/", "/quan-ly/", LOG)
NEVER = ("playlog_playrecord", "fleet_health", "fleet_posting")
"""What grows with every cluster and every minute."""


@pytest.fixture
def province(places, web, operator):
    demo_root()
    web.sign_in(operator)
    return places


def communes(places, first, last, *, silent=0):
    """So many communes with clusters, sounds of two days, and records of all of them but the `silent`."""
    now = clock.now()
    for number in range(first, last):
        unit = people.unit(f"Xã {number:02}", f"{20_000 + number}", places.province)
        made = ground.clusters(unit, 3)
        of = ground.plan(unit)
        for back in (1, 30, 25 * 60):
            item = ground.item(of, "Bản tin", now - timedelta(minutes=back))
            for device in made[silent:]:
                ground.told(device, item, "started", "completed")
    listened.counted()


def asked(web, path):
    with CaptureQueriesContext(connection) as seen:
        answer = web.get(path)
    assert answer.status_code == 200
    return answer.content.decode(), [each["sql"] for each in seen.captured_queries]


@pytest.mark.parametrize("path", PAGES)
def test_no_record_is_read_and_no_statement_is_asked_once_a_commune(web, province, path):
    communes(province, 0, 2)
    asked(web, path)  # what is asked once a process
    few, some = asked(web, path)
    communes(province, 2, 20)
    many, more = asked(web, path)
    assert "Xã 01" in few or "6/6" in few
    assert "Xã 19" in many or "60/60" in many
    assert [sql for sql in (*some, *more) if any(table in sql for table in NEVER)] == []
    assert len(more) == len(some)


def test_what_stayed_silent_is_read_as_it_was_counted(web, province):
    communes(province, 0, 2, silent=2)
    asked(web, "/dieu-hanh/im/")
    few, some = asked(web, "/dieu-hanh/im/")
    communes(province, 2, 20, silent=2)
    many, more = asked(web, "/dieu-hanh/im/")
    assert "4 cụm loa lẽ ra phải kêu mà im" in few
    assert "40 cụm loa lẽ ra phải kêu mà im" in many
    assert [sql for sql in (*some, *more) if any(table in sql for table in NEVER)] == []
    assert len(more) == len(some)
    before = set(SilentSound.objects.values_list("pk", flat=True))
    assert len(before) == 40
    listened.counted()
    assert set(SilentSound.objects.values_list("pk", flat=True)) == before  # only what changes is written


def test_a_day_before_is_read_from_what_was_counted(web, province):
    communes(province, 0, 2)
    day = clock.today() - timedelta(days=1)
    for unit in (province.own.pk, province.other.pk):
        counting.day(unit, day)
    _page, some = asked(web, f"{LOG}?ngay={day:%Y-%m-%d}")
    assert [sql for sql in some if any(table in sql for table in NEVER)] == []


def test_a_page_of_a_day_reads_its_own_rows_and_not_the_day(web, province):
    noon = clock.day_bounds(clock.today())[0] + timedelta(hours=12)
    with clock.fixed(noon):
        communes(province, 0, 4)
        page, some = asked(web, LOG)
    (rows,) = [sql for sql in some if '"playlog_soundtotal"."reasons"' in sql]
    assert f"LIMIT {PlayLog.about.page}" in rows
    assert "Đã phát hết 24/24 lượt" in page
    assert "8 lần phát" in page


def test_a_day_of_many_communes_is_ordered_by_name_and_by_what_was_heard(web, province):
    now = clock.now()
    for number, title in enumerate(("Ẩm thực", "Đê điều", "An ninh")):
        unit = people.unit(f"Xã {number}", f"{20_000 + number}", province.province)
        item = ground.item(ground.plan(unit), title, now - timedelta(minutes=9 - number))
        for device in ground.clusters(unit, 3)[number:]:
            ground.told(device, item, "started", "completed")
    counting.every_commune()

    def titles(order):
        return shown.column(shown.page(web, "evidence_day", xep=order), 1)

    assert titles("") == ["Ẩm thực", "Đê điều", "An ninh"]
    assert titles("-at") == ["An ninh", "Đê điều", "Ẩm thực"]
    assert titles("name") == ["An ninh", "Ẩm thực", "Đê điều"]
    assert titles("-name") == ["Đê điều", "Ẩm thực", "An ninh"]
    assert titles("completed") == ["An ninh", "Đê điều", "Ẩm thực"]
    assert titles("-completed") == ["Ẩm thực", "Đê điều", "An ninh"]


def test_the_days_plans_of_a_unit_are_found_by_the_day(province):
    """A province reads two days of each commune, of the hundreds that are kept."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select from dispatch_dayplan"
            " where unit_id = any(array[1, 2, 3]) and date between '2026-11-22' and '2026-11-23'"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "dispatch_dayplan_unit_day_idx" in plan
    assert "unit_id" in condition
    assert "date" in condition


MISSED = "operations_missed"


def test_what_stayed_silent_is_asked_ordered_turned_and_taken_out(web, province, monkeypatch):
    monkeypatch.setattr(Missed, "about", replace(Missed.about, page=3))
    communes(province, 0, 2, silent=2)
    SilentSound.objects.filter(pk=SilentSound.objects.earliest("pk").pk).update(why="clock")
    html, _statements = asked(web, "/dieu-hanh/im/?xep=place")
    heads, *rows = shown.table(html)
    assert heads == ["Đáng lẽ", "Cụm loa", "Nơi", "Bản tin", "Nhiều khả năng", "Tin cuối từ máy"]
    assert [row[2] for row in rows] == ["Xã 00", "Xã 00", "Xã 01"]
    assert "4 lần lẽ ra phải kêu mà im" in shown.words(html)
    html, _statements = asked(web, "/dieu-hanh/im/?xep=place&trang=2")
    assert [row[2] for row in shown.table(html)[1:]] == ["Xã 01"]
    html, _statements = asked(web, "/dieu-hanh/im/?vi=clock")
    assert [row[4] for row in shown.table(html)[1:]] == ["Giờ của máy chưa tin được"]
    assert "1 trong 4" in shown.words(html)
    assert 'aria-current="true">Giờ của máy chưa tin được' in html
    heads, *rows = shown.workbook(web, MISSED, vi="clock")
    assert [row[4] for row in rows] == ["Giờ của máy chưa tin được"]
    (entry,) = Entry.objects.filter(verb="lists.exported")
    assert (entry.detail["list"], entry.detail["rows"]) == ("missed", 1)
    assert entry.detail["filters"] == {"vi": "clock"}
    found, _statements = asked(web, "/dieu-hanh/im/?vi=no-trust")
    assert "Không thấy gì với: nhiều khả năng: máy chưa có khóa tin cậy." in shown.words(found)
    older, _statements = asked(web, "/dieu-hanh/im/?vi=x")
    assert len(shown.table(older)) == 4


def test_one_commune_is_read_from_its_rows_and_another_unit_is_none(web, province):
    communes(province, 0, 2, silent=2)
    unit = Unit.objects.get(name="Xã 01")
    SilentSound.objects.all().delete()
    html, _statements = asked(web, f"/dieu-hanh/im/?noi={unit.pk}")
    heads, *rows = shown.table(html)
    assert "Nơi" not in heads
    assert len(rows) == 2
    assert "2 cụm loa lẽ ra phải kêu mà im" in html
    assert [row[2] for row in shown.workbook(web, MISSED, noi=unit.pk)[1:]] == ["Xã 01", "Xã 01"]
    assert web.get("/dieu-hanh/im/", {"noi": province.province.pk}).status_code == 404


def test_a_file_names_the_communes_that_are_unknown(web, province):
    communes(province, 0, 2, silent=2)
    unit = Unit.objects.get(name="Xã 01")
    CommuneFigures.objects.filter(unit=unit).update(counted_at=clock.now() - timedelta(hours=1))
    rows = shown.workbook(web, MISSED, xep="-at", vi="no-contact")[1:]
    unknown = [row for row in rows if row[4] == "Chưa rõ cụm nào im"]
    assert "Xã 01" in [row[2] for row in unknown]
    assert {tuple(row[:2]) for row in unknown} == {("", "")}
    assert "Xã 01" not in [row[2] for row in rows if row not in unknown]
