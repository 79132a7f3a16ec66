"""Run in a copy of the house in which a pedlar exists (see loa.kernel.tests.test_a_role_at_a_body)."""

import pytest
from django.db import connection

from loa.kernel.roles import Role
from loa.testing import matrix_run as run
from loa.testing import matrix_today as today
from loa.testing.matrix import BODIES, Column, MatrixRow

from .matrix_rows import ONE, ROWS

DEPARTMENT, NEIGHBOUR = (Column(Role.PEDLAR, body) for body in BODIES)
AT_A_PLACE = Column(Role.PEDLAR, "own")


@pytest.fixture(autouse=True)
def few_columns(monkeypatch):
    """Those whom bodies concern, with one of the place where the bodies are and one who administers it."""
    administrator = Column(Role.ADMINISTRATOR, "own")
    monkeypatch.setattr(run, "COLUMNS", (Column(), administrator, AT_A_PLACE, DEPARTMENT, NEIGHBOUR))


def faults(matrix, rows=ROWS) -> list[str]:
    return today.faults(rows, None, matrix.world, matrix.clients, run.Snapshot(matrix.world))


def test_each_department_sees_and_changes_its_own(matrix):
    assert faults(matrix) == []


def test_what_is_one_departments_is_refused_to_the_other_and_to_their_place(matrix):
    for row in ROWS[1:]:
        assert [cell.column for cell in today.allowed([row])] == [DEPARTMENT]
        refused = [cell.column for cell in run.cells([row]) if cell.column != DEPARTMENT]
        for column in refused:
            cell = run.Cell(row, column)
            answer = run.answered(cell, matrix.world, matrix.clients[column], run.Snapshot(matrix.world))
            assert answer.status in run.REFUSED
            assert matrix.world.mark["department"] not in answer.text
            assert answer.changed == {}


def test_a_row_of_the_other_department_in_an_answer_is_a_fault(matrix):
    with connection.cursor() as cursor:
        cursor.execute("create policy wrong on offers_offer for select to loa_web using (true)")
    found = faults(matrix, ROWS[:1])
    assert any(f"as {NEIGHBOUR}: saw rows of ['department', 'neighbour']" in fault for fault in found)
    assert any(f"as {AT_A_PLACE}: saw rows of ['department', 'neighbour']" in fault for fault in found)


def test_a_change_of_a_departments_row_that_is_not_declared_is_a_fault(matrix):
    silent = MatrixRow("offers_one", "POST", **ONE, data=ROWS[2].data)
    assert any(f"as {DEPARTMENT}: changed {{" in fault for fault in faults(matrix, [silent]))


def test_a_change_at_the_place_beside_the_record_is_a_fault(matrix, monkeypatch):
    monkeypatch.setattr(run, "RECORD", "another_table")
    assert any("changed ['audit_entry'] of the place" in fault for fault in faults(matrix, [ROWS[2]]))


@pytest.mark.parametrize("room", run.registry().by_room)
def test_nothing_of_before_opens_to_a_role_at_a_body(matrix, room):
    assert faults(matrix, matrix.found.by_room[room]) == []
