"""Starts: where somebody put a slot, and slots that stand where nobody put them."""

from datetime import UTC, datetime, time, timedelta

from psycopg.types.json import Jsonb

from loa.airtime.models import Slot
from loa.kernel import clock
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import (
    IN_ANOTHERS_NAME,
    IN_NOBODYS_NAME,
    NO_SUCH_PERSON,
    OF_ANOTHER_UNIT,
    PASSES,
    STAMPED,
    Case,
    Denied,
    Statement,
    Table,
    person,
    unit,
)
from loa.signer.tests.forging.trying import plan_signed

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def move(house, who, **columns):
    """The commune's operator moves the approved slot to 17:45."""
    slot = Slot.objects.get(items__approval_id=house.approved.id)
    return {
        "unit_id": slot.unit_id,
        "slot_id": slot.id,
        "person_id": who.person_id if who else None,
        "role": "operator",
        "approvals": Jsonb([f"bulletin:{house.approved.id}"]),
        "before": Jsonb(None),
        "first": slot.first,
        "last": slot.last,
        "days": Jsonb(slot.days),
        "time": time(17, 45),
        "hamlets": Jsonb([]),
        "latest_start_s": slot.latest_start_s,
    } | columns


def stands_there(house, row):
    """The slot's row says the same as the move, and the commune is compiled."""
    with house.web(house.anh):
        Slot.objects.filter(id=row["slot_id"]).update(
            time=row["time"],
            first=row["first"],
            last=row["last"],
            days=row["days"].obj,
            latest_start_s=row["latest_start_s"],
            hamlets=row["hamlets"].obj,
            expires_at=clock.now() + timedelta(days=7),
        )
    return plan_signed(house)


def stands_at_quarter_to(house, row):
    """As above, whatever the move says: at 17:45 on the slot's own days."""
    slot = Slot.objects.get(id=row["slot_id"])
    said = move(house, house.son, days=Jsonb(slot.days), first=slot.first, last=slot.last)
    return stands_there(house, said)


def later(house):
    return Slot.objects.get(items__approval_id=house.approved.id).last + timedelta(days=2)


ELSEWHERE = (
    Case("move to another time than where the slot stands", Code.NOT_MOVED, changes={"time": time(17, 50)}),
    Case("move on other days than the slot's", Code.NOT_MOVED, changes={"days": Jsonb([])}),
    Case("move to later dates than the slot's", Code.NOT_MOVED, changes={"first": later, "last": later}),
    Case(
        "move of another right",
        Code.NOT_MOVED,
        changes={"approvals": lambda h: Jsonb([f"bulletin:{h.beside_it.id}"])},
    ),
    Case(
        "move of the right under another source's tag",
        Code.NOT_MOVED,
        changes={"approvals": lambda h: Jsonb([f"share:{h.approved.id}"])},
    ),
    Case("move of no right", Code.NOT_MOVED, changes={"approvals": Jsonb([])}),
    Case("move with a shorter latest start than the slot's", Code.NOT_MOVED, changes={"latest_start_s": 60}),
    Case("move in hamlets that the plan is not of", Code.OTHER_PLACE, changes={"hamlets": Jsonb([1])}),
)
MOVES = Table(
    "airtime_move",
    "son",
    move,
    stands_there,
    (
        Case("move by nobody", IN_NOBODYS_NAME, None),
        Case("move by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case("move in another person's name", IN_ANOTHERS_NAME, "mai", {"person_id": person("son")}),
        Case("move by an editor", Code.NOT_ENTITLED, "mai"),
        Case("move by an approver", Code.NOT_ENTITLED, "hung"),
        Case("move by an administrator", Code.NOT_ENTITLED, "hoa"),
        Case("move by an auditor", Code.NOT_ENTITLED, "soi"),
        Case("move by an operator of another commune", Code.NOT_ENTITLED, "la"),
        Case("move by an operator until yesterday", Code.NOT_ENTITLED, "thoi"),
        Case("move in another role", Code.NOT_ENTITLED, changes={"role": "editor"}),
        Case("move of another unit's item", OF_ANOTHER_UNIT, "la", {"unit_id": unit("other")}),
        Case("move into hours that the rule does not give", Code.RULES, changes={"time": time(12)}),
        Case("move into the night", Code.RULES, changes={"time": time(23, 30)}),
        Case(
            "move to days that were not approved",
            Code.OTHER_TIME,
            changes={"first": later, "last": later, "days": Jsonb([1, 2, 3, 4, 5, 6, 7])},
        ),
        Case(
            "move that ends before it begins",
            Denied("23514", "move_dates_in_order"),
            changes={"last": LONG_AGO.date()},
        ),
        Case(
            "move of a slot there is none of",
            OF_ANOTHER_UNIT,
            changes={"slot_id": "00000000-0000-4000-8000-000000000000"},
        ),
        Case("move's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        Case("move in an operator's name", PASSES, changes={"time": time(17, 55)}),
    ),
)
SLOT = "update airtime_slot set {} where id = %(slot)s"
ITEM = "update airtime_slotitem set {} where slot_id = %(slot)s"


MINE = ", was as (delete from airtime_slotitem where slot_id = %(slot)s returning *)"
KEPT = "position, bulletin_id, approval_id, media_sha256, duration_ms, size, title, slot_id"
OTHERS = f" insert into airtime_slotitem (unit_id, {KEPT}) select %(other)s, {KEPT} from was"


def slot(name, what, code):
    return Statement(name, SLOT.format(what), code, SLOT.format("changed_at = now()"), became=plan_signed)


def slotted(name, what, code):
    """An item of a slot: taken out and put in otherwise, since rows of items are not changed."""
    columns = f"unit_id, {KEPT}"
    cte = f"with was as (delete from airtime_slotitem where slot_id = %(slot)s returning {columns})"
    insert = f"{cte} insert into airtime_slotitem ({columns}) select {{}} from was"
    return Statement(
        name,
        insert.format(", ".join(what.get(each, each) for each in columns.split(", "))),
        code,
        insert.format(columns),
        became=plan_signed,
    )


STATEMENTS = (
    slot("slot taken out of the schedule by nobody", "state = 'withdrawn'", PASSES),
    slot("slot put to another time", "time = '17:45'", Code.NOT_MOVED),
    slot("slot put into the night", "time = '23:30'", Code.RULES),
    slot("slot that may begin later", "latest_start_s = 3600", Code.NOT_MOVED),
    slot(
        "slot on more days",
        "last = last + 2, days = '[1, 2, 3, 4, 5, 6, 7]', expires_at = expires_at + interval '3 days'",
        Code.OTHER_TIME,
    ),
    slot("slot with its class raised", "priority = 'priority'", Code.OTHER_CLASS),
    Statement(
        "slot of another unit with its item",
        "with taken as (update airtime_slot set unit_id = %(other)s where id = %(slot)s)" + MINE + OTHERS,
        OF_ANOTHER_UNIT,
        SLOT.format("changed_at = now()"),
        became=lambda house: plan_signed(house, house.places.other),
    ),
    slotted("item with the sound swapped", {"media_sha256": "%(other_sound)s"}, Code.OTHER_SOUND),
    slotted("item with another length", {"duration_ms": "60000"}, Code.OTHER_SOUND),
    slotted("item by another bulletin's right", {"approval_id": "%(beside_it)s"}, Code.OTHER_SOUND),
    slotted("item by a right there is none of", {"approval_id": "gen_random_uuid()"}, OF_ANOTHER_UNIT),
    slotted("item with another title", {"title": "'Tin khác'"}, PASSES),
)
TABLES = (MOVES, Table("airtime_move", "son", move, stands_at_quarter_to, ELSEWHERE))
