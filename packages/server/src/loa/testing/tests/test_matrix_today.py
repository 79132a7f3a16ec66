"""What a run of the matrix leaves out, what it asks stands for; and that is looked at."""

import pytest
from loa_protocol.testing import turns

from loa.kernel.roles import Capability
from loa.testing import matrix_run as run
from loa.testing import matrix_today as today
from loa.testing.matrix import MatrixRow

ROW = [row for row in run.registry().rows if row.key == ("schedule_move", "POST")]


def faults(matrix, rows=ROW, turn=None):
    return today.faults(rows, turn, matrix.world, matrix.clients, run.Snapshot(matrix.world))


def test_a_row_as_declared_has_no_fault(matrix):
    assert ROW
    assert faults(matrix) == []


def test_columns_that_are_refused_otherwise_are_no_class(matrix, monkeypatch):
    """One without the role is refused with 403, one who does not see the place with 404."""
    monkeypatch.setattr(MatrixRow, "standing", lambda row, column: (column.role is None,))
    assert any("refused otherwise than" in fault for fault in faults(matrix))


def test_a_refusal_that_asks_too_much_is_a_fault(matrix, monkeypatch):
    monkeypatch.setattr(run, "MOST_ASKED_BY_A_REFUSAL", 3)
    assert any("questions to the database" in fault for fault in faults(matrix))


def test_a_page_of_faults_that_asks_too_much_is_a_fault(matrix, monkeypatch):
    """A refused request that shows its form again is bounded too, with the frame of the page."""
    rows = [row for row in run.registry().rows if row.key == ("people_new", "POST")]
    assert faults(matrix, rows) == []
    monkeypatch.setattr(run, "MOST_ASKED_BY_A_PAGE_OF_FAULTS", 3)
    found = faults(matrix, rows)
    assert found
    assert all("questions to the database" in fault for fault in found)


def test_a_row_that_promises_what_is_refused_is_a_fault(matrix):
    wrong = [
        MatrixRow(
            "schedule_move",
            "POST",
            target="own",
            can=Capability.KEEP_PEOPLE,
            path=ROW[0].path,
            data=ROW[0].data,
        )
    ]
    assert any("answered 40" in fault for fault in faults(matrix, wrong))


@pytest.mark.parametrize("turn", range(turns.TURNS))
def test_in_each_turn_every_class_is_asked_at_least_once(turn):
    rows = run.registry().rows
    asked = set(map(str, today.asked(rows, turn)))
    assert all(str(alike.first) in asked for alike in today.refused(rows))
    whole = set(map(str, today.asked(rows, None)))
    assert len(asked) < len(whole)
