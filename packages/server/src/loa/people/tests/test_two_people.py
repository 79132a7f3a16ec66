"""Roles are given by one administrator and confirmed by another; the database holds the same rule."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, LoaError
from loa.kernel.roles import Role
from loa.people import actions, queries
from loa.people.models import Account, Person, RoleGrant
from loa.people.naming import names as names_of
from loa.people.who import grants_of
from loa.testing.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def admins(places):
    return tuple(
        someone(
            f"Quản Trị {n}", (Role.ADMINISTRATOR, places.province), home=places.province, username=f"qt{n}"
        )
        for n in (1, 2)
    )


@pytest.fixture
def hung(places):
    return Person.objects.create(name="Trần Văn Hùng", unit=places.own)


def roles(person: Person) -> list[str]:
    return [grant.role for grant in grants_of(person.pk)]


def test_an_approver_holds_only_after_a_second_administrator(as_role, places, admins, hung):
    first, second = admins
    with as_role("web", first):
        given = actions.grant(hung, Role.APPROVER, places.own)
        assert queries.waiting_grants([places.own.id]).get() == given
        with pytest.raises(Forbidden, match="khác"):
            actions.confirm(given)
    assert roles(hung) == []
    with as_role("web", second):
        actions.confirm(given)
        with pytest.raises(Conflict):
            actions.confirm(given)
    assert roles(hung) == ["approver"]


def test_an_editor_holds_at_once(as_role, places, admins, hung):
    with as_role("web", admins[0]):
        actions.grant(hung, Role.EDITOR, places.own)
    assert roles(hung) == ["editor"]


def test_persons_are_compared_not_accounts(as_role, places, admins, hung):
    first = admins[0]
    other_account = Account.objects.create(
        username="qt1.hai", person_id=first.person_id, unit=places.province, password="!"
    )
    with as_role("web", first):
        given = actions.grant(hung, Role.APPROVER, places.own)
    from loa.kernel.actor import Actor

    again = Actor(other_account.pk, first.person_id, first.name, first.grants)
    with as_role("web", again), pytest.raises(Forbidden):
        actions.confirm(given)


def test_the_one_who_receives_does_not_confirm(as_role, places, admins):
    first, second = admins
    third = Person.objects.get(pk=second.person_id)
    with as_role("web", first), pytest.raises(LoaError):
        actions.grant(third, Role.APPROVER, places.own)  # an administrator never approves


def test_an_administrator_never_approves_in_the_database_too(places, admins):
    with pytest.raises(IntegrityError, match="people_never_approver_and_administrator"), transaction.atomic():
        RoleGrant.objects.create(
            person_id=admins[0].person_id, role=Role.APPROVER, unit=places.other, valid_from=clock.today()
        )


def test_one_may_become_the_other_later(places, hung):
    today = clock.today()
    RoleGrant.objects.create(
        person=hung, role="approver", unit=places.own, valid_from=today, valid_to=today + timedelta(days=9)
    )
    RoleGrant.objects.create(
        person=hung, role="administrator", unit=places.own, valid_from=today + timedelta(days=9)
    )


def test_nobody_grants_themselves(as_role, places, admins):
    me = Person.objects.get(pk=admins[0].person_id)
    with as_role("web", admins[0]), pytest.raises(Forbidden):
        actions.grant(me, Role.ADMINISTRATOR, places.own)


def test_an_administrator_of_a_commune_grants_there_only(as_role, places, hung):
    local = someone("Quản Trị Xã", (Role.ADMINISTRATOR, places.own), home=places.own, username="qtx")
    with as_role("web", local):
        actions.grant(hung, Role.EDITOR, places.own)
        for unit in (places.other, places.province):
            with pytest.raises(Forbidden):
                actions.grant(hung, Role.EDITOR, unit)


def raw(person_id: int, places, **values) -> None:
    """A row written past the actions, as a taken web process would."""
    given = {"role": "approver", "unit": places.own, "valid_from": clock.today(), **values}
    with transaction.atomic():
        RoleGrant.objects.create(person_id=person_id, **given)


def test_past_the_actions_the_database_refuses(as_role, places, admins, hung, editor):
    first, second = admins
    with as_role("web", first):
        for wrong in (
            {"granted_by_id": second.person_id},
            {"granted_by_id": None},
            {
                "granted_by_id": first.person_id,
                "confirmed_by_id": second.person_id,
                "confirmed_at": clock.now(),
            },
        ):
            with pytest.raises(ProgrammingError):
                raw(hung.pk, places, **wrong)
        raw(hung.pk, places, granted_by_id=first.person_id)
        given = RoleGrant.objects.get(person=hung)
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            RoleGrant.objects.update(confirmed_by_id=first.person_id, confirmed_at=clock.now())
        with pytest.raises(ProgrammingError), transaction.atomic():
            RoleGrant.objects.filter(pk=given.pk).update(
                confirmed_by_id=second.person_id, confirmed_at=clock.now()
            )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            RoleGrant.objects.filter(pk=given.pk).update(role="editor")
    with as_role("web", editor), pytest.raises(ProgrammingError):
        raw(hung.pk, places, role="operator", granted_by_id=editor.person_id)


def test_the_first_two_administrators_need_nobody_and_no_third_does_without(as_role, places):
    people = [Person.objects.create(name=f"Người {n}", unit=places.province) for n in range(3)]
    scope = (places.province.id,)
    with as_role("web", read=scope, write=scope):
        for person in people[:2]:
            raw(person.pk, places, role="administrator", unit=places.province, granted_by_id=None)
        with pytest.raises(ProgrammingError, match="names who gave it"):
            raw(people[2].pk, places, role="administrator", unit=places.province, granted_by_id=None)


def test_a_role_taken_away_is_gone_today_and_is_not_given_back_quietly(as_role, places, admins, hung):
    with as_role("web", admins[0]):
        given = actions.grant(hung, Role.EDITOR, places.own)
        actions.end_grant(given)
        assert roles(hung) == []
        with pytest.raises(ProgrammingError, match="not made longer"), transaction.atomic():
            RoleGrant.objects.filter(pk=given.pk).update(valid_to=None)


def test_no_account_is_a_superuser(places, hung):
    with pytest.raises(IntegrityError, match="never_superuser"), transaction.atomic():
        Account.objects.create(username="root", person=hung, unit=places.own, is_superuser=True)


def test_names_of_people_elsewhere_by_id_and_nothing_more(as_role, places, admins, editor):
    with as_role("web", editor):
        assert not Person.objects.filter(pk=admins[0].person_id).exists()
        assert names_of([admins[0].person_id, 0]) == {admins[0].person_id: "Quản Trị 1"}
    with as_role("web"):
        assert names_of([admins[0].person_id]) == {}


def test_people_stand_by_unit_then_by_given_name(as_role, places, admins):
    with as_role("web", admins[0]):
        for name in ("Trần Văn Đức", "Lê Thị Dung", "Vũ Minh Ân", "Bùi Thị An"):
            actions.create_person(name, "", places.own)
        found = queries.listed([places.own.id, places.province.id])
        names = [account.person.name for account in queries.with_roles([one.pk for one in found])]
    assert names == [one.name for one in found]
    assert names == ["Quản Trị 1", "Quản Trị 2", "Bùi Thị An", "Vũ Minh Ân", "Lê Thị Dung", "Trần Văn Đức"]
