"""A body is a scope of its own: department against department, and against the place where both stand."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from procrastinate.contrib.django import app as jobs

from loa.audit.actions import record
from loa.audit.models import Entry
from loa.kernel import actor as acting
from loa.kernel import clock, dated, guard
from loa.kernel.actor import Actor, BodyGrant, Grant
from loa.kernel.errors import Forbidden
from loa.kernel.guard.policies import statements
from loa.kernel.roles import AT_A_BODY, Capability, Role
from loa.people import queries as people_queries
from loa.people import who
from loa.people.models import Account, Person, RoleGrant
from loa.places import rights, scope
from loa.places.models import Body
from loa.places.scoped_job import scoped_job
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.proofs import entitled
from loa.signer.tests.desk import shelf_of
from loa.signer.urgent import UrgentWorker
from loa.testing import people

pytestmark = pytest.mark.django_db
OFFERS = guard.body("scratch_offer", web="siud", worker="su", signer="s")


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


def test_what_one_does_for_a_body_is_recorded_at_the_place_where_it_stands(as_role, bodies, places):
    """In their own name, and nowhere else. They read back what they did, and nothing else of that place."""
    health, _home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.own, username="mai")
    hung = people.someone("Trần Văn Hùng", (Role.OPERATOR, places.province), home=places.own, username="hung")
    with as_role("web", hung):
        record("places.body_offered", health, places.province.id)
    with as_role("web", mai):
        made = record("places.body_offered", health, places.province.id)
        assert list(Entry.objects.all()) == [made]
        for unit in (places.own, places.other):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                record("places.body_offered", health, unit.id)
        refused = pytest.raises(DatabaseError, match="row-level security")
        with acting.acting(hung), refused, transaction.atomic():
            record("places.body_offered", health, places.province.id)


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
    assert not rights.at_a_unit(mai, Capability.WRITE)
    assert rights.units(mai, Capability.WRITE) == []
    assert rights.anywhere(mai, Capability.WRITE)
    assert not rights.anywhere(mai, Capability.APPROVE)
    assert rights.may_at_body(mai, Capability.WRITE, health.id)
    assert not rights.may_at_body(mai, Capability.WRITE, home_affairs.id)
    assert not rights.may_at_body(mai, Capability.APPROVE, health.id)
    rights.require_at_body(mai, Capability.WRITE, health.id)
    with pytest.raises(Forbidden):
        rights.require_at_body(mai, Capability.WRITE, home_affairs.id)
    assert not people_queries.holders(Role.EDITOR, places.province.id).exists()
    given = entitled.grants([mai.person_id])[mai.person_id]
    now = clock.now()
    assert len(given) == 1
    assert not entitled.holds(given, Capability.WRITE, places.province.id, [places.province.id], now)


def test_the_signer_knows_who_held_a_role_at_a_body_at_a_moment(bodies, places):
    """At that body alone, from the grant on and while it holds, and not by a role at its place."""
    health, home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.own, username="mai")
    hung = people.someone("Trần Văn Hùng", (Role.EDITOR, places.province), home=places.own, username="hung")
    given = entitled.grants([mai.person_id, hung.person_id])
    now = clock.now()

    def held(person: int, capability: Capability, body: Body, at: datetime = now) -> bool:
        return entitled.holds_at_body(given[person], capability, body.id, at)

    assert held(mai.person_id, Capability.WRITE, health)
    assert not held(mai.person_id, Capability.APPROVE, health)
    assert not held(mai.person_id, Capability.WRITE, home_affairs)
    assert not held(hung.person_id, Capability.WRITE, health)
    assert not held(mai.person_id, Capability.WRITE, health, now.replace(year=people.SINCE.year - 1))
    (grant,) = given[mai.person_id]
    grant.granted_by_id, grant.granted_at = hung.person_id, now
    assert held(mai.person_id, Capability.WRITE, health)
    assert not held(mai.person_id, Capability.WRITE, health, now - timedelta(seconds=1))


def test_a_request_knows_both_kinds_of_grants_apart(web, bodies, places):
    health, _home_affairs = bodies
    both = ((Role.EDITOR, health), (Role.EDITOR, places.own))
    mai = people.someone("Lê Thị Mai", *both, home=places.own, username="mai")
    web.sign_in(mai)
    acting = web.get("/quan-ly/tai-khoan/").wsgi_request.actor
    assert acting.grants == (Grant("editor", places.own.id, "commune"),)
    assert acting.at_bodies == (BodyGrant("editor", health.id),)
    assert who.grants_of(mai.person_id) == acting.grants
    assert Account.objects.get(pk=mai.account_id).person_id == mai.person_id


def test_the_page_of_ones_own_account_names_the_body(web, bodies, places):
    health, _home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.own, username="mai")
    web.sign_in(mai)
    assert "biên tập, Sở Y tế" in web.get("/quan-ly/tai-khoan/").content.decode()


def test_the_first_page_of_one_with_a_role_at_a_body_alone_names_the_body(web, bodies, places):
    health, _home_affairs = bodies
    mai = people.someone("Lê Thị Mai", (Role.EDITOR, health), home=places.own, username="mai")
    web.sign_in(mai)
    page = web.get("/quan-ly/").content.decode()
    assert "Tài khoản này được giao việc ở Sở Y tế." in page
    assert "chưa được giao việc" not in page


def test_a_scope_that_ends_gives_the_bodies_of_the_outer_one_back(as_role, bodies, offers):
    health, home_affairs = bodies
    with as_role("web"), scope.entered(scope.Scope(bodies=frozenset({health.id}))):
        with scope.entered(scope.Scope(bodies=frozenset({home_affairs.id}))):
            assert said() == ["Sở Nội vụ"]
        assert said() == ["Sở Y tế"]


def test_a_process_sees_the_rows_of_the_bodies_that_its_scope_lists(as_role, bodies, offers):
    """Of all of them in the periodic work and in the signer's."""
    health, _home_affairs = bodies
    with as_role("worker"):
        with scope.using(scope.NOWHERE, bodies=[health.id]):
            assert said() == ["Sở Y tế"]
        with scope.all_units():
            assert said() == ["Sở Y tế", "Sở Nội vụ"]
            assert write("update scratch_offer set said = 'xong'") == 2
    with as_role("signer"), scope.entered(scope.everywhere(writing=False)):
        assert said() == ["xong", "xong"]


def test_the_urgent_work_of_the_signer_knows_the_bodies(as_role, bodies, tmp_path):
    with as_role("signer"):
        worker = UrgentWorker(KeyRing(Files(tmp_path)), shelf_of(tmp_path, tmp_path))
        worker.work()
    assert worker._here.bodies == {body.id for body in bodies}


@pytest.fixture
def looking() -> Iterator[Callable[..., None]]:
    """A job that says what it sees."""
    name = "scratch.look"

    @scoped_job(name)
    def look(*, unit_id: int, found: list[str], body_id: int = 0) -> None:
        found += said()

    yield look.func
    del jobs.tasks[name]


def test_a_job_about_a_body_sees_its_rows_and_one_about_its_place_does_not(as_role, offers, bodies, looking):
    health, _home_affairs = bodies
    at_the_place: list[str] = []
    for_the_body: list[str] = []
    with as_role("worker"):
        looking(unit_id=health.unit_id, found=at_the_place)
        looking(unit_id=health.unit_id, body_id=health.id, found=for_the_body)
    assert (at_the_place, for_the_body) == ([], ["Sở Y tế"])


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


def test_a_body_is_put_in_place_of_one_of_the_same_day_and_ended_where_it_begins(bodies, places):
    """As any table that people change: the row of before then held at no time, and can still be read."""
    health, _home_affairs = bodies
    again = Body(unit=places.province, name=health.name, valid_from=health.valid_from)
    (ended,) = dated.put(again).ended
    assert (ended.pk, ended.valid_to) == (health.pk, health.valid_from)
    assert dated.end(again, again.valid_from)
    assert not dated.as_of(Body.objects.filter(name=health.name), again.valid_from).exists()


def test_one_role_at_two_bodies_of_one_place_but_not_twice_at_one(bodies, places):
    person = Person.objects.create(name="Lê Thị Mai", unit=places.own)
    for body in bodies:
        people.grant_directly(person, Role.EDITOR, body)
    people.grant_directly(person, Role.EDITOR, places.province)
    with pytest.raises(IntegrityError, match="people_grant_once_at_a_body"), transaction.atomic():
        people.grant_directly(person, Role.EDITOR, bodies[0])
