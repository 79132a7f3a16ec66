"""What a form does is recorded, and the record calls what it was done to by a name."""

from django.db.models import Max

from loa.audit.models import Entry
from loa.audit.sentences import namers, things
from loa.testing import matrix_run as run
from loa.testing.matrix import COLUMNS


def test_what_each_form_of_the_matrix_records_is_named(matrix):
    """Every form is sent by someone who may: what their act was done to is called by a name, not a number."""
    nameless: set[str] = set()
    for row in matrix.found.rows:
        columns = [column for column in COLUMNS if row.allows(column)]
        if row.method == "GET" or not columns:
            continue
        cell = run.Cell(row, columns[-1])
        client = matrix.clients[cell.column]
        with run.rolled_back(), run.same_browser(client):
            before = Entry.objects.aggregate(last=Max("id"))["last"] or 0
            run.ask(cell, matrix.world, client)
            for entry in Entry.objects.filter(id__gt=before):
                kinds = {kind for kind, _key in things(entry)}
                nameless |= {f"{kind} ({entry.verb})" for kind in kinds - set(namers())}
    assert nameless == set(), "say in NAMES of the room's audit_words.py what each is called"
