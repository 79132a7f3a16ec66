"""The matrix's rows of the home page and the schedule: the slots are those of the bulletins' rows."""

from datetime import timedelta

from loa.airtime.models import BroadcastRule, Slot
from loa.kernel import clock
from loa.kernel.roles import Capability, Role
from loa.keys.models import SignedKind, ToSign
from loa.keys.refusals import Code
from loa.newsroom.models import Approval
from loa.testing.bulletins import tomorrow_at
from loa.testing.matrix import PLACES, Column, MatrixRow, World


def plant(world: World) -> None:
    """At each place the plan is not signed, because its slot stands where nobody moved it."""
    for place in PLACES:
        unit = world.unit[place]
        standing = Slot.objects.get(items__bulletin=world.bulletin_standing[place])
        ToSign.objects.create(
            kind=SignedKind.PLAN,
            unit=unit,
            subject=f"{unit.code}.0",
            wanted="0" * 64,
            state=ToSign.State.REFUSED,
            code=Code.NOT_MOVED,
            why=f"{standing.pk}@{standing.first}: approved for another time, and nobody moved it",
            decided_at=clock.now(),
        )
    BroadcastRule.objects.create(
        unit=world.unit["own"],
        valid_from=clock.today() + timedelta(days=30),
        hours=[[[0, 1440]]] * 7,
        quiet=[],
        days=[1],
        minutes_per_session=200,
        volume=100,
        source="Quyết định 10/QĐ-UBND",
    )


def own(world: World) -> dict[str, object]:
    return {"noi": world.unit["own"].pk}


def week(world: World) -> dict[str, object]:
    """The week in which its bulletin sounds: on a Sunday that is the next one."""
    return {**own(world), "ngay": tomorrow_at(17).date().isoformat()}


def slot(world: World) -> dict[str, object]:
    return {"slot_id": Slot.objects.get(items__bulletin=world.bulletin_standing["own"]).pk}


def moved(world: World) -> dict[str, object]:
    day = tomorrow_at(17).date().isoformat()
    return {**own(world), "first": day, "last": day, "time": "05:20", "where": "all"}


def added(world: World) -> dict[str, object]:
    approval = Approval.objects.get(bulletin=world.bulletin_standing["own"])
    return {**moved(world), "bulletins": [approval.pk]}


def ruled(world: World) -> dict[str, object]:
    return {
        **own(world),
        "valid_from": clock.today().isoformat(),
        "source": "Quyết định 9/QĐ-UBND",
        "hours": "05:00-06:00",
        "days": [1, 2],
        "minutes": 20,
        "volume": 70,
    }


def decided(world: World) -> dict[str, object]:
    """A regulation to come of the commune, that allows more."""
    row = BroadcastRule.objects.filter(unit=world.unit["own"], valid_from__gt=clock.today()).first()
    return {"rule_id": row.pk if row else 0}


def first_page(column: Column) -> frozenset[str]:
    """A commune's names its clusters and bulletins; the province's counts, and names to its approver what
    waits. With a role at a body alone it shows nothing of any place."""
    if column.at_a_body:
        return frozenset()
    names = column.place != "province" or column.role is Role.APPROVER
    return frozenset({column.place}) if names else frozenset()


SEEN = {"target": "own", "query": own}
ROWS = [
    MatrixRow("desk_home", sees=first_page),
    MatrixRow("schedule_week", target="own", query=week, sees="target"),
    MatrixRow("schedule_add", **SEEN, sees="target", can=Capability.SCHEDULE),
    MatrixRow("schedule_add", "POST", target="own", can=Capability.SCHEDULE, changes=True, data=added),
    MatrixRow("schedule_move", target="own", sees="target", can=Capability.SCHEDULE, path=slot),
    MatrixRow(
        "schedule_move", "POST", target="own", can=Capability.SCHEDULE, changes=True, path=slot, data=moved
    ),
    MatrixRow("schedule_remove", target="own", sees="target", can=Capability.SCHEDULE, path=slot),
    MatrixRow(
        "schedule_remove",
        "POST",
        target="own",
        can=Capability.SCHEDULE,
        changes=True,
        path=slot,
        data=lambda w: {"reason": "Trùng lễ"},
    ),
    MatrixRow("schedule_regulation", **SEEN),
    MatrixRow(
        "schedule_regulation", "POST", target="own", can=Capability.WRITE_REGULATION, changes=True, data=ruled
    ),
    MatrixRow(
        "schedule_regulation_decide",
        "POST",
        target="own",
        can=Capability.AGREE_TO_REGULATION,
        changes=True,
        path=decided,
        data=lambda w: {"do": "agree"},
    ),
]
