"""What a taken bridge cannot write or read by SQL (SECURITY.md says what it can)."""

import pytest
from django.db import DatabaseError, connection, transaction

from loa.kernel.guard.collect import declared

pytestmark = pytest.mark.django_db
WRITES = {
    "dispatch_attempt": "su",
    "dispatch_givenact": "si",
    "dispatch_tosend": "su",
    "fleet_connectcount": "siu",
    "fleet_health": "siu",
    "fleet_turn": "u",
    "keys_tosign": "si",
    "playlog_batch": "si",
    "playlog_chain": "siu",
    "playlog_gap": "siu",
    "playlog_playrecord": "si",
}
"""All that it writes: what devices say, and requests to the signer."""


def test_it_writes_nothing_else():
    letters = {name: table.grants.get("bridge", "") for name, table in declared().items()}
    assert {name: may for name, may in letters.items() if set(may) & set("iud")} == WRITES


@pytest.mark.parametrize(
    "sql",
    [
        "insert into audit_entry (unit_id, at, person_id, process, verb, subject, detail)"
        " values (%(unit)s, now(), %(person)s, '', 'newsroom.approved', 'newsroom.bulletin:1', '{}')",
        "select verb from audit_entry",
        "update playlog_playrecord set kind = 'completed'",
        "delete from playlog_playrecord",
        "update playlog_batch set sha256 = ''",
        "delete from playlog_chain",
        "insert into newsroom_decision (unit_id, kind, bulletin_id, revision_id, person_id, reason)"
        " values (%(unit)s, 'returned', 1, 1, %(person)s, '')",
        "select name from people_person",
        "select username from people_account",
        "select session_key from django_session",
    ],
)
def test_it_is_refused(sql, as_role, places, editor):
    with (
        as_role("bridge", editor),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, {"unit": places.own.id, "person": editor.person_id})
