"""A page offers what its action would let this person do: both ask the same capability, at the same place."""

import pytest
from django.urls import reverse

from loa.kernel.roles import Capability, Role, roles_with
from loa.people.models import Account, Person
from loa.testing import bulletins, people

pytestmark = pytest.mark.django_db


def page(web, who, name: str, *args: object) -> str:
    web.sign_in(who)
    answer = web.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_bulletin_offers_to_withdraw_it_to_whoever_may(
    web, places, editor, approver, as_role, monkeypatch
):
    """By a table of roles in which an operator withdraws and an editor does not."""
    bulletins.rule(places.own)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    code = desk.approved(desk.words(bulletins.ready_sound(places.own))).bulletin.code
    changed = {Capability.WITHDRAW: frozenset({Role.OPERATOR})}
    monkeypatch.setattr("loa.places.rights.roles_with", lambda asked: changed.get(asked, roles_with(asked)))
    address = reverse("bulletins_withdraw", args=[code])
    operator = people.someone("Phạm Quốc Anh", (Role.OPERATOR, places.own), home=places.own, username="pqa")
    assert address in page(web, operator, "bulletins_show", code)
    assert address not in page(web, editor, "bulletins_show", code)


@pytest.mark.parametrize("role", list(Role))
def test_the_page_of_a_commune_offers_to_keep_its_hamlets_to_whoever_may(web, places, role):
    who = people.someone("Lê Thị Mai", (role, places.own), home=places.own, username="mai2")
    offered = reverse("places_new_hamlet", args=[places.own.pk]) in page(
        web, who, "places_one", places.own.pk
    )
    assert offered == (role in roles_with(Capability.KEEP_HAMLETS))


def test_a_cluster_is_offered_to_be_added_only_where_that_may_be_done(web, places):
    both = ((Role.EDITOR, places.other), (Role.OPERATOR, places.own))
    who = people.someone("Lê Thị Mai", *both, home=places.own, username="mai2")
    text = page(web, who, "clusters_add")
    assert places.own.name in text
    assert places.other.name not in text


@pytest.fixture
def of_both(places):
    """Somebody who sees the people of the province, and keeps those of one commune."""
    both = ((Role.AUDITOR, places.province), (Role.ADMINISTRATOR, places.own))
    return people.someone("Lê Thị Mai", *both, home=places.own, username="mai2")


def test_an_account_is_changed_and_a_role_is_ended_only_where_people_are_kept(web, places, of_both):
    person = Person.objects.create(name="Trần Văn Hùng", unit=places.other)
    account = Account.objects.create(username="hung2", person=person, unit=places.other, password="!")
    here = people.grant_directly(person, Role.EDITOR, places.own)
    there = people.grant_directly(person, Role.EDITOR, places.other)
    text = page(web, of_both, "people_one", account.pk)
    assert reverse("people_give", args=[account.pk]) in text
    assert reverse("people_end_grant", args=[here.pk]) in text
    assert reverse("people_end_grant", args=[there.pk]) not in text
    for name in ("people_new_link", "people_disable"):
        assert reverse(name, args=[account.pk]) not in text
    account.unit = places.own
    account.save()
    for name in ("people_new_link", "people_disable"):
        assert reverse(name, args=[account.pk]) in page(web, of_both, "people_one", account.pk)


def test_what_waits_is_a_link_for_whoever_may_open_it(web, places):
    auditor = people.someone("Lê Thị Mai", (Role.AUDITOR, places.own), home=places.own, username="mai2")
    keeper, giver = (
        people.someone(f"Quản Trị {n}", (Role.ADMINISTRATOR, places.own), home=places.own, username=f"qt{n}")
        for n in (1, 2)
    )
    given = people.grant_directly(Person.objects.get(pk=auditor.person_id), Role.APPROVER, places.own)
    given.granted_by_id = giver.person_id
    given.save()
    assert reverse("people_waiting") in page(web, keeper, "people_list")
    agree, another = "Đồng ý những vai trò đã chọn", "chờ một quản trị viên khác"
    assert agree in page(web, keeper, "people_waiting")
    assert agree not in page(web, giver, "people_waiting")
    assert another in page(web, giver, "people_waiting")
    text = page(web, auditor, "people_list")
    assert "1 vai trò chờ quản trị viên thứ hai đồng ý." in text
    assert reverse("people_waiting") not in text
