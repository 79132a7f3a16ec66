"""A file is looked at, shown row by row, and written by one press: exactly what was shown, or nothing."""

import hashlib
import re

import pytest
from django.db import connection

from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.imports import actions, jobs, queries, rules
from loa.imports.models import Row, Upload
from loa.imports.tests.files import Desk, at_work, csv, rows, xlsx
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.roles import Role
from loa.places import actions as places_actions
from loa.places.models import Hamlet
from loa.testing import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_role, editor):
    return Desk(as_role, editor)


GOOD = csv("Tên;Loại", "Hải Phong;thôn", "Linh Sơn;bản")


def test_nothing_is_written_before_the_press_and_then_all_of_it(desk, places, editor):
    upload = desk.send("hamlets", GOOD, places.own.id)
    assert upload.state == "ready"
    assert upload.counts == {"added": 2}
    assert rows(upload) == [(2, "added", "thôn Hải Phong", []), (3, "added", "bản Linh Sơn", [])]
    assert not Hamlet.objects.exists()
    assert not Entry.objects.exists()
    written = desk.write(upload)
    assert written.state == "written"
    assert sorted(map(str, Hamlet.objects.all())) == ["bản Linh Sơn", "thôn Hải Phong"]
    told = Entry.objects.order_by("id")
    assert [entry.verb for entry in told] == ["places.hamlet_added"] * 2 + ["imports.written"]
    assert {entry.person_id for entry in told} == {editor.person_id}
    assert told[2].detail == {
        "kind": "hamlets",
        "sha256": upload.sha256,
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "faulty": 0,
        "skipped": 0,
    }
    keys = set(Row.objects.values_list("written", flat=True))
    assert keys == {str(each.pk) for each in Hamlet.objects.all()}


def test_what_is_shown_of_a_file_adds_up_to_its_rows_before_and_after(desk, places, editor, web):
    content = csv("Tên;Loại", "A;thôn", "B;làng", "Tổng cộng;", "C;thôn", "C;thôn")
    upload = desk.send("hamlets", content, places.own.id)
    assert (upload.counts, upload.rows) == ({"added": 2, "faulty": 2, "skipped": 1}, 5)
    written = desk.write(upload, leave_out=True)
    assert (written.done, written.rows, sum(written.counts.values())) == (5, 5, 5)
    web.sign_in(editor)
    page = web.get(f"/quan-ly/nhap-tep/{upload.id}/").content.decode()
    figures = re.findall(r"(tất cả|sai, không ghi|đã thêm|bỏ qua): (\d+)", page)
    assert figures == [("tất cả", "5"), ("sai, không ghi", "2"), ("đã thêm", "2"), ("bỏ qua", "1")]
    (told,) = sentences(list(Entry.objects.filter(verb="imports.written")))
    assert "2 dòng thêm mới, 0 dòng sửa, 0 dòng như cũ, 2 dòng sai bỏ lại, 1 dòng bỏ qua" in told


def test_how_many_rows_a_file_may_have_is_said_before_it_is_sent(web, places, editor):
    web.sign_in(editor)
    page = web.get(f"/quan-ly/dia-ban/{places.own.id}/thon/tu-tep/").content.decode()
    assert "tối đa 2.000 dòng và 8 MB" in page


def test_a_file_that_waits_for_others_says_so(desk, places, editor, web):
    with desk.here():
        first, second = (actions.send("hamlets", places.own.id, f"{n}.csv", GOOD) for n in "ab")
    web.sign_in(editor)

    def said(upload):
        return " ".join(web.get(f"/quan-ly/nhap-tep/{upload.id}/").content.decode().split())

    assert "Đang chờ tới lượt" in said(first)
    assert "Đang làm 1 tệp khác gửi trước; xong thì tới tệp này" in said(second)
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing' where args->>'upload_id' = %s", [str(first.id)]
        )
    assert "Đang chờ tới lượt" in said(second), "a worker that was killed has nothing in hand"
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        (worker,) = cursor.fetchone()
        cursor.execute("update procrastinate_jobs set worker_id = %s where status = 'doing'", [worker])
    assert "Đang làm 1 tệp khác" in said(second)
    assert "data-works" in said(second)
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    with desk.here():
        third = actions.send("hamlets", places.own.id, "c.csv", GOOD)
    assert "Đang làm" not in said(third)


def test_the_same_file_again_changes_nothing_and_says_so(desk, places):
    desk.write(desk.send("hamlets", GOOD, places.own.id))
    again = desk.send("hamlets", GOOD, places.own.id)
    assert (again.state, again.counts, again.to_write) == ("ready", {"unchanged": 2}, 0)
    with pytest.raises(Invalid), desk.here():
        actions.write(again.id, again.shown_sha256, leave_out=False)


def test_a_row_that_differs_says_from_what_to_what(desk, places):
    head = "Tên;Loại;Vĩ độ;Kinh độ"
    desk.write(desk.send("hamlets", csv(head, "Hải Phong;thôn;;"), places.own.id))
    upload = desk.send("hamlets", csv(head, "Hải Phong;thôn;19,8;105,7"), places.own.id)
    (row,) = Row.objects.filter(upload=upload)
    assert (row.outcome, row.changes) == ("changed", [["tọa độ", "chưa có", "19,8; 105,7"]])
    desk.write(upload)
    assert Hamlet.objects.get().latitude == 19.8


def test_a_place_moved_by_a_step_is_shown_with_the_figures_that_differ(desk, places):
    head = "Tên;Loại;Vĩ độ;Kinh độ"
    desk.write(desk.send("hamlets", csv(head, "Hải Phong;thôn;19,8012345;105,7000011"), places.own.id))
    upload = desk.send("hamlets", csv(head, "Hải Phong;thôn;19,8012345;105,7000012"), places.own.id)
    (row,) = Row.objects.filter(upload=upload)
    assert row.changes == [["tọa độ", "19,8012345; 105,7000011", "19,8012345; 105,7000012"]]


def test_all_that_is_wrong_with_a_row_is_said_at_once(desk, places):
    head = "Tên;Loại;Vĩ độ;Kinh độ;Từ ngày"
    upload = desk.send("hamlets", csv(head, "A;làng;95;105;mai", "B;làng;19;;"), places.own.id)
    assert [told for *_row, told in rows(upload)] == [
        [
            "vĩ độ: “95” nằm ngoài khoảng -90 đến 90.",
            "từ ngày: “mai” không phải một ngày. Ghi ngày/tháng/năm, thí dụ 30/11/2026.",
            "loại: Loại chỉ nhận: thôn, bản, tổ dân phố, khu phố.",
        ],
        [
            "loại: Loại chỉ nhận: thôn, bản, tổ dân phố, khu phố.",
            "vĩ độ: Cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai.",
        ],
    ]


def test_a_hamlet_is_known_by_its_name_in_any_case_with_its_kind_or_without(desk, places):
    people.hamlet(places.own, "Đông")
    people.hamlet(places.own, "Hạ")
    lines = ["thôn đông;", "Thôn Hạ;thôn", "Hà;thôn", "HÀ;thôn", "Đông;bản"]
    upload = desk.send("hamlets", csv("Tên;Loại", *lines), places.own.id)
    kept = "đang ghi là “Đông”; lần nhập này không đổi tên."
    assert [(outcome, told) for _number, outcome, _label, told in rows(upload)] == [
        ("unchanged", [kept]),
        ("unchanged", []),
        ("added", []),
        ("faulty", ["trùng với dòng 4."]),
        ("added", []),
    ]
    without = desk.send("hamlets", csv("Tên;Loại", "dong;thon", "ha;thon"), places.own.id)
    assert without.counts == {"unchanged": 2}


def test_one_faulty_row_holds_all_back_unless_it_is_left_out_on_purpose(desk, places):
    content = csv(
        "Tên;Loại;Vĩ độ;Kinh độ", "A;làng;;", "B;thôn;;", "B;thôn;;", "C;thôn;19.250;105", "D;bản;1,5;"
    )
    upload = desk.send("hamlets", content, places.own.id)
    assert rows(upload) == [
        (2, "faulty", "A · làng", ["loại: Loại chỉ nhận: thôn, bản, tổ dân phố, khu phố."]),
        (3, "added", "thôn B", []),
        (4, "faulty", "thôn B", ["trùng với dòng 3."]),
        (5, "added", "thôn C", []),
        (6, "faulty", "D · bản", ["vĩ độ: Cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."]),
    ]
    with pytest.raises(Invalid), desk.here():
        actions.write(upload.id, upload.shown_sha256, leave_out=False)
    assert desk.write(upload, leave_out=True).state == "written"
    assert sorted(each.name for each in Hamlet.objects.all()) == ["B", "C"]


def test_what_changed_meanwhile_is_shown_again_and_nothing_written(desk, places):
    upload = desk.send("hamlets", GOOD, places.own.id)
    with desk.here():
        places_actions.add_hamlet(places.own.id, "Linh Sơn", "bản")
    shown = desk.write(upload)
    assert (shown.state, shown.moved, shown.counts) == ("ready", True, {"added": 1, "unchanged": 1})
    assert Hamlet.objects.count() == 1
    with pytest.raises(Conflict), desk.here():  # what was shown before is no more
        actions.write(upload.id, upload.shown_sha256, leave_out=False)
    assert desk.write(shown).state == "written"
    assert Hamlet.objects.count() == 2


def test_rights_that_ended_meanwhile_write_nothing(desk, places, editor):
    upload = desk.send("hamlets", GOOD, places.own.id)
    from loa.people.models import RoleGrant

    with desk.here():
        actions.write(upload.id, upload.shown_sha256, leave_out=False)
    RoleGrant.objects.filter(person_id=editor.person_id).update(valid_to=people.SINCE)
    failed = at_work(upload)
    assert (failed.state, failed.reason) == ("failed", "Không có quyền làm việc này ở nơi này.")
    assert not Hamlet.objects.exists()


def test_a_row_that_only_writing_refuses_is_shown_with_its_reason(desk, places, monkeypatch):
    upload = desk.send("hamlets", GOOD, places.own.id)
    real = places_actions.add_hamlet

    def refuses(unit_id, name, *more):
        if name == "Linh Sơn":
            raise Conflict("Nơi khác đã có tên này.")
        return real(unit_id, name, *more)

    monkeypatch.setattr(places_actions, "add_hamlet", refuses)
    shown = desk.write(upload)
    assert (shown.state, shown.moved) == ("ready", True)
    assert rows(shown)[1] == (3, "faulty", "bản Linh Sơn", ["Nơi khác đã có tên này."])
    assert not Hamlet.objects.exists()
    assert desk.write(shown, leave_out=True).state == "written"
    assert [str(each) for each in Hamlet.objects.all()] == ["thôn Hải Phong"]


def test_a_file_is_its_sender_s_alone(desk, places, as_role):
    upload = desk.send("hamlets", GOOD, places.own.id)
    other = people.someone("Lê Văn Nam", (Role.EDITOR, places.own), home=places.own, username="nam")
    with as_role("web", other):
        with pytest.raises(NotFound):
            queries.mine(upload.id)
        assert not Upload.objects.exists()
        assert not Row.objects.exists()


def test_not_elsewhere_and_not_by_who_may_not(desk, places, as_role, approver):
    with pytest.raises(Forbidden):
        desk.send("hamlets", GOOD, places.other.id)
    with pytest.raises(NotFound):
        desk.send("hamlets", GOOD, 0)
    with pytest.raises(Forbidden):
        Desk(as_role, approver).send("hamlets", GOOD, places.own.id)
    with pytest.raises(Forbidden):
        desk.send("people", GOOD)


def test_a_file_that_is_no_table_says_why_and_what_to_do(desk, places):
    failed = desk.send("hamlets", csv("a;b", "1;2"), places.own.id)
    assert (failed.state, failed.reason) == ("failed", "Dòng đầu của tệp thiếu cột: tên.")
    broken = desk.send("hamlets", b"PK\x03\x04" + b"x" * 100, places.own.id)
    assert broken.state == "failed"
    assert "lưu lại dạng .xlsx" in broken.reason
    with pytest.raises(Invalid, match="PDF"):
        desk.send("hamlets", b"%PDF-1.7 ...", places.own.id)


def test_thrown_away_it_is_gone_with_its_rows(desk, places):
    upload = desk.send("hamlets", xlsx([["Tên", "Loại"], ["A", "thôn"]]), places.own.id)
    with desk.here():
        actions.discard(upload.id)
    assert not Upload.objects.exists()
    assert not Row.objects.exists()


def test_files_are_swept_some_days_after_they_were_touched(desk, places, as_role):
    from loa.kernel import clock

    old, fresh = (desk.send("hamlets", GOOD, places.own.id) for _ in range(2))
    Upload.objects.filter(pk=old.pk).update(changed_at=clock.now() - rules.KEPT)
    with as_role("worker"):
        jobs.sweep.func(timestamp=0)
    assert [each.pk for each in Upload.objects.all()] == [fresh.pk]
    assert set(Row.objects.values_list("upload_id", flat=True)) == {fresh.pk}


def test_what_was_written_or_could_not_be_read_is_kept_no_longer_but_its_hash_is(desk, places):
    failed = desk.send("hamlets", csv("a;b", "1;2"), places.own.id)
    ready = desk.send("hamlets", GOOD, places.own.id)
    assert (failed.state, bytes(failed.content), len(failed.sha256)) == ("failed", b"", 64)
    assert bytes(ready.content) == GOOD
    written = desk.write(ready)
    assert (written.state, bytes(written.content)) == ("written", b"")
    assert written.sha256 == hashlib.sha256(GOOD).hexdigest()


def test_a_file_given_up_after_three_tries_is_kept_no_longer(desk, places):
    with desk.here():
        upload = actions.send("hamlets", places.own.id, "a.csv", GOOD)
    Upload.objects.filter(pk=upload.pk).update(attempts=3, changed_at="2026-01-01T00:00:00Z")
    failed = at_work(upload)
    assert (failed.state, bytes(failed.content)) == ("failed", b"")


def test_the_files_that_one_person_keeps_are_bounded_together(desk, places, as_role, monkeypatch):
    monkeypatch.setattr(rules, "MOST_KEPT_BYTES", 2 * len(GOOD))
    first, _second = (desk.send("hamlets", GOOD, places.own.id) for _ in range(2))
    with pytest.raises(Invalid, match="Bỏ bớt tệp"):
        desk.send("hamlets", GOOD, places.own.id)
    other = people.someone("Lê Văn Nam", (Role.EDITOR, places.own), home=places.own, username="nam")
    assert Desk(as_role, other).send("hamlets", GOOD, places.own.id).state == "ready"
    with desk.here():
        actions.discard(first.id)
    assert desk.send("hamlets", GOOD, places.own.id).state == "ready"


def test_no_more_than_some_files_wait_at_once(desk, places):
    with desk.here():
        for _ in range(5):
            actions.send("hamlets", places.own.id, "a.csv", GOOD)
        with pytest.raises(Invalid, match="Đợi xem xong"):
            actions.send("hamlets", places.own.id, "a.csv", GOOD)
