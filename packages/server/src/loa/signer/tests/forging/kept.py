"""Rows that nobody changes or takes away, and tables in which web writes nothing at all."""

from datetime import UTC, datetime

from psycopg.types.json import Jsonb

from loa.fleet.models import Device, Posting
from loa.kernel import clock
from loa.newsroom import actions as newsroom
from loa.signer.refusing import Code
from loa.signer.tests.forging import approvals, boxes, documents
from loa.signer.tests.forging.cases import (
    IGNORED,
    NO_GRANT,
    PASSES,
    SIGNED,
    STAMPED,
    Case,
    Deed,
    Denied,
    Statement,
    Table,
    fenced,
)
from loa.signer.tests.forging.trying import insert, sql

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ADDED = {
    "airtime_broadcastrule": "made_by_id",
    "airtime_move": "at",
    "airtime_ruledecision": "at",
    "dispatch_act": "target_id",
    "fleet_claim": "head",
    "keys_assignment": "places",
    "keys_clockword": "at",
    "keys_restorationseen": "at",
    "keys_revocation": "at",
    "keys_revocationagreement": "at",
    "newsroom_approval": "form",
    "newsroom_decision": "person_id",
    "newsroom_copy": "person_id",
    "newsroom_edit": "person_id",
}
"""Decisions, with a column that somebody might wish to change."""

OF_THE_ROOT = {"keys_root", "keys_loweredfloor"}
"""Only ever added too; web writes into neither, and the second it may not even read."""

ALSO_ADDED = {
    "audit_entry": "person_id",
    "dispatch_planbody": "bytes",
    "dispatch_dayplan": "frame",
    "dispatch_planneditem": "bytes",
    "keys_tosign": "state",
    "places_succession": "new_id",
}
NOT_WEBS = {
    "keys_root": "sequence",
    "keys_delegation": "sha256",
    "keys_trustbundle": "sequence",
    "keys_signedhead": "id",
    "keys_address": "head_id",
    "keys_clockdoubt": "id",
    "keys_restoration": "restored_at",
    "dispatch_verdict": "id",
    "dispatch_tosend": "id",
    "dispatch_givenact": "sha256",
    "fleet_earlierclaim": "device_id",
    "fleet_posting": "id",
    "fleet_health": "device_id",
    "audit_link": "entry_id",
    "playlog_batch": "sha256",
    "playlog_playrecord": "number",
    "playlog_chain": "device_id",
    "playlog_gap": "id",
    "playlog_daytotal": "day",
}
"""What the signer, the bridge, the worker and the owner write, each with a column of its key."""
NO_TWIN = {"dispatch_tosend"}
"""Web does not even read it."""


def _kept(table, column):
    reads = f"select count(*) from {table}"
    return (
        Statement(f"{table}: {column} changed", f"update {table} set {column} = {column}", NO_GRANT, reads),
        Statement(f"{table}: rows taken away", f"delete from {table}", NO_GRANT, reads),
        Statement(f"{table}: emptied", f"truncate {table} cascade", NO_GRANT, reads),
    )


def _closed(table, column):
    reads = f"select count(*) from {table}" if table not in NO_TWIN else "select 1"
    written = (
        f"insert into {table} select * from {table}"
        if table not in NO_TWIN
        else f"insert into {table} default values"
    )
    return (
        Statement(f"{table}: a row written", written, NO_GRANT, reads),
        Statement(f"{table}: rows changed", f"update {table} set {column} = {column}", NO_GRANT, reads),
        Statement(f"{table}: rows gone", f"delete from {table}", NO_GRANT, reads),
    )


BOX = "update fleet_device set {} where id = %(box)s"
BOX_TWIN = BOX.format("name = name")
WAITING = "update fleet_device set {} where id = %(empty)s"
NEW_BOX = (
    "insert into fleet_device"
    " (id, kind, unit_id, name, plan_id, places, volume, ceiling, disabled_why, state, public_key)"
    " values (gen_random_uuid(), 'speaker', %(own)s, 'Ma', '14797.0', '{{}}', 100, 'completed', '', {})"
)
NEW_BOX_TWIN = NEW_BOX.format("'new', null")
AS_CLAIMED = fenced("the key of its newest claim")
UNBOXED = fenced("begins without a box")
PLAN = "update dispatch_plan set {} where plan_id = '14797.0'"
PLAN_TWIN = PLAN.format("compiled_at = now()")
UNIT = "update places_unit set {} where id = %(own)s"
UNIT_TWIN = UNIT.format("search = search")
CODE = "update fleet_claimcode set {} where device_id = %(box)s"
CODE_TWIN = CODE.format("tries = tries + 1")
SOUND = "update media_sound set {} where id = %(sound)s"
SOUND_TWIN = SOUND.format("name = 'Tiếng'")
MOVED = (
    ("box moved to another unit", BOX.format("unit_id = %(other)s"), NO_GRANT, BOX_TWIN),
    ("box made of another kind", BOX.format("kind = 'board'"), NO_GRANT, BOX_TWIN),
    ("box with other places in its row", BOX.format("places = '{38,16078}'"), NO_GRANT, BOX_TWIN),
    ("box with a higher rung in its row", BOX.format("ceiling = 'heard'"), NO_GRANT, BOX_TWIN),
    ("box re-keyed by SQL", BOX.format("public_key = decode(repeat('ab', 32), 'hex')"), AS_CLAIMED, BOX_TWIN),
    (
        "box made of a row that none has claimed",
        WAITING.format("state = 'active', public_key = decode(repeat('ab', 32), 'hex')"),
        AS_CLAIMED,
        WAITING.format("name = name"),
    ),
    (
        "box written with its key",
        NEW_BOX.format("'active', decode(repeat('ab', 32), 'hex')"),
        UNBOXED,
        NEW_BOX_TWIN,
    ),
    (
        "box written with its key, shut out",
        NEW_BOX.format("'disabled', decode(repeat('ab', 32), 'hex')"),
        UNBOXED,
        NEW_BOX_TWIN,
    ),
    ("plan moved to another unit", PLAN.format("unit_id = %(other)s"), NO_GRANT, PLAN_TWIN),
    ("plan moved to a hamlet", PLAN.format("hamlet_id = 1"), NO_GRANT, PLAN_TWIN),
    ("commune moved under another unit", UNIT.format("parent_id = %(other)s"), NO_GRANT, UNIT_TWIN),
    ("commune made the province", UNIT.format("parent_id = null, kind = 'province'"), NO_GRANT, UNIT_TWIN),
    ("commune under another code", UNIT.format("code = '16078'"), NO_GRANT, UNIT_TWIN),
    ("commune that ended yesterday", UNIT.format("valid_to = current_date - 1"), NO_GRANT, UNIT_TWIN),
    ("unit taken away", "delete from places_unit", NO_GRANT, UNIT_TWIN),
    (
        "code made to last longer",
        CODE.format("expires_at = now() + interval '90 days'"),
        fenced("last longer"),
        CODE_TWIN,
    ),
    ("code used a second time", CODE.format("used_at = null, key = null"), fenced("used once"), CODE_TWIN),
    (
        "code used by another key",
        CODE.format("key = decode(repeat('ab', 32), 'hex')"),
        fenced("used once"),
        CODE_TWIN,
    ),
    ("code whose wrong tries are forgotten", CODE.format("tries = -1"), fenced("not forgotten"), CODE_TWIN),
    ("code with another secret", CODE.format("secret_sha256 = ''"), NO_GRANT, CODE_TWIN),
    ("code of another maker", CODE.format("made_by_id = %(anh)s"), NO_GRANT, CODE_TWIN),
    ("code made earlier", CODE.format("made_at = '2020-01-01'"), NO_GRANT, CODE_TWIN),
    ("code of another device", CODE.format("device_id = %(far)s"), NO_GRANT, CODE_TWIN),
    (
        "ready sound with its hash swapped",
        SOUND.format("sha256 = %(other_sound)s"),
        fenced("a ready sound"),
        SOUND_TWIN,
    ),
    (
        "ready sound with another length",
        SOUND.format("duration_ms = 60000"),
        fenced("a ready sound"),
        SOUND_TWIN,
    ),
    ("ready sound of another unit", SOUND.format("unit_id = %(other)s"), fenced("a ready sound"), SOUND_TWIN),
    ("ready sound that is not ready", SOUND.format("state = 'waiting'"), fenced("a ready sound"), SOUND_TWIN),
)
STATEMENTS = (
    *(each for table, column in (ADDED | ALSO_ADDED).items() for each in _kept(table, column)),
    *(each for table, column in NOT_WEBS.items() for each in _closed(table, column)),
    *(Statement(*each) for each in MOVED),
)


def rekeyed(house):
    """The device's row has another key, and an operator assigns it."""
    sql(
        "update fleet_device set public_key = decode(repeat('ab', 32), 'hex') where id = %s returning 1",
        house.box.id,
    )
    return boxes.assigned_by_it(house, None)


def withdrawn(house):
    with house.as_role("web", house.mai):
        newsroom.withdraw(house.approved.bulletin_id, "Đổi ngày tiêm")


def withdrawn_then_approved(house):
    """What an editor withdrew, approved once more by an approver."""
    withdrawn(house)
    row = approvals.row(house, house.hung, bulletin="approved_bulletin")
    insert(house, house.hung, approvals.APPROVALS, row)
    return SIGNED


def withdrawn_and_planned(house, first=withdrawn):
    """What an editor withdrew, compiled by hand."""
    first(house)
    row = documents.item(house, house.anh)
    insert(house, house.anh, documents.ITEMS, row)
    return documents.planned(house, row)


def planned(house):
    return withdrawn_and_planned(house, lambda _house: None)


def as_it_stands(house):
    return boxes.assigned_by_it(house, None)


def moved_long_ago(house, at=None):
    """The box in another hamlet, as if since long ago: what it had to sound there would be another's."""
    with house.web(house.anh):
        Device.objects.filter(id=house.box.id).update(plan_id="14797.9", moved_at=at or clock.now())
    ended = Posting.objects.filter(device=house.box.id, until__isnull=False).latest("until")
    return IGNORED if at and ended.until > ended.since else SIGNED


def entry(house, who, **columns):
    """A line of the record."""
    return {
        "unit_id": house.places.own.id,
        "at": clock.now(),
        "person_id": who.person_id if who else None,
        "process": "",
        "verb": "dispatch.silence",
        "subject": "dispatch.act:1",
        "detail": Jsonb({}),
    } | columns


RECORD = Table(
    "audit_entry",
    "anh",
    entry,
    lambda house, row: SIGNED,
    (
        Case("record entry by nobody", Denied("23514", "has_an_actor"), None),
        Case("record entry's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        Case("record entry of what nobody did", PASSES, "mai"),
    ),
)
TABLES = (RECORD,)
DEEDS = (
    Deed("box re-keyed in its row", rekeyed, Code.NOT_CLAIMED, as_it_stands),
    Deed(
        "bulletin withdrawn, then approved",
        withdrawn_then_approved,
        Denied("23514", "withdrawn is not approved"),
        planned,
    ),
    Deed("bulletin withdrawn, and planned again", withdrawn_and_planned, Code.WITHDRAWN, planned),
    Deed("box moved, as if long ago", lambda h: moved_long_ago(h, LONG_AGO), IGNORED, moved_long_ago),
)
