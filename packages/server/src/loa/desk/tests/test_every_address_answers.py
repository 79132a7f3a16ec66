"""Whatever address is opened, by whatever method: a page that says what to do now, and for HEAD what GET
has."""

import re

import pytest
from django.urls import reverse

from loa.audit.models import Entry
from loa.kernel.roles import Role, clashing_with
from loa.testing.people import someone
from loa.testing.routes import all_routes

pytestmark = pytest.mark.django_db
SECRET_PAGES = ("people_links_for_many", "people_vouch")


def held_by_one():
    """Returns as many roles as one person may hold, an administrator's first."""
    held = []
    for role in (Role.ADMINISTRATOR, *Role):
        if role not in held and not clashing_with(role) & set(held):
            held.append(role)
    return held


@pytest.fixture
def everyone(web, places):
    """Signs in somebody who holds all roles of the province that one person may hold."""
    top = places.province
    roles = ((role, top) for role in held_by_one())
    web.sign_in(someone("Vũ Tiến Đạt", *roles, home=top, username="dat"))
    return web


def walked():
    """Returns the addresses of pages, and of their files."""
    routes = [each for each in all_routes() if not each.operations and not each.route.startswith("api/")]
    found = {each.sample_path() for each in routes} - {"/dang-xuat/"}
    return sorted(each for each in found if not each.startswith(("/tai-len/", "/static/")))


def test_an_address_that_takes_forms_only_says_so_and_leads_to_its_page(everyone):
    refused = {}
    for path in walked():
        answer = everyone.get(path)
        if answer.status_code == 405:
            refused[path] = answer.content.decode()
    assert len(refused) > 15
    for name in SECRET_PAGES:
        assert reverse(name) in refused
    for path, html in refused.items():
        assert "không mở thẳng được" in html, path
        (way,) = re.findall(r'<a class="btn btn-main" href="([^"]+)"', html)
        assert path.startswith(way), path
        assert everyone.get(way).status_code in (200, 302, 404), path  # 404: a row that is not there


def test_head_is_answered_as_get_is(everyone):
    for path in walked():
        assert everyone.head(path).status_code == everyone.get(path).status_code, path


def test_head_of_a_file_writes_and_records_none(everyone):
    answer = everyone.head(reverse("clusters_list_file", args=["xlsx"]))
    assert answer.status_code == 200
    assert not Entry.objects.filter(verb="lists.exported").exists()
