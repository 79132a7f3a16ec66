"""A new row has a name of its own in its commune, stands where it may, and plays nothing until claimed."""

from datetime import timedelta

import pytest

from loa.audit.models import Entry
from loa.fleet import actions as fleet
from loa.fleet import queries
from loa.fleet.actions.listing import Place
from loa.fleet.hamlet_dependents import on_hamlets
from loa.fleet.models import Device, Posting, Site
from loa.kernel import clock
from loa.kernel.errors import Invalid
from loa.keys.models import ToSign
from loa.testing import people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(as_role, operator):
    def one(place, name):
        with as_role("web", operator):
            return fleet.add_device(place, name)

    return one


@pytest.fixture
def hamlet(places):
    return people.hamlet(places.own, "Thôn 9")


def test_it_waits_for_its_box_and_asks_for_nothing(add, places, hamlet):
    made = Device.objects.get(pk=add(Place(places.own, hamlet), "Cụm 01").pk)
    assert (made.state, made.public_key, made.claimed_at) == ("new", None, None)
    assert (made.plan_id, made.places) == (f"14797.{hamlet.pk}", ["38", "14797"])
    assert made.made_at is not None
    assert not Posting.objects.exists()
    assert not ToSign.objects.exists()


UNSEEN = ["\u200b", "\u2800", "\u3164 \u115f", "\ufe0f", "---", "\U000e0041"]
"""Signs that nobody sees or that name nothing are no name."""


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, *UNSEEN])
def test_a_name_has_from_1_to_60_letters(add, places, name):
    with pytest.raises(Invalid, match="Tên cụm loa có từ 1 đến 60 chữ") as why:
        add(Place(places.own), name)
    assert why.value.field == "name"


def test_a_name_of_60_letters_is_kept_whole_and_its_spaces_are_ones(add, places):
    assert add(Place(places.own), f"  {'ạ' * 30}  \n {'ậ' * 29} ").name == f"{'ạ' * 30} {'ậ' * 29}"


@pytest.mark.parametrize("again", ["Cụm 01\u200b", "Cu\u0323m 01", "Cụm\u00a001", "\u2800Cụm 01"])
def test_a_name_is_the_same_in_any_form_and_with_signs_that_nobody_sees(add, places, again):
    add(Place(places.own), "Cụm 01")
    with pytest.raises(Invalid, match="Đã có cụm loa tên Cụm 01 ở đây"):
        add(Place(places.own), again)


def test_a_site_of_unseen_signs_is_none(add, places):
    assert add(Place(places.own, site="\u2800\u200b"), "Cụm 01").site is None
    assert add(Place(places.own, site="Nhà văn hóa\u200b"), "Cụm 02").site.name == "Nhà văn hóa"


def test_a_name_that_is_taken_is_taken_in_that_commune_alone(add, places):
    add(Place(places.own), "Cụm 01")
    with pytest.raises(Invalid, match="Đã có cụm loa tên Cụm 01 ở đây") as why:
        add(Place(places.own), " Cụm  01")
    assert why.value.field == "name"
    assert add(Place(places.other), "Cụm 01").plan_id == "16078.0"


def test_a_hamlet_of_another_commune_is_refused(add, places, hamlet):
    with pytest.raises(Invalid, match="Thôn này không thuộc xã, phường đã chọn") as why:
        add(Place(places.other, hamlet), "Cụm 01")
    assert why.value.field == "hamlet"
    assert not Entry.objects.exists()


def test_a_site_that_is_there_is_used_as_it_is(add, places, hamlet):
    first = add(Place(places.own, hamlet, " Chợ ", 19.8, 105.7), "Cụm 01")
    again = add(Place(places.own, None, "Chợ", 1.0, 2.0), "Cụm 02")
    site = Site.objects.get()
    assert first.site == again.site == site
    assert (site.name, site.hamlet, site.latitude, site.longitude) == ("Chợ", hamlet, 19.8, 105.7)
    assert add(Place(places.own, None, "  "), "Cụm 03").site is None


def test_a_hamlet_is_leaned_on_by_what_is_not_shut_out(add, places, hamlet):
    for number, state in enumerate(("new", "active", "disabled")):
        made = add(Place(places.own, hamlet), f"Cụm 0{number}")
        Device.objects.filter(pk=made.pk).update(state=state, public_key=bytes(32))
    add(Place(places.own), "Cụm 09")
    empty = people.hamlet(places.own, "Thôn 10")
    found = on_hamlets(places.own.pk)
    assert set(found) == {hamlet.pk}
    assert empty.pk not in found
    assert "2 cụm loa" in str(found[hamlet.pk])
    assert on_hamlets(places.other.pk) == {}


def test_open_codes_are_those_that_a_box_could_still_use(add, places, as_role, operator):
    demo_root()
    made = add(Place(places.own), "Cụm 01")
    with as_role("web", operator):
        for _twice in range(2):
            fleet.make_claim_code(made.pk)
    now = clock.now()
    assert queries.open_codes(now) == 1
    assert queries.open_codes(now + timedelta(days=7, minutes=1)) == 0
