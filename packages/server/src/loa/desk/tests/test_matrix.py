"""Roles x places against every address, operation and job, through the real database role (see
loa.testing.matrix). An address or job that no room's registry knows fails here."""

from collections import Counter, defaultdict

import pytest
from django.db import connection, transaction
from loa_protocol.testing import turns
from procrastinate.contrib.django import app as jobs

from loa.testing import matrix_run as run
from loa.testing import matrix_today as today
from loa.testing.matrix import ADMINISTRATOR, COLUMNS, Column
from loa.testing.routes import all_routes

# How many rows each room has, each asked by every column: see the test that counts them.
ROWS = {
    "desk": 5,
    "bulletins": 19,
    "schedule": 11,
    "operations": 35,
    "api": 2,
    "places": 10,
    "people": 23,
    "exports": 2,
    "imports": 16,
    "media": 7,
    "speech": 3,
}
# Procrastinate's own housekeeping task: deletes finished jobs, touches no row of a unit.
BUILT_IN = {
    "builtin:procrastinate.builtin_tasks.remove_old_jobs",
    "procrastinate.builtin_tasks.remove_old_jobs",
}


def test_every_address_has_its_row():
    found, known = run.registry(), all_routes()
    declared = {row.key for row in found.rows}
    named = {row.route for row in found.rows}
    unknown = [f"{route.name} ({route.route})" for route in known if route.name not in named]
    unknown += [
        f"{method} {route.name}"
        for route in known
        for method in route.operations
        if (route.name, method) not in declared
    ]
    assert not unknown, "give each a MatrixRow in its room's tests/matrix_rows.py:\n" + "\n".join(unknown)
    gone = named - {route.name for route in known}
    assert not gone, f"rows of addresses that are no more: {sorted(gone)}"


def test_every_job_has_its_row():
    known, named = set(jobs.tasks), {job.name for job in run.registry().jobs}
    assert known - named - BUILT_IN == set(), "give each a Job in its room's tests/matrix_rows.py"
    assert named - known == set(), "rows of jobs that are no more"


@pytest.mark.xdist_group("matrix *")
@pytest.mark.parametrize("room", run.registry().by_room)
def test_every_cell_is_as_declared(room, matrix, turn):
    rows = matrix.found.by_room[room]
    wrong = today.faults(rows, turn, matrix.world, matrix.clients, run.Snapshot(matrix.world))
    assert not wrong, f"turn {turn}, {len(wrong)} faults:\n" + "\n".join(wrong)


def test_seven_days_ask_every_cell_and_no_day_leaves_out_an_allowed_one():
    """Cells are counted room by room, so that none is lost unseen: a room that gets rows says so there."""
    found, counted = run.registry(), {}
    for room, rows in found.by_room.items():
        days = [Counter(map(str, today.asked(rows, turn))) for turn in range(turns.TURNS)]
        whole = Counter(map(str, today.asked(rows, None)))
        assert whole == Counter(map(str, run.cells(rows)))
        allowed = Counter(map(str, today.allowed(rows)))
        assert all(not allowed - day for day in days)
        assert whole.keys() == set().union(*days)
        counted[room] = whole.total()
    rows = {room: cells / len(COLUMNS) for room, cells in counted.items()}
    assert rows == ROWS, f"say in ROWS how many rows they have: {sorted(rows.items() ^ ROWS.items())}"


def test_a_post_that_no_row_declares_changes_nothing(matrix):
    """For addresses that are only ever read: whoever posts to them, empty-handed."""
    found, world, clients = matrix.found, matrix.world, matrix.clients
    snapshot = run.Snapshot(world)
    methods = defaultdict(set)
    for row in found.rows:
        methods[row.route].add(row.method)
    rows = {row.route: row for row in found.rows}
    wrong = []
    for route in all_routes():
        if methods[route.name] != {"GET"}:
            continue
        for column in (Column(), ADMINISTRATOR):
            row = rows[route.name]
            with run.rolled_back():
                path = run.reverse(row.route, kwargs=dict(row.path(world)))
                status = clients[column].post(path).status_code
                changed = snapshot.changed()
            if changed or status >= 500:
                wrong.append(f"POST {route.name} as {column}: {status}, {changed}")
    assert not wrong, "\n".join(wrong)


def test_every_job_changes_only_what_it_says(matrix):
    world, wrong = matrix.world, []
    snapshot = run.Snapshot(world)
    for job in matrix.found.jobs:
        with run.rolled_back():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local role loa_worker")
                jobs.tasks[job.name].func(**job.arguments(world))
                cursor.execute("set local role loa_owner")
            changed = set(snapshot.changed())
        if changed != set(job.changes):
            wrong.append(f"{job.name}: changed {sorted(changed)}, should change {sorted(job.changes)}")
    assert not wrong, "\n".join(wrong)


def policies_of_the_web() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname, cmd from pg_policies"
            " where schemaname = 'public' and 'loa_web' = any(roles) order by 1, 2"
        )
        return cursor.fetchall()


def test_dropping_a_policy_turns_cells_red_for_what_pages_show_most(matrix):
    """A spot check of the matrix: without the policy by which the web reads a table, a cell that asks the
    table fails, for the tables named below and for half of all. Cells do not show every table (a plan, a
    chain of records). That no policy of any role can be dropped unnoticed is proven table by table in
    kernel/tests/test_guard.py."""
    found, world, clients = matrix.found, matrix.world, matrix.clients
    snapshot = run.Snapshot(world)
    asks: dict[str, list[run.Cell]] = defaultdict(list)
    policies = [(table, policy) for table, policy, verb in policies_of_the_web() if verb == "SELECT"]
    for row in found.rows:
        allowed = [column for column in COLUMNS if column.role is not None and row.allows(column)]
        if not allowed or row.public:
            continue
        cell = run.Cell(row, allowed[-1])
        client = clients[cell.column]
        with (
            run.rolled_back(),
            run.same_browser(client),
            connection.execute_wrapper(said := run.CellQueries()),
        ):
            run.ask(cell, world, client)
        text = "\n".join(said.statements)
        for table in {table for table, _policy in policies}:
            if f'"{table}"' in text:
                asks[table].append(cell)
    red = set()
    for table, policy in policies:
        if policy != "loa_select":
            continue
        with run.rolled_back():
            with connection.cursor() as cursor:
                cursor.execute(f'drop policy "{policy}" on "{table}"')
            if any(run.verdict(cell, world, clients[cell.column], snapshot) for cell in asks[table]):
                red.add(table)
    assert {"people_person", "people_account", "people_rolegrant", "places_unit", "places_hamlet"} <= red
    assert len(red) >= len([table for table in asks if asks[table]]) // 2, sorted(set(asks) - red)
