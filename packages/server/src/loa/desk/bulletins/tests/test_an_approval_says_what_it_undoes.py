"""Whoever approves an edit is told first what of the operator's work it undoes, and afterwards when it
sounds."""

from datetime import time

import pytest
from django.urls import reverse

from loa.airtime import actions as airtime
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Slot
from loa.kernel.roles import Role
from loa.newsroom import actions
from loa.newsroom.times import Once
from loa.testing import bulletins, people

from .conftest import edit, shown

pytestmark = pytest.mark.django_db

MOVED = f"Người vận hành đã đổi giờ từ 17:00 sang 17:30 ({bulletins.tomorrow_at(17):%d/%m/%Y})."


@pytest.fixture
def moved(desk, approved, places):
    slot = Slot.objects.get()
    son = people.someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    with desk.as_role("web", son):
        airtime.move(slot.pk, SlotRequest(slot.first, slot.last, tuple(slot.days), time(17, 30)))
    return approved


def test_the_page_of_the_bulletin_says_when_it_really_sounds(web, moved, editor):
    web.sign_in(editor)
    assert MOVED in shown(web, "bulletins_show", moved)


def test_writer_and_approver_are_told_that_an_edit_undoes_it(web, moved, desk, sound, editor, approver):
    edit(desk, moved, desk.words(sound, title="Lịch tiêm mới"))
    web.sign_in(editor)
    assert MOVED in shown(web, "bulletins_edit", moved)
    with desk.as_role("web", editor):
        actions.submit(moved.pk)
    web.sign_in(approver)
    page = shown(web, "bulletins_approve", moved)
    assert f"{MOVED} Duyệt bản sửa thì loa phát theo giờ ghi trong bản tin." in page
    assert "disabled" not in page[page.index('value="approve"') :][:40]


def test_nothing_is_told_where_nothing_was_moved(web, approved, editor):
    web.sign_in(editor)
    assert "Người vận hành đã" not in shown(web, "bulletins_show", approved)


def test_of_several_times_the_next_is_said_before_and_after(web, desk, sound, approver):
    times = (Once(bulletins.tomorrow_at(17)), Once(bulletins.tomorrow_at(5, 30)))
    waiting = desk.submitted(desk.words(sound, title="Lịch tiêm", times=times))
    web.sign_in(approver)
    assert "loa phát lần đầu ngày mai 05:30 ở" in shown(web, "bulletins_approve", waiting)
    given = {"do": "approve", "revision": waiting.latest_revision_id}
    answer = web.post(reverse("bulletins_approve", args=[waiting.code]), given, follow=True)
    assert "Loa phát lần đầu ngày mai 05:30." in answer.content.decode()
