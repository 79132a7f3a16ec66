"""A body is a scope of its own: department against department, and against the place where both stand."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from loa.kernel import clock, guard
from loa.kernel.actor import Actor, BodyGrant, Grant
from loa.kernel.guard.policies import statements
from loa.kernel.roles import AT_A_BODY, Capability, Role
from loa.people import queries as people_queries
from loa.people import who
from loa.people.models import Account, Person, RoleGrant
from loa.places import rights, scope
from loa.signer.proofs import entitled
from loa.testing import people

pytestmark = pytest.mark.django_db
OFFERS = guard.body("scratch_offer", web="siud")


@pytest.fixture
def bodies(places, monkeypatch):
    """Two departments of the province, and a house in which an editor may be one of a department."""
    monkeypatch.setattr("loa.places.scope.AT_A_BODY", frozenset({Role.EDITOR}))
    with connection.cursor() as cursor:
        cursor.execute("alter table people_rolegrant drop constraint people_grant_at_a_body")
    return people.body(places.province, "Sở Y tế"), people.body(places.province, "Sở Nội vụ")


@pytest.fixture
def offers(bodies):
    """A table of rows of bodies, guarded as it is declared, with a row of each."""
    with connection.cursor() as cursor:
        cursor.execute("create table scratch_offer (id serial primary key, body_id int not null, said text)")
        for statement in statements(OFFERS):
            cursor.execute(statement)
        cursor.execute("grant usage on sequence scratch_offer_id_seq to loa_web")
        for body in bodies:
            cursor.execute("insert into scratch_offer (body_id, said) values (%s, %s)", [body.id, body.name])


def said() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select said from scratch_offer order by id")
        return [text for (text,) in cursor.fetchall()]


def write(sql: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def test_one_of_a_department_sees_and_writes_its_rows_and_no_others(as_role, bodies, offers, places):
    health, home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.province, username="mai")
    with as_role("web", mai):
        assert said() == ["Sở Y tế"]
        assert write("insert into scratch_offer (body_id, said) values (%s, 'mới')", health.id) == 1
        with pytest.raises(DatabaseError, match="row-level security"):
            write("insert into scratch_offer (body_id, said) values (%s, 'lạ')", home_affairs.id)
        with pytest.raises(DatabaseError, match="row-level security"):
            write("update scratch_offer set body_id = %s", home_affairs.id)
        assert write("update scratch_offer set said = 'sửa' where body_id = %s", home_affairs.id) == 0
        assert write("delete from scratch_offer where body_id = %s", home_affairs.id) == 0


@pytest.mark.parametrize("role", list(Role))
def test_no_role_at_the_place_reaches_the_rows_of_a_body_there(as_role, offers, places, role):
    """Not even whoever operates or administers the province in which the department stands."""
    them = people.someone("Trần Văn Hùng", (role, places.province), home=places.province, username="hung")
    with as_role("web", them):
        assert said() == []


def test_without_a_scope_no_body_is_seen(as_role, offers):
    with as_role("web"):
        assert said() == []


def test_a_role_at_a_body_counts_at_no_place(as_role, bodies, places):
    health, home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.province, username="mai")
    found = scope.of(mai)
    assert (found.read, found.write, found.bodies) == (frozenset(), frozenset(), {health.id})
    assert not rights.may(mai, Capability.WRITE, places.province.id)
    assert not rights.anywhere(mai, Capability.WRITE)
    assert rights.may_at_body(mai, Capability.WRITE, health.id)
    assert not rights.may_at_body(mai, Capability.WRITE, home_affairs.id)
    assert not rights.may_at_body(mai, Capability.APPROVE, health.id)
    assert not people_queries.holders(Role.EDITOR, places.province.id).exists()
    given = entitled.grants([mai.person_id])[mai.person_id]
    now = clock.now()
    assert len(given) == 1
    assert not entitled.holds(given, Capability.WRITE, places.province.id, [places.province.id], now)


def test_a_request_knows_both_kinds_of_grants_apart(web, bodies, places):
    health, _home_affairs = bodies
    both = ((Role.EDITOR, health), (Role.EDITOR, places.own))
    mai = people.someone("Lê Thị Mai", *both, home=places.own, username="mai")
    web.sign_in(mai)
    acting = web.get("/quan-ly/account/").wsgi_request.actor
    assert acting.grants == (Grant("editor", places.own.id, "commune"),)
    assert acting.at_bodies == (BodyGrant("editor", health.id),)
    assert who.grants_of(mai.person_id) == acting.grants
    assert Account.objects.get(pk=mai.account_id).person_id == mai.person_id


def test_the_page_of_ones_own_account_names_the_body(web, bodies, places):
    health, _home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.own, username="mai")
    web.sign_in(mai)
    assert "biên tập, Sở Y tế" in web.get("/quan-ly/account/").content.decode()


def test_a_scope_that_ends_gives_the_bodies_of_the_outer_one_back(as_role, bodies, offers):
    health, home_affairs = bodies
    with as_role("web"), scope.entered(scope.Scope(bodies=frozenset({health.id}))):
        with scope.entered(scope.Scope(bodies=frozenset({home_affairs.id}))):
            assert said() == ["Sở Nội vụ"]
        assert said() == ["Sở Y tế"]


def test_a_role_that_is_not_for_bodies_is_at_none(places):
    body = people.body(places.own, "Văn phòng")
    person = Person.objects.create(name="Lê Thị Mai", unit=places.own)
    given = {"person": person, "unit": places.own, "body": body, "valid_from": date(2025, 7, 1)}
    for role in set(Role) - AT_A_BODY:
        with pytest.raises(IntegrityError, match="people_grant_at_a_body"), transaction.atomic():
            RoleGrant.objects.create(role=role, **given)
    assert scope.of(Actor(1, 1, "", (), (BodyGrant("editor", body.id),))).bodies == frozenset()


def test_a_grant_names_the_place_where_its_body_stands(bodies, places):
    health, _home_affairs = bodies
    person = Person.objects.create(name="Lê Thị Mai", unit=places.own)
    given = {"person": person, "role": Role.EDITOR, "body": health, "valid_from": date(2025, 7, 1)}
    with pytest.raises(IntegrityError, match="people_grant_body_at_its_unit"), transaction.atomic():
        RoleGrant.objects.create(unit=places.own, **given)


def test_one_role_at_two_bodies_of_one_place_but_not_twice_at_one(bodies, places):
    person = Person.objects.create(name="Lê Thị Mai", unit=places.own)
    for body in bodies:
        people.grant_directly(person, Role.EDITOR, body)
    people.grant_directly(person, Role.EDITOR, places.province)
    with pytest.raises(IntegrityError, match="people_grant_once_at_a_body"), transaction.atomic():
        people.grant_directly(person, Role.EDITOR, bodies[0])
