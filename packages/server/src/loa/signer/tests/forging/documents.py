"""Items, day plans and bodies compiled by hand: web may write any bytes under any hash."""

from datetime import timedelta

import msgspec
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, DayRef, Item, Priority, Right
from psycopg.types.json import Jsonb

from loa.dispatch.documents import Documents
from loa.dispatch.models import DayPlan as DayRow
from loa.dispatch.models import Plan, PlanBody, PlannedItem
from loa.dispatch.rules import joined
from loa.keys.models import SignedKind
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import PASSES, Case, Deed, Denied, Table
from loa.signer.tests.forging.trying import asked_for
from loa.testing import bulletins

MINUTE = 60_000
NONE = "0" * 8 + "-0000-4000-8000-" + "0" * 12


def item(house, who, change=None, **columns):
    """The approved item of tomorrow, called otherwise, which no device minds."""
    was = PlannedItem.objects.filter(slot=house.facts["slot"]).latest("id")
    found = msgspec.structs.replace(decode(bytes(was.bytes), Item), info={"title": "Tin của xã"})
    data = encode(change(found) if change else found)
    return {
        "sha256": sha256_hex(data),
        "unit_id": was.unit_id,
        "date": was.date,
        "item": was.item,
        "slot": was.slot,
        "priority": was.priority,
        "title": was.title,
        "starts_at": was.starts_at,
        "latest_start_at": was.latest_start_at,
        "ends_at": was.ends_at,
        "expires_at": was.expires_at,
        "sounds": Jsonb(was.sounds),
        "bytes": data,
    } | columns


def planned(house, row):
    """The item alone in tomorrow's day plan."""
    made = PlannedItem.objects.latest("id")
    day = frame_of(house)
    return in_a_body(house, lay_day(house, day, [(made.id, bytes(row["bytes"]))]))


def frame_of(house, days=0):
    """The frame of tomorrow's day plan (or so many days later), as it was compiled."""
    parts = Documents()
    parts.read([Plan.objects.get(plan_id="14797.0").body_id])
    wanted = bulletins.tomorrow_at(5).date() + timedelta(days=days)
    frames = (bytes(each.frame) for each in parts.days.values())
    return next(each for each in frames if decode(each, DayPlan).date == wanted)


def lay_day(house, frame, items, name=None):
    """A day plan's row; gives its name and the frame."""
    name = name or sha256_hex(joined(frame, [data for _id, data in items]))
    with house.web(house.anh):
        DayRow.objects.create(
            sha256=name,
            unit=house.places.own,
            date=bulletins.tomorrow_at(5).date(),
            frame=frame,
            items=[number for number, _data in items],
        )
    return name


def in_a_body(house, name, days=0, data=None, plan_id="14797.0", unit=None):
    """The plan asked for with a body of that one day."""
    date = bulletins.tomorrow_at(5).date() + timedelta(days=days)
    data = data or encode(Body(v=1, days=(DayRef(date=date, sha256=name),)))
    with house.web(house.anh):
        PlanBody.objects.create(sha256=sha256_hex(data), unit=house.places.own, bytes=data)
    unit = unit or house.places.own
    return asked_for(house, SignedKind.PLAN, plan_id, unit.id, wanted=sha256_hex(data))


def changed(**fields):
    """An item with other fields."""
    return {"change": lambda house: lambda found: msgspec.structs.replace(found, **fields)}


def moved(**by):
    """An item with other moments."""
    return {
        "change": lambda house: (
            lambda found: msgspec.structs.replace(
                found, **{name: getattr(found, name) + ms for name, ms in by.items()}
            )
        )
    }


def sounding(fields, **frame):
    """An item whose only sound has other fields; `fields` of a house."""

    def change(house):
        def of(found):
            (sound,) = found.media
            carries = msgspec.structs.replace(
                found.carries, media=(msgspec.structs.replace(sound, **fields(house)),)
            )
            return msgspec.structs.replace(found, carries=carries, **frame)

        return of

    return {"change": change}


def right(source, name):
    return sounding(lambda house: {"right": Right(source, name(house))})


def frame(house, who, change=None, data=None, name=None, **columns):
    """Tomorrow without items."""
    made = data or encode(msgspec.structs.replace(decode(frame_of(house), DayPlan), **change or {}))
    return {
        "sha256": name or sha256_hex(made),
        "unit_id": house.places.own.id,
        "date": bulletins.tomorrow_at(5).date(),
        "frame": made,
        "items": [],
    } | columns


def louder(house):
    rules = decode(frame_of(house), DayPlan).rules
    return {"rules": msgspec.structs.replace(rules, volume=100)}


def other_day(house):
    return {"date": bulletins.tomorrow_at(5).date() + timedelta(days=1), "info": {"title": "Ngày khác"}}


def approved(house):
    return str(house.approved.id)


ITEMS = Table(
    "dispatch_planneditem",
    "anh",
    item,
    planned,
    (
        Case(
            "planned item with its class raised",
            Code.OTHER_CLASS,
            changes=changed(priority=Priority.PRIORITY),
        ),
        Case("planned item of an emergency", Code.ENVELOPE, changes=changed(priority=Priority.EMERGENCY)),
        Case("planned item under another source's tag", Code.OTHER_SOURCE, changes=right("share", approved)),
        Case("planned item under a tag there is none of", Code.OTHER_SOURCE, changes=right("song", approved)),
        Case(
            "planned item by another source's right id",
            Code.NOT_APPROVED,
            changes=right("bulletin", lambda h: "programme-7"),
        ),
        Case(
            "planned item by another bulletin's right",
            Code.OTHER_SOUND,
            changes=right("bulletin", lambda h: str(h.beside_it.id)),
        ),
        Case(
            "planned item by a right there is none of",
            Code.NOT_APPROVED,
            changes=right("bulletin", lambda h: NONE),
        ),
        Case(
            "planned item with the sound swapped",
            Code.OTHER_SOUND,
            changes=sounding(lambda h: {"sha256": h.other_sound.sha256}),
        ),
        Case(
            "planned item with a longer sound",
            Code.OTHER_SOUND,
            changes=sounding(lambda h: {"duration_ms": 60_000}, length_ms=60_000),
        ),
        Case(
            "planned item with another size of its file",
            Code.OTHER_SOUND,
            changes=sounding(lambda h: {"bytes": 1}),
        ),
        Case("planned item at another minute", Code.NOT_MOVED, changes=moved(start_ms=MINUTE)),
        Case(
            "planned item that may begin an hour later",
            Code.NOT_MOVED,
            changes=moved(latest_start_ms=60 * MINUTE),
        ),
        Case(
            "planned item on the day after",
            Code.RULES,
            changes=moved(start_ms=1440 * MINUTE, latest_start_ms=1440 * MINUTE, expires_ms=1440 * MINUTE),
        ),
        Case(
            "planned item in the night",
            Code.RULES,
            changes=moved(start_ms=300 * MINUTE, latest_start_ms=300 * MINUTE),
        ),
        Case("planned item whose bytes are no item", Code.ALTERED, changes={"bytes": b"{}"}),
    ),
)
DAYS = Table(
    "dispatch_dayplan",
    "anh",
    frame,
    lambda house, row: in_a_body(house, row["sha256"]),
    (
        Case("day plan with wider rules", Code.RULES, changes={"change": louder}),
        Case("day plan of another commune", Code.OTHER_PLACE, changes={"change": {"unit": "16078"}}),
        Case("day plan of another day", Code.OTHER_PLACE, changes={"change": other_day}),
        Case("day plan whose bytes are not its hash's", Code.ALTERED, changes={"name": "0" * 64}),
        Case("day plan in another form", Code.ALTERED, changes={"data": lambda h: frame_of(h) + b" "}),
        Case("day plan that is none", Code.ALTERED, changes={"data": b"{}"}),
        Case(
            "day plan in a name that stands",
            Denied("23505"),
            changes={"name": lambda h: DayRow.objects.filter(unit=h.places.own).latest("made_at").sha256},
        ),
    ),
    key="sha256",
)


def bare_day(house, **changes):
    """A body of tomorrow without items."""
    return in_a_body(house, lay_day(house, frame_of(house), []), **changes)


def body(name, outcome, do):
    return Deed(name, do, outcome, bare_day)


DEEDS = (
    body("approved item left out of its plan", PASSES, bare_day),
    body("body that names a day plan there is none of", Code.MISSING, lambda h: in_a_body(h, "0" * 64)),
    body("body that names a day plan under another date", Code.OTHER_PLACE, lambda h: bare_day(h, days=1)),
    body("body that is none", Code.ALTERED, lambda h: bare_day(h, data=b"{}")),
    body(
        "body of this commune for another commune's plan",
        Code.OTHER_PLACE,
        lambda h: bare_day(h, plan_id="16078.0", unit=h.places.other),
    ),
    body("plan there is none of", Code.MISSING, lambda h: bare_day(h, plan_id="14797.77")),
)
TABLES = (ITEMS, DAYS)
