"""What a taken web could write by SQL: refused by PostgreSQL, or by the signer, or said in SECURITY.md.

Of each table the honest row, written the same way, is accepted and signed, so that a refusal says something.
"""

from pathlib import Path

import pytest

from loa.signer.tests.forging import house as houses
from loa.signer.tests.forging import trying
from loa.signer.tests.forging.cases import PASSES, SIGNED, Denied
from loa.signer.tests.forging.every import DEEDS, STATEMENTS, TABLES
from loa.signer.tests.forging.kept import ADDED, OF_THE_ROOT

SECURITY = Path(__file__).parents[6] / "SECURITY.md"
HEADING = "## What rows that web forges can still do\n"
CASES = [case for table in TABLES for case in table.cases]


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory, as_role):
    """Built once, in a transaction that never ends well; each case is undone."""
    with django_db_blocker.unblock(), houses.undone():
        yield houses.build(tmp_path_factory.mktemp("forged"), as_role)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_honest_twin_is_signed(house, table):
    assert trying.outcome(house, table) == SIGNED


@pytest.mark.parametrize(
    ("table", "case"), [(table, case) for table in TABLES for case in table.cases], ids=lambda each: each.name
)
def test_a_forged_row(house, table, case):
    found = trying.outcome(house, table, case)
    assert trying.same(case.outcome, found), found


@pytest.mark.parametrize("each", STATEMENTS, ids=lambda each: each.name)
def test_a_forged_statement(house, each):
    assert not isinstance(trying.run(house, each, each.twin, each.twin_by or each.by), Denied)
    found = trying.run(house, each, each.sql, each.by)
    assert trying.same(each.outcome, found), found


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_rows_forged_one_after_another(house, deed):
    assert trying.done(house, deed.twin) == PASSES
    found = trying.done(house, deed.do)
    assert trying.same(deed.outcome, found), found


def test_decisions_are_kept_from_their_owner_too(house):
    """Without a trigger the grants alone would stand between a decision and whoever gets another role."""
    kept = "select array_agg(distinct tgrelid::regclass::text) from pg_trigger where tgfoid = %s::regproc"
    assert set(trying.sql(kept, "loa_only_added")) == set(ADDED) | OF_THE_ROOT


def test_what_passes_stands_in_security_md_and_nothing_else_does():
    """A case that comes to be refused leaves the list."""
    passing = {each.name for each in (*CASES, *STATEMENTS, *DEEDS) if each.outcome == PASSES}
    section = SECURITY.read_text().split(HEADING)[1].split("\n## ")[0]
    told = [row.split("|")[1].strip() for row in section.splitlines() if row.startswith("| ")]
    assert told[0] == "row"
    assert sorted(told[1:]) == sorted(passing)
