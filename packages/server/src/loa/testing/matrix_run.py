"""Requests the cells of the matrix: with the real role, each in a savepoint that is rolled back."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from loa.kernel import clock
from loa.kernel.guard.collect import declared
from loa.people.middleware import SEEN
from loa.testing import people
from loa.testing.client import RoleClient
from loa.testing.matrix import BODIES, BODIES_AT, COLUMNS, PLACES, Column, Job, MatrixRow, World

REFUSED = (302, 403, 404, 405)
# Not compared: these tables change with any signed-in request and have no row of a unit.
NOT_COUNTED = {"django_session"}
RECORD = "audit_entry"
MOST_ASKED_BY_A_REFUSAL = 12
"""Most queries that a refused request may make."""
MOST_ASKED_BY_A_PAGE_OF_FAULTS = 16
"""Most queries of a refused request that shows a page of ours again, with its fault: also those of the frame
of the page."""
SAVEPOINT = re.compile(r'SAVEPOINT "[^"]*"')
WRITES = re.compile(r"\b(insert|update|delete|merge|truncate|procrastinate_\w+\()", re.I)


@dataclass(frozen=True)
class Registry:
    """What all apps declare. `by_room` has the rows of each app, and of each part that an app names."""

    by_room: Mapping[str, tuple[MatrixRow, ...]]
    jobs: tuple[Job, ...]
    plants: tuple[Any, ...]

    @property
    def rows(self) -> tuple[MatrixRow, ...]:
        return tuple(row for rows in self.by_room.values() for row in rows)


def registry() -> Registry:
    """Collects the rows, jobs and planting functions of all apps."""
    by_room: dict[str, tuple[MatrixRow, ...]] = {}
    jobs: list[Job] = []
    plants: list[Any] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.tests.matrix_rows"
        if (
            not app.name.startswith("loa.")
            or find_spec(f"{app.name}.tests") is None
            or find_spec(name) is None
        ):
            continue
        module = import_module(name)
        parts = {app.label: getattr(module, "ROWS", []), **getattr(module, "PARTS", {})}
        by_room.update({room: tuple(rows) for room, rows in parts.items() if rows})
        jobs += getattr(module, "JOBS", [])
        if hasattr(module, "plant"):
            plants.append(module.plant)
    return Registry(by_room, tuple(jobs), tuple(plants))


def make_world(found: Registry) -> World:
    """Creates two communes under a province, two bodies, a person for every role at every place and body, and
    what the apps plant."""
    made = people.places()
    world = World({"own": made.own, "other": made.other, "province": made.province})
    at = world.unit[BODIES_AT]
    world.body.update({name: people.body(at, f"Phòng {name}") for name in BODIES})
    for column in COLUMNS:
        if column.role is not None:
            at = world.body.get(column.place) or world.unit[column.place]
            home = at.unit if column.place in world.body else at
            username = f"{column.role}.{column.place}".replace("_", "-")
            actor = people.someone(
                f"{column.role} {column.place}", (column.role, at), home=home, username=username
            )
            world.actor[column] = actor
    for plant in found.plants:
        plant(world)
    return world


def clients(world: World) -> dict[Column, RoleClient]:
    """Returns a client for each column, signed in and used once: the first request of a session stores who
    uses it. Later requests update the time of use every few minutes. That time is set a day ahead, so that no
    cell makes this update."""
    found = {}
    for column in COLUMNS:
        client = RoleClient(raise_request_exception=False)
        if column.role is not None:
            client.sign_in(world.actor[column])
            client.get(reverse("desk_own_account"))
            session = client.session
            session[SEEN] = int((clock.now() + timedelta(days=1)).timestamp())
            session.save()
        found[column] = client
    return found


@contextmanager
def rolled_back() -> Iterator[None]:
    """Rolls back what is done in the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def same_browser(client: RoleClient) -> Iterator[None]:
    """Restores the cookies after the block: signing out in a cell that is rolled back signs nobody out."""
    kept = client.cookies.output(header="", sep=";")
    yield
    client.cookies = SimpleCookie(kept)


class Snapshot:
    """Digests of every guarded table, by place or body. Every cell starts from the same rows, so the state
    before is read once, and the state after only when the cell wrote anything."""

    def __init__(self, world: World) -> None:
        # The ids of units and of bodies are numbers of their own each.
        self.places = {("unit", world.unit[place].id): place for place in PLACES}
        self.places.update({("body", world.body[body].id): body for body in BODIES})
        self.kinds = {
            table.name: "body" if table.kind == "body" else "unit"
            for table in declared().values()
            if table.kind in ("unit", "body", "shared") and table.column and table.name not in NOT_COUNTED
        }
        digest = "md5(string_agg(t::text, '' order by t::text))"
        parts = [
            f'select \'{name}\', t."{declared()[name].column}"::bigint, {digest} from "{name}" t group by 2'
            for name in self.kinds
        ]
        self.sql = " union all ".join(parts)
        self.before = self.take()

    def take(self) -> dict[tuple[str, int], str]:
        """Returns the digest of the rows of each table and unit or body."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql)
            return {(table, key): digest for table, key, digest in cursor.fetchall()}

    def changed(self) -> dict[str, set[str]]:
        """Returns the changed tables by place or body (or "elsewhere")."""
        before, after = self.before, self.take()
        found: dict[str, set[str]] = {}
        for table, key in before.keys() | after.keys():
            if before.get((table, key)) != after.get((table, key)):
                place = self.places.get((self.kinds[table], key), "elsewhere")
                found.setdefault(place, set()).add(table)
        return found


class CellQueries:
    """Records what a cell sent to the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.statements.append(str(sql))
        return execute(sql, params, many, context)

    @property
    def asked(self) -> list[str]:
        """Returns the statements as a web process would send them. The request of a test runs in a savepoint
        of the test's connection, so the statements that begin and end it, change the role and follow a
        rollback are left out."""
        own = [each for each in self.statements[1:-1] if not each.startswith("set local role")]
        rolled = [each for each in own if each.startswith("ROLLBACK TO")]
        return [each for each in own if not rolled or each != f"RELEASE{rolled[-1][len('ROLLBACK TO') :]}"]

    @property
    def shape(self) -> tuple[str, ...]:
        """Returns the statements without the names of their savepoints."""
        return tuple(SAVEPOINT.sub("SAVEPOINT", each) for each in self.asked)

    @property
    def wrote(self) -> bool:
        """Returns whether a statement could change a row of a unit."""
        return any(WRITES.search(said) and "django_session" not in said for said in self.statements)


@dataclass(frozen=True)
class Cell:
    """One row of the matrix requested by one column."""

    row: MatrixRow
    column: Column

    def __str__(self) -> str:
        return f"{self.row.method} {self.row.route} as {self.column}"


def ask(cell: Cell, world: World, client: RoleClient) -> Any:
    """Sends the request of a cell and returns the answer."""
    row = cell.row
    address = reverse(row.route, kwargs=dict(row.path(world)))
    data = row.data(world)
    if row.method == "GET":
        return client.get(address, row.query(world) if row.query else {}, headers=dict(row.headers(world)))
    more = {"content_type": row.content_type} if row.content_type else {}
    if row.method in ("PUT", "PATCH", "DELETE") and not more:
        more = {"content_type": "application/json"}
    return getattr(client, row.method.lower())(address, data, headers=dict(row.headers(world)), **more)


@dataclass(frozen=True)
class CellAnswer:
    """The result of a cell: the answer, what it changed by place, and what it sent to the database."""

    status: int
    location: str
    text: str
    changed: Mapping[str, set[str]]
    said: CellQueries


def answered(cell: Cell, world: World, client: RoleClient, snapshot: Snapshot) -> CellAnswer:
    """Requests the cell and undoes what it did."""
    with rolled_back(), same_browser(client):
        with connection.execute_wrapper(said := CellQueries()):
            answer = ask(cell, world, client)
        changed = snapshot.changed() if said.wrote else {}
        location = answer.headers.get("Location", "")
        return CellAnswer(answer.status_code, location, _text(answer), changed, said)


def fault(cell: Cell, answer: CellAnswer, world: World) -> str | None:
    """Returns what is wrong with the cell, or None when it is as declared."""
    seen = {place for place, mark in world.mark.items() if mark in answer.text}
    should_see, should_change = cell.row.expected(cell.column)
    allowed = cell.row.allows(cell.column)
    if answer.status not in (cell.row.outcome if allowed else REFUSED + cell.row.refused):
        return f"{cell}: answered {answer.status}: {_sentence(answer.text)}"
    to_sign_in = answer.status == 302 and answer.location.startswith("/dang-nhap/")
    if allowed and to_sign_in and not cell.row.public:
        return f"{cell}: was sent to sign in"
    if seen != should_see:
        return (
            f"{cell}: saw rows of {sorted(seen) or 'nowhere'}, should see {sorted(should_see) or 'nowhere'}"
        )
    if set(answer.changed) != should_change:
        changed = answer.changed or "nothing"
        return f"{cell}: changed {changed}, should change {sorted(should_change) or 'nothing'}"
    beside = answer.changed.get(BODIES_AT, set()) - {RECORD}
    if not should_change.isdisjoint(BODIES) and beside:
        return f"{cell}: changed {sorted(beside)} of the place where the body is"
    most = MOST_ASKED_BY_A_REFUSAL if answer.status in REFUSED else MOST_ASKED_BY_A_PAGE_OF_FAULTS
    if not allowed and len(answer.said.asked) > most:
        asked = "\n    ".join(statement.strip()[:120] for statement in answer.said.asked)
        return f"{cell}: refused after {len(answer.said.asked)} questions to the database:\n    {asked}"
    return None


def verdict(cell: Cell, world: World, client: RoleClient, snapshot: Snapshot) -> str | None:
    """Requests the cell. Returns what is wrong with it, or None when it is as declared."""
    return fault(cell, answered(cell, world, client, snapshot), world)


def _text(answer: Any) -> str:
    """Returns the text of the answer; JSON without its escapes, so that marks are found in it."""
    content = b"".join(answer) if answer.streaming else answer.content
    text = content.decode(errors="replace")
    if "json" in answer.headers.get("Content-Type", ""):
        return json.dumps(json.loads(text), ensure_ascii=False) if text else text
    return text


def _sentence(text: str) -> str:
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", heading.group(1) if heading else text[:300])).strip()


def cells(rows: Iterable[MatrixRow]) -> Iterator[Cell]:
    """Yields the cells of these rows, each row with every column."""
    for row in rows:
        for column in COLUMNS:
            yield Cell(row, column)
