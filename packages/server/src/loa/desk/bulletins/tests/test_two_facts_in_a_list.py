"""An approved bulletin with an edit is two facts in the list, its questions and its files."""

import csv
import io

import pytest
from django.urls import reverse

from loa.newsroom import actions
from loa.newsroom.models import Bulletin

pytestmark = pytest.mark.django_db


def titles(web, state):
    page = web.get(reverse("bulletins_list"), {"trang-thai": state}).content.decode()
    return "Lịch tiêm" in page


def in_file(web):
    answer = web.get(reverse("bulletins_list_file", args=["csv"]))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    return rows[-1][rows[0].index("Tình trạng")]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("edited", "Có bản sửa chưa gửi duyệt"),
        ("submitted", "Bản sửa chờ duyệt"),
        ("returned", "Bản sửa bị trả lại"),
    ],
)
def test_what_sounds_is_found_as_approved_and_its_edit_is_said(web, edited, desk, state, said):
    with desk.as_role("web", desk.editor):
        if state != "edited":
            actions.submit(edited.pk)
    if state == "returned":
        with desk.as_role("web", desk.approver):
            actions.return_(edited.pk, edited.latest_revision_id, "Sửa tên")
    web.sign_in(desk.editor)
    page = web.get(reverse("bulletins_list")).content.decode()
    assert "Đã duyệt</span>" in page
    assert f"{said}</span>" in page
    assert in_file(web) == f"Đã duyệt, {said}"
    wanted = {"approved", state}
    every = [*Bulletin.State.values, "edited"]
    assert {each for each in every if titles(web, each)} == wanted


def test_without_an_edit_it_is_one_fact(web, approved, desk):
    web.sign_in(desk.editor)
    assert in_file(web) == "Đã duyệt"
    assert {each for each in [*Bulletin.State.values, "edited"] if titles(web, each)} == {"approved"}
