"""The matrix's rows of bulletins: at each place a draft, one that waits, one that is approved, and one that
is approved and has an edit beside it."""

from dataclasses import replace
from datetime import datetime, timedelta

from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Capability, Role
from loa.newsroom import actions, queries
from loa.newsroom.models import Bulletin
from loa.newsroom.times import Once
from loa.places import scope
from loa.testing import bulletins
from loa.testing.files import FILE
from loa.testing.matrix import PLACES, Column, MatrixRow, World

STATES = ("bulletin_draft", "bulletin_waiting", "bulletin_standing", "bulletin_edited")


def plant(world: World) -> None:
    """Through the newsroom's own actions, by two people of each place."""
    for name in STATES:
        setattr(world, name, {})
    for place in PLACES:
        unit = world.unit[place]
        bulletins.rule(unit, quiet=())
        for number, state in enumerate(STATES):
            getattr(world, state)[place] = _bulletin(world, place, state, number)


def _bulletin(world: World, place: str, state: str, number: int) -> Bulletin:
    editor = world.actor[Column(Role.EDITOR, place)]
    approver = world.actor[Column(Role.APPROVER, place)]
    desk = bulletins.Desk(world.unit[place], editor, approver, None)  # type: ignore[arg-type]
    sound = bulletins.ready_sound(world.unit[place], f"{place} {state}".encode())
    at = bulletins.tomorrow_at(17, 10 * number)
    words = desk.words(sound, title=f"Bản tin {world.mark[place]}", text=world.mark[place], times=(Once(at),))
    with scope.for_actor(editor), acting.acting(editor):
        made = actions.create(world.unit[place].pk, words)
        if state != "bulletin_draft":
            actions.submit(made.pk)
    if state in ("bulletin_standing", "bulletin_edited"):
        made.refresh_from_db()
        with scope.for_actor(approver), acting.acting(approver):
            actions.approve(made.pk, made.latest_revision_id or 0, bulletins.proof(approver))
    if state == "bulletin_edited":
        with scope.for_actor(editor), acting.acting(editor):
            actions.save(made.pk, replace(words, text=f"{world.mark[place]}, sửa lại"))
    made.refresh_from_db()
    return made


def code(state: str):
    return lambda world: {"code": getattr(world, state)["own"].code}


def written(world: World) -> dict[str, object]:
    day = clock.local(clock.now()) + timedelta(days=1)
    at = datetime(day.year, day.month, day.day, 17, 40)
    return {
        "unit": world.unit["own"].pk,
        "title": "Viết lại",
        "text": "Nội dung mới.",
        "reader": "own",
        "where": "all",
        "times": [f"once|{at:%Y-%m-%dT%H:%M}"],
        "version": queries.version(world.bulletin_draft["own"]),
    }


def thrown(world: World) -> dict[str, object]:
    return {"version": queries.version(world.bulletin_edited["own"])}


def decided(world: World) -> dict[str, object]:
    return {"do": "approve", "revision": world.bulletin_waiting["own"].latest_revision_id}


WRITES = {"target": "own", "can": Capability.WRITE, "exact": True}
DECIDES = {"target": "own", "can": Capability.APPROVE, "exact": True}
SEEN = {"target": "own", "sees": "target"}
ROWS = [
    MatrixRow("bulletins_list", sees="reach"),
    MatrixRow("bulletins_list_file", sees="reach", **FILE),
    MatrixRow("bulletins_new", can=Capability.WRITE),
    MatrixRow("bulletins_new", "POST", **WRITES, changes=True, data=written),
    MatrixRow("bulletins_save_new", "POST", **WRITES, changes=True, data=written),
    MatrixRow("bulletins_show", **SEEN, path=code("bulletin_standing")),
    MatrixRow("bulletins_short", target="own", path=code("bulletin_standing")),
    MatrixRow("bulletins_edit", **SEEN, path=code("bulletin_draft")),
    MatrixRow("bulletins_edit", "POST", **WRITES, changes=True, path=code("bulletin_draft"), data=written),
    MatrixRow("bulletins_save", "POST", **WRITES, changes=True, path=code("bulletin_draft"), data=written),
    MatrixRow("bulletins_listen", "POST", **WRITES, path=code("bulletin_draft"), outcome=(422,)),
    MatrixRow("bulletins_recall", "POST", **WRITES, changes=True, path=code("bulletin_waiting")),
    MatrixRow("bulletins_copy", "POST", **WRITES, changes=True, path=code("bulletin_standing")),
    MatrixRow("bulletins_discard", **WRITES, sees="target", path=code("bulletin_edited")),
    MatrixRow("bulletins_discard", "POST", **WRITES, changes=True, path=code("bulletin_edited"), data=thrown),
    MatrixRow("bulletins_withdraw", **SEEN, path=code("bulletin_standing")),
    MatrixRow(
        "bulletins_withdraw",
        "POST",
        target="own",
        can=Capability.WITHDRAW,
        exact=True,
        changes=True,
        path=code("bulletin_standing"),
        data=lambda w: {"reason": "Hoãn"},
    ),
    MatrixRow("bulletins_approve", **DECIDES, sees="target", path=code("bulletin_waiting")),
    MatrixRow(
        "bulletins_approve", "POST", **DECIDES, changes=True, path=code("bulletin_waiting"), data=decided
    ),
]
