"""Two people send the same form at once: the second waits for the first, or the database refuses what the
first did not show it when it asked; either way the second reads why on the page or in the form."""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from loa.fleet.models import Device
from loa.kernel.roles import Role
from loa.newsroom import content
from loa.newsroom.models import Bulletin, Decision
from loa.people.models import Account, Person, RoleGrant
from loa.places.models import Hamlet
from loa.testing import people
from loa.testing.at_once import one_behind_another
from loa.testing.bulletins import ready_sound, rule, tomorrow_at
from loa.testing.client import RoleClient
from loa.testing.people import someone


@pytest.fixture
def house(own_database):
    """A place and two of its administrators, who operate too."""
    at = people.places()
    both = (Role.ADMINISTRATOR, at.own), (Role.OPERATOR, at.own), (Role.EDITOR, at.own)
    return at, [someone(f"Người {name}", *both, home=at.own, username=name) for name in ("mot", "hai")]


def posted(who, address, given):
    """What a person's browser gets for a form."""

    def send():
        web = RoleClient()
        web.sign_in(who)
        return web.post(address, given)

    return send


def second_answer(house, address, given):
    """The answer to the second of two who send the same."""
    _at, (first, second) = house
    return one_behind_another(posted(first, address, given), posted(second, address, given))


def test_a_hamlet_is_added_once_and_the_form_says_so(house):
    at, _who = house
    address = reverse("places_new_hamlet", args=[at.own.pk])
    answer = second_answer(house, address, {"name": "Linh Trường", "kind": "thon"})
    assert answer.status_code < 500
    assert "Xã đã có thôn, bản cùng loại, cùng tên: thôn Linh Trường." in unescape(answer.content.decode())
    assert Hamlet.objects.filter(name="Linh Trường").count() == 1


def test_a_sign_in_name_is_taken_once_and_no_second_person_is_made(house):
    at, _who = house
    given = {"name": "Lê Văn Mới", "phone": "", "unit": at.own.pk, "username": "moi", "roles": ["editor"]}
    answer = second_answer(house, reverse("people_new"), given)
    assert answer.status_code < 500
    assert "Tên đăng nhập này đã có người dùng." in unescape(answer.content.decode())
    assert Person.objects.filter(name="Lê Văn Mới").count() == 1


def test_a_role_is_given_once(house):
    at, _who = house
    someone("Lê Thị Mai", home=at.own, username="mai")
    account = Account.objects.get(username="mai")
    address = reverse("people_give", args=[account.pk])
    answer = second_answer(house, address, {"role": "operator", "unit": at.own.pk, "valid_to": ""})
    assert answer.status_code == 422
    assert "Người này đã có vai trò đó ở nơi này." in unescape(answer.content.decode())
    assert RoleGrant.objects.filter(person_id=account.person_id).count() == 1


def test_a_cluster_of_a_name_is_added_once(house):
    at, _who = house
    answer = second_answer(
        house, f"{reverse('clusters_add')}?noi={at.own.pk}", {"name": "Cụm 01", "noi": at.own.pk}
    )
    assert answer.status_code == 422
    assert "Đã có cụm loa tên Cụm 01 ở đây." in unescape(answer.content.decode())
    assert Device.objects.filter(unit=at.own).count() == 1


ONE_PAGE = {"title": "Lịch tiêm", "text": "Bản đầu.", "reader": "own", "where": "all"}


@pytest.mark.parametrize("routes", [("bulletins_save_new", "bulletins_new"), ("bulletins_new",) * 2])
def test_one_page_makes_one_bulletin_however_often_it_is_sent(house, routes):
    """A save by itself that is still on its way when the form is sent; a button pressed twice."""
    at, (editor, _other) = house
    page = {**ONE_PAGE, "unit": at.own.pk, "page": uuid4()}
    first, second = map(reverse, routes)
    answer = one_behind_another(
        posted(editor, first, page), posted(editor, second, {**page, "text": "Bản sau.", "do": "save"})
    )
    assert answer.status_code == 302
    bulletin = Bulletin.objects.get()
    assert answer["Location"] == reverse("bulletins_edit", args=[bulletin.code])
    assert content.latest(bulletin)[0].text == "Bản sau."


def test_a_page_pressed_twice_is_sent_for_approval_once(house):
    at, (editor, _other) = house
    page = {**ONE_PAGE, "unit": at.own.pk, "page": uuid4(), "do": "submit"}
    rule(at.own)
    page["sound"] = ready_sound(at.own, b"tieng").pk
    page["times"] = [f"once|{tomorrow_at(17, 0):%Y-%m-%dT%H:%M}"]
    send = posted(editor, reverse("bulletins_new"), page)
    answer = one_behind_another(send, send)
    bulletin = Bulletin.objects.get()
    assert answer["Location"] == reverse("bulletins_show", args=[bulletin.code])
    assert Decision.objects.filter(bulletin=bulletin).count() == 1
