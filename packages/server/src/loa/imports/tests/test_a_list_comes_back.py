"""The file of a list, brought in again as it is: nothing is wrong, and nothing changes."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from loa.fleet.models import Device, Site
from loa.imports import declared
from loa.imports.models import Row
from loa.imports.tests.files import Desk
from loa.kernel.ids import uuid7
from loa.kernel.roles import Role
from loa.testing import people
from loa.testing.people import someone, two_administrators

pytestmark = pytest.mark.django_db
COMES_BACK = {
    "units": "places_units",
    "hamlets": "places_one",
    "people": "people_list",
    "clusters": "clusters_list",
}
NO_LIST = {"former-units", "successions"}
"""They have no list of their own: the list of units shows an earlier day as it was."""


@pytest.fixture
def admin(places):
    return two_administrators(places)[0]


@pytest.fixture
def house(places, admin):
    """People with every sort of role, clusters with a hamlet, a site, a box, or nothing."""
    places.own.latitude, places.own.longitude, places.own.area_km2 = 19.807212345678, 105.7764, 24.63
    places.own.save()
    hamlet = people.hamlet(places.own, "Đông Hòa")
    hamlet.latitude, hamlet.longitude = 19.812345678912, 105.78
    hamlet.save()
    someone(
        "Lê Thị Mai", (Role.EDITOR, places.own), (Role.OPERATOR, places.own), home=places.own, username="mai"
    )
    someone("Lê Thị Mai", (Role.APPROVER, places.own), home=places.own, username="mai.2")
    someone("Trần Văn Xa", (Role.OPERATOR, places.own), home=places.other, username="xa")
    someone("Trần Văn Không", home=places.other, username="khong")
    site = Site.objects.create(unit=places.own, name="Nhà văn hóa", latitude=19.8, longitude=105.7)
    for unit, name, more in (
        (places.own, "Cụm 01", {"hamlet": hamlet, "site": site}),
        (places.own, "Cụm 02", {"site": site, "state": "active", "public_key": b"k" * 32}),
        (places.other, "Cụm 01", {}),
    ):
        plan = f"{unit.code}.{more['hamlet'].pk if 'hamlet' in more else 0}"
        Device.objects.create(
            id=uuid7(), unit=unit, name=name, plan_id=plan, places=["38", unit.code], **more
        )


def test_every_import_has_its_list():
    assert COMES_BACK.keys() | NO_LIST == set(declared.imports())


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", COMES_BACK)
def test_a_list_s_file_changes_nothing(house, as_role, web, admin, places, kind, form, language):
    web.sign_in(admin)
    web.cookies["django_language"] = language
    at = places.own.pk if kind == "hamlets" else None
    with override(language):  # which the request leaves behind it
        file = web.get(reverse(f"{COMES_BACK[kind]}_file", args=[*filter(None, [at]), form])).getvalue()
    desk = Desk(as_role, admin)
    upload = desk.send(kind, file, at)
    found = list(Row.objects.filter(upload=upload).order_by("number"))
    assert upload.state == "ready", upload.reason
    assert [(row.label, row.said) for row in found if row.outcome not in ("unchanged", "skipped")] == []
    assert [row.said for row in found if row.outcome == "skipped"] == (
        [["tỉnh, không phải xã, phường."]] if kind == "units" else []
    )
    assert upload.counts.get("unchanged")


def test_a_list_of_one_commune_alone_says_which(house, as_role, web, places):
    """The page leaves out the place that all rows share; the file says it."""
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(son)
    file = web.get(reverse("clusters_list_file", args=["csv"])).getvalue()
    assert Desk(as_role, son).send("clusters", file).counts == {"unchanged": 2}
