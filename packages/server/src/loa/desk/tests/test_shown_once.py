"""A page that shows a secret once makes no second one when it is loaded again."""

import re

import pytest
from django.urls import reverse

from loa.fleet.models import ClaimCode, Device
from loa.kernel.ids import uuid7
from loa.kernel.roles import Role
from loa.people.models import Account, OneTimeLink
from loa.testing.client import RoleClient
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def browser(places):
    """A browser of somebody who keeps people and clusters; forms need their page's token."""
    top = places.province
    client = RoleClient(enforce_csrf_checks=True)
    client.sign_in(
        someone("Vũ Tiến Đạt", (Role.ADMINISTRATOR, top), (Role.OPERATOR, top), home=top, username="dat")
    )
    return client


def token(browser, address):
    return TOKEN.search(browser.get(address).content.decode())[1]


def press(browser, address, page_token, **fields):
    return browser.post(address, {"csrfmiddlewaretoken": page_token, **fields})


def test_a_reloaded_link_stays_the_same_and_a_new_one_is_one_press_away(browser, places):
    mai = someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    page, address = (reverse(name, args=[mai.account_id]) for name in ("people_one", "people_new_link"))
    first = token(browser, page)
    assert "/mo/" in press(browser, address, first).content.decode()
    (made,) = OneTimeLink.objects.filter(account=mai.account_id)
    again = press(browser, address, first).content.decode()
    assert "Đã hiện một lần" in again
    assert "/mo/" not in again
    assert list(OneTimeLink.objects.filter(account=mai.account_id)) == [made]
    new = press(browser, address, TOKEN.search(again)[1]).content.decode()
    assert "/mo/" in new
    assert "hết dùng được" in new


def test_a_reloaded_claim_code_ends_no_code(browser, places):
    demo_root()
    device = Device.objects.create(id=uuid7(), unit=places.own, name="Cụm 01", plan_id="x.0", places=[])
    page, address = (reverse(name, args=[device.pk]) for name in ("clusters_show", "clusters_code"))
    first = token(browser, page)
    press(browser, address, first)
    (made,) = ClaimCode.objects.values_list("secret_sha256", flat=True)
    assert "Đã hiện một lần" in press(browser, address, first).content.decode()
    assert list(ClaimCode.objects.values_list("secret_sha256", flat=True)) == [made]


def test_links_of_an_import_keep_their_people_when_made_again(browser, places):
    mai = someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    Account.objects.filter(pk=mai.account_id).update(last_login=None)
    first = token(browser, reverse("people_new"))
    address = reverse("people_links_for_many")
    assert "Lê Thị Mai" in press(browser, address, first, added=str(mai.account_id)).content.decode()
    again = press(browser, address, first, added=str(mai.account_id)).content.decode()
    assert "Đã hiện một lần" in again
    assert f'name="added" value="{mai.account_id}"' in again


def test_two_forms_of_one_page_are_two_forms(browser, places):
    """A page of many accounts has a form for each batch of them, all for one address."""
    both = [
        someone(f"Lê Thị {name}", (Role.EDITOR, places.own), home=places.own, username=name.lower())
        for name in ("Mai", "Lan")
    ]
    Account.objects.filter(pk__in=[each.account_id for each in both]).update(last_login=None)
    first = token(browser, reverse("people_new"))
    for each in both:
        page = press(browser, reverse("people_links_for_many"), first, added=str(each.account_id))
        assert each.name in page.content.decode()
        assert "Đã hiện một lần" not in page.content.decode()


def test_what_was_refused_may_be_sent_again(browser, places):
    first = token(browser, reverse("people_new"))
    address = reverse("people_links_for_many")
    for _again in range(2):
        assert press(browser, address, first, added="").status_code == 422


def test_a_new_person_is_not_made_twice(browser, places):
    page = reverse("people_new")
    first = token(browser, page)
    given = {"name": "Lê Thị Mai", "phone": "", "unit": places.own.pk, "username": "mai", "roles": ["editor"]}
    assert "/mo/" in press(browser, page, first, **given).content.decode()
    answer = press(browser, page, first, **given)
    assert answer.status_code == 302
    assert Account.objects.filter(username="mai").count() == 1
