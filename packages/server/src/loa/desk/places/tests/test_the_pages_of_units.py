"""What the pages of units say: how things stand, what went into what, and what ending a hamlet means."""

from datetime import date

import pytest

from loa.airtime.models import Slot
from loa.audit.models import Entry
from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.ids import uuid7
from loa.places import actions
from loa.places.models import Succession, Unit
from loa.testing.client import RoleClient
from loa.testing.people import unit

pytestmark = pytest.mark.django_db


def page(web: RoleClient, actor, address: str) -> str:
    web.sign_in(actor)
    answer = web.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def hamlet(as_role, places, editor):
    with as_role("web", editor):
        return actions.add_hamlet(places.own.id, "Linh Trường", "thon", since=date(2026, 1, 1))


def test_a_hamlet_counts_what_leans_on_it(web, places, editor, hamlet):
    ground.clusters(places.own, 3, hamlet)
    said = page(web, editor, f"/quan-ly/dia-ban/{places.own.id}/")
    assert "Phường Hạc Thành có 1 thôn, bản, tổ dân phố" in said
    assert f'<a href="/quan-ly/cum-loa/?noi={places.own.id}&amp;thon={hamlet.id}">3 cụm loa</a>' in said
    listed = page(web, editor, f"/quan-ly/cum-loa/?noi={places.own.id}&thon={hamlet.id}")
    assert "3/3 cụm sẵn sàng" in listed
    assert "Thôn Linh Trường, Phường Hạc Thành" in listed


def test_of_a_place_beyond_ones_own_no_clusters_are_claimed(web, places, editor, as_role, operator):
    with as_role("web", operator):
        actions.add_hamlet(places.other.id, "Hải Phong", "thon")
    said = page(web, editor, f"/quan-ly/dia-ban/{places.other.id}/")
    assert "Thôn Hải Phong" in said
    assert "chưa có cụm loa" not in said


def test_ending_a_hamlet_first_says_what_becomes_of_all_on_it(web, places, editor, hamlet):
    ground.clusters(places.own, 2, hamlet)
    Slot.objects.create(
        id=uuid7(),
        unit=places.own,
        first=clock.today(),
        last=clock.today(),
        time="17:00",
        priority="ordinary",
        hamlets=[hamlet.id],
        expires_at=clock.now(),
    )
    address = f"/quan-ly/dia-ban/{places.own.id}/thon/{hamlet.id}/thoi/"
    said = page(web, editor, address)
    assert "2 cụm loa đặt ở đây (" in said
    assert ") vẫn kêu theo lịch, tới khi chuyển sang thôn khác." in said
    for device in Device.objects.all():
        assert device.name in said
    assert "1 khung giờ phát riêng cho nơi này vẫn ở trong lịch tới ngày cuối." in said
    hamlet.refresh_from_db()
    assert hamlet.valid_to is None
    assert web.post(address).status_code == 302
    hamlet.refresh_from_db()
    assert hamlet.valid_to is not None
    assert "thôi dùng từ" in page(web, editor, f"/quan-ly/dia-ban/{places.own.id}/")


def test_an_end_that_has_not_come_is_taken_back_and_is_given_once(web, places, editor, hamlet):
    address = f"/quan-ly/dia-ban/{places.own.id}/thon/{hamlet.id}/thoi/"
    web.sign_in(editor)
    web.post(address)
    before = Entry.objects.count()
    assert web.post(address).status_code == 409
    assert Entry.objects.count() == before
    assert "Giữ lại…" in page(web, editor, f"/quan-ly/dia-ban/{places.own.id}/")
    assert "Giữ lại thì vẫn dùng như trước" in page(web, editor, address)
    assert web.post(address, {"do": "keep"}).status_code == 302
    hamlet.refresh_from_db()
    assert hamlet.valid_to is None
    assert web.post(address, {"do": "keep"}).status_code == 409
    assert "Thôi dùng…" in page(web, editor, f"/quan-ly/dia-ban/{places.own.id}/")


def test_a_refused_rename_leaves_the_heading(web, places, editor, hamlet, as_role):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Linh Sơn", "thon")
    web.sign_in(editor)
    answer = web.post(f"/quan-ly/dia-ban/{places.own.id}/thon/{hamlet.id}/", {"name": "Linh Sơn"})
    assert answer.status_code == 422
    assert "Sửa tên thôn Linh Trường" in answer.content.decode()


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("45,5", "10", "ở ngoài Việt Nam"),
        ("105,8", "19,8", "đảo vĩ độ, kinh độ?"),
        ("21,03", "105,85", "Nếu đúng thì bấm Thêm lần nữa."),
    ],
)
def test_a_place_that_cannot_be_is_asked_about(web, places, editor, latitude, longitude, said):
    Unit.objects.filter(pk=places.own.pk).update(latitude=19.8, longitude=105.78)
    address = f"/quan-ly/dia-ban/{places.own.id}/thon/moi/"
    wanted = {"name": "Linh Sơn", "kind": "thon", "latitude": latitude, "longitude": longitude}
    web.sign_in(editor)
    answer = web.post(address, wanted)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    again = web.post(address, wanted | {"far": answer.context["far"]})
    assert again.status_code == (302 if "Nếu đúng" in said else 422)


def test_a_former_unit_says_where_it_went(web, places, editor):
    district = unit("Huyện Hoằng Hóa", "399", places.province, kind="district", since=date(2004, 1, 1))
    old = unit("Xã Hoằng Anh", "16000", district, since=date(2004, 1, 1))
    Unit.objects.filter(pk__in=[old.pk, district.pk]).update(valid_to=date(2025, 7, 1))
    Succession.objects.create(old=old, new=places.own, extent="part", on=date(2025, 7, 1))
    said = page(web, editor, f"/quan-ly/dia-ban/{old.pk}/")
    assert "Xã Hoằng Anh đã nhập vào Phường Hạc Thành từ 01/07/2025" in said
    said = page(web, editor, f"/quan-ly/dia-ban/{places.own.pk}/")
    assert "Nhập từ các đơn vị cũ" in said
    assert "Huyện Hoằng Hóa" in said
    said = page(web, editor, f"/quan-ly/dia-ban/{district.pk}/")
    assert "Huyện Hoằng Hóa đã thôi từ 01/07/2025" in said
    assert f'<a href="/quan-ly/dia-ban/{old.pk}/">Xã Hoằng Anh</a>' in said
