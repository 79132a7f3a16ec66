"""What a row refers to is of the row's own unit, in every table to which rows are only added: the
declarations (`one_unit`) name each such column, and the database holds them."""

import pytest
from django.db import connection

from loa.kernel.guard.collect import declared
from loa.kernel.guard.one_unit import ONE_UNIT

pytestmark = pytest.mark.django_db
OF_ANY_UNIT = {
    "people_person": "people act at places below their own",
    "people_account": "as their persons do",
    "places_unit": "the unit itself",
    "places_body": "held by a key of two columns where it matters",
}
"""Tables whose rows may be of another unit than the row that names them, and why."""
BY_ITSELF = {
    ("newsroom_approval", "bulletin_id"): "its own trigger locks the bulletin and compares",
    ("newsroom_copy", "source_id"): "what is copied may be of another unit",
    ("dispatch_givenact", "device_id"): "its unit is where the act was decided, which may be above the box",
}
"""Columns that a trigger of the room compares, or that may name a row of another unit."""


def only_added() -> set[str]:
    """Returns the tables into which somebody may insert and of which nobody may change or delete a row."""
    letters = {name: set("".join(table.grants.values())) for name, table in declared().items()}
    return {name for name, may in letters.items() if "i" in may and not may & set("ud")}


def references() -> list[tuple[str, str, str]]:
    """Returns (table, column, table it names) where both tables have a unit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.relname, c.attname, f.relname from pg_constraint k"
            " join pg_class t on t.oid = k.conrelid and not t.relispartition"
            " join pg_class f on f.oid = k.confrelid"
            " join pg_attribute c on c.attrelid = t.oid and c.attnum = any(k.conkey)"
            " where k.contype = 'f' and t.relnamespace = 'public'::regnamespace"
            " and exists (select from pg_attribute where attrelid = t.oid and attname = 'unit_id')"
            " and exists (select from pg_attribute where attrelid = f.oid and attname = 'unit_id')"
        )
        return cursor.fetchall()


def test_every_row_that_is_only_added_is_of_the_unit_of_what_it_names():
    held = {(name, column) for name, table in declared().items() for column in table.one_unit}
    wanted = {
        (table, column)
        for table, column, named in references()
        if table in only_added() and named not in OF_ANY_UNIT and (table, column) not in BY_ITSELF
    }
    assert len(wanted) > 8
    assert not wanted - held, "say one_unit=(column,) in the room's tables.py"


def test_what_is_declared_is_kept_by_a_trigger():
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger"
            " where tgname = %s and tgenabled = 'O'",
            [ONE_UNIT],
        )
        found = dict(cursor.fetchall())
    assert found.keys() == {name for name, table in declared().items() if table.one_unit}
    for name, said in found.items():
        assert "BEFORE INSERT" in said
        for column in declared()[name].one_unit:
            assert f"'{column}'" in said, f"{name}.{column} has no foreign key"
