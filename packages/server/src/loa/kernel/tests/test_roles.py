"""The table of roles decides everywhere: no other place says which role may do what."""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from loa.kernel import roles
from loa.kernel.roles import Capability, Role
from loa.people import actions
from loa.people.models import Person, RoleGrant
from loa.places import rights, scope
from loa.testing import people

LOA = Path(__file__).parents[2]
NAMES_A_ROLE = {
    "people/actions/first_run.py",  # the first two people of a house are its administrators
}


def test_every_capability_is_some_roles():
    assert [each for each in Capability if not roles.roles_with(each)] == [], (
        "give each to a role in roles.py"
    )


def test_who_may_only_look_may_do_nothing_but_see():
    for role in roles.READS_ONLY:
        assert all(can.startswith("see-") for can in role.definition.can)


def test_what_is_not_held_together_is_so_from_both_sides():
    for one, other in roles.never_together():
        assert other in roles.clashing_with(one)
        assert one in roles.clashing_with(other)
    assert (Role.APPROVER, Role.ADMINISTRATOR) in roles.never_together()


def test_no_module_but_the_table_names_a_role():
    """An action asks for a capability. Sample data and tests say who people are, and name roles."""
    naming = set()
    for path in LOA.rglob("*.py"):
        room = path.relative_to(LOA)
        if {"tests", "migrations", "testing", "demo"} & set(room.parts) or room.name == "roles.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if named and node.value.id == "Role" and node.attr.isupper():
                naming.add(str(room))
    assert naming == NAMES_A_ROLE


@pytest.mark.django_db
def test_the_database_takes_no_role_that_the_table_does_not_have(places):
    person = Person.objects.create(name="Lê Thị Mai", unit=places.own)
    with pytest.raises(IntegrityError, match="people_grant_of_a_role"), transaction.atomic():
        RoleGrant.objects.create(person=person, unit=places.own, role="owner", valid_from=date(2025, 7, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_as_its_row_says(places, role):
    """At its unit or over all below it, writing or not; and nothing of the neighbour's."""
    who = people.someone("Lê Thị Mai", (role, places.province), home=places.province, username="mai")
    found = scope.of(who)
    below = {places.province.id, places.own.id, places.other.id}
    reached = {places.province.id} if role in roles.EXACT else below
    assert found.read == reached
    assert found.write == (frozenset() if role in roles.READS_ONLY else reached)
    for capability in Capability:
        holds = role in roles.roles_with(capability)
        assert rights.may(who, capability, places.province.id) == holds
        assert rights.may(who, capability, places.own.id) == (holds and role not in roles.EXACT)
        assert rights.anywhere(who, capability) == holds
        assert rights.at_the_province(who, capability) == holds
        assert rights.units(who, capability) == ([places.province.id] if holds else [])
        by = rights.granting(who, capability, places.own.id)
        assert (by and (by.role, by.unit_id)) == (
            (role, places.province.id) if holds and role not in roles.EXACT else None
        )
        highest = rights.highest(who, capability, places.own.id)
        assert highest == (places.province.id if holds and role not in roles.EXACT else None)


def asked(sql: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"select {sql}", values)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_has_the_table_of_roles():
    for capability in Capability:
        found = asked("loa_roles_with(%s)", capability.value)
        assert found == roles.words(roles.roles_with(capability))
    assert asked("loa_roles_with('anything-else')") == []
    assert asked("loa_roles_at_their_unit()") == roles.words(roles.EXACT)
    assert asked("loa_roles_by_two()") == roles.words(roles.TWO_PEOPLE)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_the_database_lets_do_what_the_actions_let_do(places, role):
    who = people.someone("Lê Thị Mai", (role, places.own), home=places.own, username="mai")
    above = people.someone("Trần Văn Hùng", (role, places.province), home=places.province, username="hung")
    for capability in Capability:
        for one in (who, above):
            for unit in (places.own, places.other, places.province):
                said = asked("loa_may(%s, %s, %s)", one.person_id, capability.value, unit.id)
                assert said == rights.may(one, capability, unit.id), (capability, one.name, unit.name)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_the_database_counts_no_role_that_is_over_or_waits_for_a_second_person(places, role):
    (capability, *_more) = (each for each in Capability if role in roles.roles_with(each))
    giver = people.someone("Lê Thị Mai", home=places.own, username="mai")
    person = Person.objects.create(name="Trần Văn Hùng", unit=places.own)
    given = people.grant_directly(person, role, places.own)
    assert asked("loa_may(%s, %s, %s)", person.pk, capability.value, places.own.id)
    RoleGrant.objects.filter(pk=given.pk).update(granted_by_id=giver.person_id)
    waits = role in roles.TWO_PEOPLE
    assert asked("loa_may(%s, %s, %s)", person.pk, capability.value, places.own.id) == (not waits)
    RoleGrant.objects.filter(pk=given.pk).update(granted_by=None, valid_to=people.SINCE)
    assert not asked("loa_may(%s, %s, %s)", person.pk, capability.value, places.own.id)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(roles.roles_with(Capability.KEEP_PEOPLE)))
def test_whoever_keeps_people_gives_and_confirms_roles_in_the_database_too(places, as_role, role):
    one, other = (
        people.someone(f"Quản Trị {n}", (role, places.own), home=places.own, username=f"qt{n}")
        for n in (1, 2)
    )
    person = Person.objects.create(name="Lê Thị Mai", unit=places.own)
    waiting = next(each for each in Role if each in roles.TWO_PEOPLE)
    with as_role("web", one):
        given = actions.grant(person, waiting, places.own)
    with as_role("web", other):
        assert actions.confirm(given).confirmed_by_id == other.person_id


@pytest.mark.django_db
def test_a_grant_at_the_place_itself_lets_before_one_above(places):
    both = ((Role.OPERATOR, places.province), (Role.EDITOR, places.own), (Role.ADMINISTRATOR, places.own))
    who = people.someone("Lê Thị Mai", *both, home=places.own, username="mai")
    by = rights.require(who, Capability.KEEP_HAMLETS, places.own.id)
    assert (by.role, by.unit_id) == ("editor", places.own.id)
    by = rights.require(who, Capability.KEEP_HAMLETS, places.other.id)
    assert (by.role, by.unit_id) == ("operator", places.province.id)


def test_who_keeps_people_sees_them():
    """The page of an account, on which people are kept, is one of whoever sees people."""
    assert roles.roles_with(Capability.KEEP_PEOPLE) <= roles.roles_with(Capability.SEE_PEOPLE)


def test_who_approves_does_so_at_their_own_unit():
    """The signer asks no unit above for it (`signer.proofs.bulletin`)."""
    assert roles.roles_with(Capability.APPROVE) <= roles.EXACT


@pytest.mark.django_db
def test_a_word_that_is_no_role_of_this_loa_reaches_nothing(places):
    from loa.kernel.actor import Actor, Grant

    who = Actor(1, 1, "", (Grant("seer", places.own.id, "commune"),))
    assert scope.of(who).read == frozenset()
    assert not any(rights.anywhere(who, capability) for capability in Capability)
