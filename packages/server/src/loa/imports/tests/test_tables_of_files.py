"""Which tables the worker writes of a file alone is declared in each room's `tables.py`, and holds in the
database."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from loa.imports import declared as imports
from loa.kernel import guard
from loa.kernel.guard import apply
from loa.kernel.guard.collect import declared
from loa.kernel.guard.policies import OF_A_FILE

pytestmark = pytest.mark.django_db
WRITTEN_WITHOUT_A_FILE = {
    "audit_entry": "inserts what it does into the record, which nobody changes",
    "audit_link": "chains the record",
    "dispatch_planbody": "compiles plans; the signer proves each before it signs",
    "dispatch_dayplan": "compiles plans",
    "dispatch_plan": "compiles plans",
    "dispatch_planday": "compiles plans",
    "dispatch_planneditem": "compiles plans",
    "dispatch_recompilation": "marks what it compiled",
    "django_session": "deletes sessions that ended",
    "exports_part": "writes the files that people requested, each for its person alone",
    "exports_requestedfile": "moves a requested file on, by a trigger of its own (exports.0002)",
    "imports_row": "stores what a row of a file would do",
    "imports_upload": "moves a file on, by a trigger of its own (imports.0002)",
    "keys_tosign": "asks for a signature; the signer proves each",
    "media_sound": "decodes sounds; what is approved is named by its hash",
    "media_upload": "deletes uploads that it decoded",
    "playlog_communefigures": "counts what boxes reported",
    "playlog_daytotal": "counts what boxes reported",
    "playlog_silentsound": "counts what boxes reported",
    "playlog_soundtotal": "counts what boxes reported",
    "procrastinate_events": "the queue of its jobs",
    "procrastinate_jobs": "the queue of its jobs",
    "procrastinate_periodic_defers": "the queue of its jobs",
    "procrastinate_workers": "the queue of its jobs",
}
"""The tables that the worker writes by itself, and for what."""
NO_FILE = "the worker writes this only of a file that is being written"


def triggers() -> dict[str, str]:
    """Returns, by table, how the trigger of a file is defined in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger"
            " where tgname = %s and tgenabled = 'O'",
            [OF_A_FILE],
        )
        return dict(cursor.fetchall())


def test_every_table_that_the_worker_writes_is_of_a_file_or_has_a_reason():
    written = {name for name, table in declared().items() if set(table.grants.get("worker", "")) & set("iud")}
    of_files = {name for name, table in declared().items() if table.of_a_file}
    left = written - of_files - WRITTEN_WITHOUT_A_FILE.keys()
    assert not left, "say of_a_file=guard.OfAFile((kind,)) in the room's tables.py, or the reason here"
    assert written & of_files == of_files
    assert WRITTEN_WITHOUT_A_FILE.keys() == written - of_files


def test_every_table_of_a_file_has_its_trigger_and_no_other_table_has():
    found = triggers()
    assert found.keys() == {name for name, table in declared().items() if table.of_a_file}
    for name, text in found.items():
        of = declared()[name].of_a_file
        assert of is not None
        assert "BEFORE INSERT OR UPDATE" in text
        assert "WHEN ((CURRENT_USER = 'loa_worker'::name))" in text
        function, arguments = re.search(r"EXECUTE FUNCTION (\w+)\((.*)\)$", text).groups()
        assert function == ("imports_of_the_province" if of.of_the_province else "imports_of_a_file")
        here = ", 'here'" if of.for_its_unit else ""
        assert arguments == f"'{'|'.join(of.kinds)}'{here}"


def test_the_declarations_name_the_imports_that_there_are():
    of_files = [table.of_a_file for table in declared().values() if table.of_a_file]
    named = {kind for of in of_files for kind in of.kinds}
    assert named == set(imports.imports()), "an import writes a table, which names it"
    at_the_province = {kind for of in of_files if of.of_the_province for kind in of.kinds}
    assert at_the_province == {kind for kind, each in imports.imports().items() if each.at_province}
    for_its_unit = {kind for of in of_files if of.for_its_unit for kind in of.kinds}
    assert for_its_unit == {kind for kind, each in imports.imports().items() if each.at_unit}


@pytest.fixture
def brought_in():
    """A table that people bring in, as a room would declare one."""
    with connection.cursor() as cursor:
        cursor.execute("create table scratch_meter (id serial primary key, unit_id int not null)")
    return guard.unit(
        "scratch_meter", web="siu", worker="siu", of_a_file=guard.OfAFile(("people",), for_its_unit=True)
    )


def worker_adds(unit_id: int) -> str:
    """Returns why the worker may not add a row, or nothing."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("insert into scratch_meter (unit_id) values (%s)", [unit_id])
    except DatabaseError as refused:
        return str(refused).splitlines()[0]
    return ""


def apply_with(*tables) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # an altered table has no checks that wait
        apply.apply(cursor, [*declared().values(), *tables])


def test_a_new_table_of_a_file_is_closed_to_the_worker_by_its_declaration(
    brought_in, as_role, places, operator
):
    apply_with(brought_in)
    with as_role("worker", operator):
        assert worker_adds(places.own.id) == NO_FILE
    apply_with()
    assert "scratch_meter" not in triggers()
    with as_role("worker", operator):
        assert worker_adds(places.own.id).startswith("permission denied")


def test_without_the_function_of_the_trigger_the_worker_writes_nothing(brought_in, as_role, places, operator):
    """As after a migration of the lower rooms alone."""
    with connection.cursor() as cursor:
        cursor.execute("drop function imports_of_a_file() cascade")
    apply_with(brought_in)
    with as_role("worker", operator):
        assert worker_adds(places.own.id).startswith("permission denied")


def test_no_import_deletes_rows():
    with pytest.raises(ValueError, match="no import deletes rows"):
        guard.unit("scratch_meter", worker="sid", of_a_file=guard.OfAFile(("people",)))
