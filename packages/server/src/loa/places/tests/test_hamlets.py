"""Hamlets by hand."""

import unicodedata
from datetime import timedelta

import pytest

from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, LoaError
from loa.places import actions, queries
from loa.testing import people

pytestmark = pytest.mark.django_db


def test_a_hamlet_by_hand_and_its_search_without_marks(as_role, places, editor):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon", "19,8", "105,9")
        found = queries.with_words(queries.hamlets(places.own.id)).get(words__contains="thon linh truong")
    assert str(found) == "thôn Linh Trường"
    assert (found.latitude, found.longitude) == (19.8, 105.9)


def test_the_same_twice_is_a_conflict(as_role, places, editor):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon")
        with pytest.raises(Conflict, match="Xã đã có thôn, bản cùng loại, cùng tên"):
            actions.add_hamlet(places.own.id, " Linh  Trường ", "thôn")
        actions.add_hamlet(places.own.id, "Linh Trường", "bản")


@pytest.mark.parametrize("name", ["linh trường", "LINH TRƯỜNG", "Thôn Linh Trường", "thôn thôn  linh trường"])
def test_a_name_that_differs_in_case_or_says_its_kind_again_is_taken(as_role, places, editor, name):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon")
        with pytest.raises(Conflict, match="cùng loại, cùng tên: thôn Linh Trường") as refused:
            actions.add_hamlet(places.own.id, name, "thon")
        assert refused.value.field == "name"
        other = actions.add_hamlet(places.own.id, "Linh Sơn", "thon")
        with pytest.raises(Conflict):
            actions.rename_hamlet(other, name)
        actions.rename_hamlet(other, "linh sơn")  # its own name in other letters


def test_where_a_tone_is_placed_makes_no_other_hamlet(as_role, places, editor):
    with as_role("web", editor):
        actions.add_hamlet(places.own.id, "Tân Hòa", "thon")
        for name in ("Tân Hoà", unicodedata.normalize("NFD", "Thôn Tân Hoà")):
            with pytest.raises(Conflict, match="cùng loại, cùng tên: thôn Tân Hòa"):
                actions.add_hamlet(places.own.id, name, "thon")
        actions.add_hamlet(places.own.id, "Tân Hóa", "thon")


def test_marks_and_kinds_tell_hamlets_apart(as_role, places, editor):
    with as_role("web", editor):
        for name, kind in (
            ("1", "thon"),
            ("1", "to_dan_pho"),
            ("Hà", "thon"),
            ("Hạ", "thon"),
            ("Ban Mai", "ban"),
        ):
            actions.add_hamlet(places.own.id, name, kind)
        named = actions.add_hamlet(places.own.id, "Bản Cát", "thon")
    assert (named.name, str(named)) == ("Bản Cát", "thôn Bản Cát")
    assert queries.hamlets(places.own.id).count() == 6


def test_names_of_before_that_are_taken_for_one_stay_as_they_are(as_role, places, editor):
    for name in ("Đông", "đông", "Thôn Đông"):
        people.hamlet(places.own, name)
    with as_role("web", editor):
        assert queries.hamlets(places.own.id).count() == 3
        with pytest.raises(Conflict):
            actions.add_hamlet(places.own.id, "ĐÔNG", "thon")


def test_a_name_used_again_after_the_old_one_ended(as_role, places, editor):
    with as_role("web", editor):
        old = actions.add_hamlet(places.own.id, "5", "thon")
        actions.end_hamlet(old)
        assert queries.hamlets(places.own.id).count() == 1
        tomorrow = clock.today() + timedelta(days=1)
        actions.add_hamlet(places.own.id, "5", "thon", since=tomorrow)
        assert queries.hamlets(places.own.id, tomorrow).count() == 1


def test_not_elsewhere_and_not_by_an_approver_or_auditor(as_role, places, editor, approver):
    with as_role("web", editor), pytest.raises(Forbidden):
        actions.add_hamlet(places.other.id, "Linh Trường", "thon")
    with as_role("web", approver), pytest.raises(Forbidden):
        actions.add_hamlet(places.own.id, "Linh Trường", "thon")


def test_a_wrong_degree_names_its_field(as_role, places, editor):
    with as_role("web", editor), pytest.raises(LoaError) as refused:
        actions.add_hamlet(places.own.id, "A", "thon", "123", "10")
    assert refused.value.field == "latitude"


def test_a_hamlet_is_put_on_the_map(as_role, places, editor, approver):
    with as_role("web", editor):
        hamlet = actions.add_hamlet(places.own.id, "Linh Trường", "thon")
        actions.locate_hamlet(hamlet, 19.8, 105.9)
    hamlet.refresh_from_db()
    assert (hamlet.latitude, hamlet.longitude) == (19.8, 105.9)
    with as_role("web", approver), pytest.raises(Forbidden):
        actions.locate_hamlet(hamlet, 0, 0)


def test_numbers_are_ordered_as_numbers(as_role, places, editor):
    names = ["10", "2", "1", "Đồng 12", "Đồng 3", "Bắc", "01a", "An 2", "2 Bắc"]
    with as_role("web", editor):
        for name in names:
            actions.add_hamlet(places.own.id, name, "thon")
        found = [each.name for each in queries.hamlets(places.own.id)]
    assert found == ["1", "01a", "2", "2 Bắc", "10", "An 2", "Bắc", "Đồng 3", "Đồng 12"]
