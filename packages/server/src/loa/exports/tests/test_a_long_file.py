"""A file of a long list is written by the worker, for the person who requested it alone, and for a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.audit.models import Entry
from loa.desk.operations.tests import ground
from loa.exports import jobs, rules
from loa.exports.models import Part, RequestedFile
from loa.exports.tests.written import written
from loa.kernel import clock
from loa.kernel.attempts import STUCK_AFTER
from loa.kernel.roles import Role
from loa.lists import rows
from loa.lists.tests import shown
from loa.people.models import Account, RoleGrant
from loa.testing import people

pytestmark = pytest.mark.django_db
LIST, PAGE = "clusters_list", "/quan-ly/tep-da-yeu-cau/"


@pytest.fixture
def son(web, places, monkeypatch):
    """An operator of one commune with more clusters than a request writes."""
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    monkeypatch.setattr(rules, "PART_BYTES", 64)
    actor = people.someone("Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    ground.clusters(places.own, 3)
    web.sign_in(actor)
    return actor


def wanted(web, form="csv", **asked):
    return web.get(reverse(f"{LIST}_file", args=[form]), asked)


def fetched(web, file):
    return web.get(reverse("exports_file", args=[file.pk]))


def test_it_is_not_written_in_the_request_but_is_on_the_page_when_the_worker_has_come(web, son):
    answer = wanted(web, xep="-name", tim="cum")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert not Entry.objects.filter(verb="lists.exported").exists()
    page = web.get(PAGE).content.decode()
    assert "Đang ghi một tệp." in page
    assert "đang chờ tới lượt" in page
    file = written()
    assert file.state == "ready"
    page = web.get(PAGE).content.decode()
    assert "1 tệp tải được." in shown.words(page)
    assert f'href="{reverse("exports_file", args=[file.pk])}"' in page
    answer = fetched(web, file)
    assert answer["Content-Disposition"] == f'attachment; filename="cum-loa-{clock.today():%Y-%m-%d}.csv"'
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["Cụm loa", "Cụm 03", "Cụm 02", "Cụm 01"]
    assert Part.objects.filter(file=file).count() > 1
    (entry,) = Entry.objects.filter(verb="lists.exported")
    assert (entry.person_id, entry.detail["rows"], entry.detail["form"]) == (son.person_id, 3, "csv")
    assert entry.detail["filters"] == {"tim": ""}


def test_a_short_one_is_written_in_the_request_as_before(web, son, monkeypatch):
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    assert wanted(web).status_code == 200
    assert not RequestedFile.objects.exists()


def test_the_same_question_while_it_is_under_way_is_the_same_file_and_another_waits(web, son):
    for _again in range(2):
        assert wanted(web, tim="cum").status_code == 302
    assert RequestedFile.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name=rules.TASK).count() == 1
    for other in ({"form": "xlsx", "tim": "cum"}, {"tim": "cụm"}, {"tim": "cum", "xep": "-name"}):
        answer = wanted(web, **other)
        assert answer.status_code == 409
        assert "Đang ghi một tệp khác." in answer.content.decode()
    assert RequestedFile.objects.count() == 1
    written()
    assert wanted(web, tim="cum").status_code == 302
    assert RequestedFile.objects.count() == 2


def test_nobody_else_finds_or_gets_it(web, son, places):
    wanted(web)
    file = written()
    other = people.someone("Hà", (Role.OPERATOR, places.own), home=places.own, username="ha")
    web.sign_in(other)
    assert fetched(web, file).status_code == 404
    assert "Chưa yêu cầu tệp nào." in web.get(PAGE).content.decode()


def test_it_holds_what_its_owner_may_see_when_it_is_written(web, places, monkeypatch):
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    wide = people.someone("Anh", (Role.OPERATOR, places.province), home=places.province, username="anh")
    ground.clusters(places.own, 2)
    ground.clusters(places.other, 2)
    web.sign_in(wide)
    wanted(web)
    grant = RoleGrant.objects.get(person_id=wide.person_id)
    RoleGrant.objects.filter(pk=grant.pk).update(valid_to=clock.today())
    people.grant_directly(grant.person, Role.OPERATOR, places.own)
    text = fetched(web, written()).getvalue().decode()
    assert "Hạc Thành" in text
    assert "Hoằng Châu" not in text


def test_who_lost_every_role_or_the_account_gets_none(web, son):
    wanted(web)
    RoleGrant.objects.filter(person_id=son.person_id).update(valid_to=clock.today())
    file = written()
    assert (file.state, file.reason) == ("failed", "Không có dòng nào được xem để tải.")
    assert "Không có dòng nào được xem để tải." in web.get(PAGE).content.decode()
    RoleGrant.objects.filter(person_id=son.person_id).update(valid_to=None)
    wanted(web)
    Account.objects.filter(pk=son.account_id).update(is_active=False)
    assert written().reason == "Tài khoản đã yêu cầu tệp này không còn mở."
    assert not Entry.objects.filter(verb="lists.exported").exists()
    assert not Part.objects.exists()


def test_what_cannot_be_read_is_refused_at_once(web, son):
    answer = wanted(web, **{"tinh-trang": "khong-co"})
    assert answer.status_code == 422
    assert not RequestedFile.objects.exists()


def test_it_speaks_the_language_in_which_it_was_requested(web, son):
    with translation.override("en"):
        web.cookies.load({"django_language": "en"})
        wanted(web)
    file = written()
    assert file.language == "en"
    assert fetched(web, file).getvalue().decode("utf-8-sig").startswith("Clusters;")


def test_it_is_kept_for_a_day_and_five_of_one_person(web, son, as_role):
    for _again in range(rules.MOST_KEPT + 1):
        wanted(web)
        file = written()
    assert RequestedFile.objects.count() == rules.MOST_KEPT
    assert fetched(web, file).status_code == 200
    with as_role("worker"):
        jobs.sweep.func(timestamp=0)
    assert RequestedFile.objects.count() == rules.MOST_KEPT
    RequestedFile.objects.update(changed_at=clock.now() - rules.KEPT - timedelta(seconds=1))
    assert fetched(web, file).status_code == 404
    with as_role("worker"):
        jobs.sweep.func(timestamp=0)
    assert not RequestedFile.objects.exists()
    assert not Part.objects.exists()


def test_a_silent_workers_file_is_queued_again_and_given_up_in_the_end(web, son, as_role):
    wanted(web)
    file = RequestedFile.objects.get()
    ProcrastinateJob.objects.filter(task_name=rules.TASK).update(status="succeeded")
    with as_role("worker"):
        jobs.rescue.func(timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name=rules.TASK, status="todo").count() == 0
    lost = clock.now() - STUCK_AFTER - timedelta(seconds=1)
    RequestedFile.objects.filter(pk=file.pk).update(attempts=3, changed_at=lost)
    with as_role("worker"):
        jobs.rescue.func(timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name=rules.TASK, status="todo").count() == 1
    assert written().reason == "Máy chủ thử ba lần mà chưa ghi xong. Lọc hẹp lại rồi tải."
