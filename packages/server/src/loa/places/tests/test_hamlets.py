"""Hamlets by hand."""

from datetime import timedelta

import pytest

from loa.kernel import clock
from loa.kernel.errors import Conflict, LoaError, Refused
from loa.places import actions, queries

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
    with as_role("web", approver), pytest.raises(Refused):
        actions.locate_hamlet(hamlet, 0, 0)
