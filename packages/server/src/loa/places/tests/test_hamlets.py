"""Hamlets by hand and by CSV."""

from datetime import timedelta

import pytest

from loa.kernel import clock
from loa.kernel.errors import Conflict, Invalid, LoaError, Refused
from loa.places import actions, queries
from loa.places.models import Hamlet

pytestmark = pytest.mark.django_db


def test_a_hamlet_by_hand_and_its_search_without_marks(as_role, places, editor):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon", "19,8", "105,9")
        found = queries.search_hamlets(places.own.id, "linh truong").get()
    assert str(found) == "thôn Linh Trường"
    assert (found.latitude, found.longitude) == (19.8, 105.9)


def test_the_same_twice_is_a_conflict(as_role, places, editor):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon")
        with pytest.raises(Conflict, match="Xã đã có thôn, bản cùng loại, cùng tên"):
            actions.add_hamlet(places.own.id, " Linh  Trường ", "thôn")
        actions.add_hamlet(places.own.id, "Linh Trường", "bản")


def test_a_name_used_again_after_the_old_one_ended(as_role, places, editor):
    with as_role("web", editor):
        old = actions.add_hamlet(places.own.id, "5", "thon")
        actions.end_hamlet(old)
        assert queries.hamlets(places.own.id).count() == 1
        tomorrow = clock.today() + timedelta(days=1)
        actions.add_hamlet(places.own.id, "5", "thon", since=tomorrow)
        assert queries.hamlets(places.own.id, tomorrow).count() == 1


def test_not_elsewhere_and_not_by_an_approver_or_auditor(as_role, places, editor, approver):
    with as_role("web", editor), pytest.raises(Refused):
        actions.add_hamlet(places.other.id, "Linh Trường", "thon")
    with as_role("web", approver), pytest.raises(Refused):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon")


def test_a_csv_as_excel_writes_it(as_role, places, editor):
    content = "\ufeffTÊN;Loại\r\nThôn Hải Phong;\r\nLinh Sơn;bản\r\nPhố 2;Tổ dân phố\r\n;\r\n".encode()
    with as_role("web", editor):
        assert len(actions.import_hamlets(places.own.id, content)) == 3
        assert len(actions.import_hamlets(places.own.id, content)) == 0
    assert sorted(map(str, Hamlet.objects.all())) == ["bản Linh Sơn", "thôn Hải Phong", "tổ dân phố Phố 2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "thiếu cột: tên"),
        ("Loại\nthôn\n".encode(), "thiếu cột: tên"),
        ("Tên;Loại\n".encode(), "chưa có dòng nào"),
        ("Tên;Loại\nA;làng\n".encode(), "1 dòng sai"),
        ("Tên".encode() + b"\n\xff\xfa\n", "CSV UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_whole_in_words(as_role, places, editor, content, said):
    with as_role("web", editor), pytest.raises(Invalid, match=said):
        actions.import_hamlets(places.own.id, content)
    assert Hamlet.objects.count() == 0


def test_utf16_from_an_old_excel(as_role, places, editor):
    with as_role("web", editor):
        assert len(actions.import_hamlets(places.own.id, "Tên\tLoại\nLinh Sơn\tthôn\n".encode("utf-16"))) == 1


def test_a_wrong_degree_names_its_field(as_role, places, editor):
    with as_role("web", editor), pytest.raises(LoaError) as refused:
        actions.add_hamlet(places.own.id, "A", "thon", "123", "10")
    assert refused.value.field == "latitude"
