"""No query joins the guarded rows of persons: whoever works elsewhere would take the joined row along."""

import re

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from loa.imports import declared as imports
from loa.imports.tests.files import Desk, csv
from loa.kernel.roles import Role
from loa.newsroom import actions, queries
from loa.newsroom.rules import DraftContent
from loa.people import queries as people_queries
from loa.people.models import Account, Person, RoleGrant
from loa.people.naming import PersonName, names
from loa.testing import matrix_run as run
from loa.testing import people
from loa.testing.matrix import COLUMNS

PERSONS = r'(?:"?public"?\.)?"?people_person"?\b'
JOINED = re.compile(
    rf"\bjoin\s+{PERSONS}|\bfrom\s+{PERSONS}[^()]*?(?:\bjoin\b|,\s*\"?\w+\"?\s+(?:\w+\s+)?where\b)"
    rf"|\bfrom\s[^()]*?,\s*{PERSONS}(?!\.)",
    re.I,
)
"""A query over the rows of persons and of another table, written from either side."""


def allowed(row):
    return next((each for each in reversed(COLUMNS) if each.role and row.allows(each)), None)


@pytest.mark.xdist_group("names *")
@pytest.mark.parametrize("room", run.registry().by_room)
def test_nothing_that_a_page_asks_joins_persons(room, matrix):
    asked, joined = 0, []
    for row in matrix.found.by_room[room]:
        column = allowed(row)
        if column is None:
            continue
        client = matrix.clients[column]
        with (
            run.rolled_back(),
            run.same_browser(client),
            connection.execute_wrapper(said := run.CellQueries()),
        ):
            run.ask(run.Cell(row, column), matrix.world, client)
        asked += len(said.statements)
        joined += [f"{row.method} {row.route}: {each}" for each in said.statements if JOINED.search(each)]
    assert asked
    assert not joined, "names come by loa.people.naming:\n" + "\n".join(joined)


def test_nothing_that_a_job_asks_joins_persons(matrix):
    asked, joined = 0, []
    for job in matrix.found.jobs:
        with (
            run.rolled_back(),
            connection.execute_wrapper(said := run.CellQueries()),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("set local role loa_worker")
            jobs.tasks[job.name].func(**job.arguments(matrix.world))
            cursor.execute("set local role loa_owner")
        asked += len(said.statements)
        joined += [f"{job.name}: {each}" for each in said.statements if JOINED.search(each)]
    assert asked
    assert not joined, "names come by loa.people.naming:\n" + "\n".join(joined)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", imports.imports())
def test_nothing_that_an_import_asks_joins_persons(kind, as_role, places):
    """Of a file with one row, that which its page shows as an example but for its first cell, looked at by
    the worker. What a row is compared with is read for any."""
    both = ((Role.ADMINISTRATOR, places.province), (Role.OPERATOR, places.province))
    desk = Desk(as_role, people.someone("Hà Văn Trị", *both, home=places.province, username="tri"))
    importing = imports.of(kind)
    names, (_first, *more) = zip(*((each.names[0], each.example) for each in importing.columns), strict=True)
    cells = (names, ("1", *more))
    unit = places.own.pk if importing.at_unit else None
    with connection.execute_wrapper(said := run.CellQueries()):
        upload = desk.send(kind, csv(*(";".join(f'"{cell}"' for cell in row) for row in cells)), unit)
    assert upload.state == "ready", upload.reason
    joined = [each for each in said.statements if JOINED.search(each)]
    assert not joined, "names come by loa.people.naming:\n" + "\n".join(joined)


def test_the_pattern_finds_a_join():
    for joined in (
        RoleGrant.objects.select_related("person").query,
        Person.objects.filter(grants__role=Role.EDITOR).query,
        Account.objects.filter(person__name="Mai").query,
        "select 1 from people_person p, people_rolegrant g where g.person_id = p.id",
        "select 1 from people_rolegrant g, people_person p where g.person_id = p.id",
        "select 1 from people_rolegrant g join public.people_person p on g.person_id = p.id",
        "select 1 from public.people_person p left join people_rolegrant g on g.person_id = p.id",
    ):
        assert JOINED.search(str(joined)), joined
    for alone in (
        RoleGrant.objects.annotate(name=PersonName("person_id")).query,
        Person.objects.filter(unit_id__in=RoleGrant.objects.values("unit_id")).order_by("name", "pk").query,
        'select "people_person"."id", "people_person"."name" from "people_person" order by 1, 2',
    ):
        assert not JOINED.search(str(alone)), alone


@pytest.mark.django_db
def test_a_bulletin_by_somebody_from_above_is_there_for_those_below(as_role, places, approver):
    """An editor of the commune whose own home is the province: the commune sees the bulletin and the name."""
    above = people.someone("Phạm Thị Tỉnh", (Role.EDITOR, places.own), home=places.province, username="tinh")
    with as_role("web", above):
        made = actions.create(places.own.pk, DraftContent(title="Tin của tỉnh"))
    with as_role("web", approver):
        assert not Person.objects.filter(pk=above.person_id).exists()
        assert queries.by_code(made.code).author_name == "Phạm Thị Tỉnh"
        assert [each.pk for each in queries.bulletins([places.own.pk])] == [made.pk]


@pytest.mark.django_db
def test_a_role_of_somebody_from_elsewhere_waits_where_it_was_given(as_role, places):
    heads = [
        people.someone(f"Quản Trị {n}", (Role.ADMINISTRATOR, places.own), home=places.own, username=f"qt{n}")
        for n in (1, 2)
    ]
    person = Person.objects.create(name="Lê Thị Nơi Khác", unit=places.other)
    given = RoleGrant.objects.create(
        person=person,
        role=Role.APPROVER,
        unit=places.own,
        valid_from=people.SINCE,
        granted_by_id=heads[0].person_id,
    )
    with as_role("web", heads[1]):
        (waiting,) = people_queries.waiting_grants([places.own.pk])
        assert (waiting.pk, waiting.person_name) == (given.pk, "Lê Thị Nơi Khác")
        assert waiting.giver_name == "Quản Trị 1"
        assert names([person.pk]) == {person.pk: "Lê Thị Nơi Khác"}


@pytest.mark.django_db
def test_whoever_is_not_signed_in_gets_no_name(as_role, places, editor):
    with as_role("web"):
        assert names([editor.person_id]) == {}
        with connection.cursor() as cursor:
            cursor.execute("select people_name(%s)", [editor.person_id])
            assert cursor.fetchone() == (None,)


@pytest.mark.django_db
def test_an_account_has_its_persons_name_and_an_erased_one_none(as_role, editor, approver):
    with as_role("web", editor):
        assert Account.objects.get(pk=editor.account_id).name == "Lê Thị Mai"
        assert Account(person_id=0).name == ""
