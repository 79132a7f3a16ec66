"""A table of bodies meets the same probes as every other table (see loa.kernel.tests.test_guard)."""

import pytest
from django.db import connection

from loa.kernel import guard
from loa.kernel.guard.policies import statements
from loa.testing import probes
from loa.testing.matrix_run import rolled_back

pytestmark = pytest.mark.django_db
OFFERS = guard.body("scratch_offer", web="siud", worker="su", signer="s", update_only={"worker": ("said",)})
WRONG = {
    "for everyone": "true",
    "as the rows of a unit": "body_id = any((select loa_scope_read())::int[])",
    "as the rows of a unit too": "body_id = any((select loa_scope_read() || loa_scope_bodies())::int[])",
}


def ask(*said: str) -> None:
    with connection.cursor() as cursor:
        for each in said:
            cursor.execute(each)


@pytest.fixture
def offers() -> None:
    """A guarded table with a row of each of two bodies."""
    ask(
        "create table scratch_offer (id int generated always as identity, body_id int not null, said text)",
        *statements(OFFERS),
        "set local role none",
    )
    probes.plant(OFFERS, {})
    ask("set local role loa_owner")


def test_a_table_of_bodies_as_declared_has_no_fault(offers):
    assert list(probes.faults(OFFERS)) == []


@pytest.mark.parametrize("verb", ["select", "insert", "update", "delete"])
def test_dropping_one_of_its_policies_is_noticed(offers, verb):
    with rolled_back():
        ask(f'drop policy "loa_{verb}" on scratch_offer')
        assert list(probes.faults(OFFERS))


def test_row_security_switched_off_is_noticed(offers):
    with rolled_back():
        ask("alter table scratch_offer disable row level security")
        assert list(probes.faults(OFFERS))


@pytest.mark.parametrize("condition", WRONG.values(), ids=WRONG)
def test_rows_that_others_see_are_noticed(offers, condition):
    with rolled_back():
        ask(f"create policy wrong on scratch_offer for select using ({condition})")
        assert list(probes.faults(OFFERS))
