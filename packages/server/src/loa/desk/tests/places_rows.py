"""Pages of places (see loa.testing.matrix). Units and hamlets are known to all signed in."""

from loa.kernel.roles import Capability
from loa.places.models import Hamlet
from loa.testing.files import FILE
from loa.testing.matrix import PLACES, MatrixRow, World
from loa.testing.people import SINCE


def plant(world: World) -> None:
    world.hamlet = {}
    for place in PLACES[:2]:
        unit = world.unit[place]
        hamlet = Hamlet.objects.create(
            unit=unit, name="Linh Trường", kind="thon", valid_from=SINCE, search="linh truong"
        )
        world.hamlet[place] = hamlet.pk


def own(world: World) -> dict[str, int]:
    return {"unit_id": world.unit["own"].id}


def hamlet(world: World) -> dict[str, int]:
    return {**own(world), "hamlet_id": world.hamlet["own"]}


def hamlets_file(world: World) -> dict[str, object]:
    return {**own(world), "form": "csv"}


ROWS = [
    MatrixRow("places_units"),
    MatrixRow("places_units_file", **FILE),
    MatrixRow("places_one", path=own),
    MatrixRow("places_one_file", **{**FILE, "path": hamlets_file}),
    MatrixRow("places_new_hamlet", can=Capability.KEEP_HAMLETS, target="own", path=own),
    MatrixRow(
        "places_new_hamlet",
        "POST",
        can=Capability.KEEP_HAMLETS,
        target="own",
        changes=True,
        path=own,
        data=lambda w: {"name": "Linh Sơn", "kind": "thon"},
    ),
    MatrixRow("places_rename_hamlet", can=Capability.KEEP_HAMLETS, target="own", path=hamlet),
    MatrixRow(
        "places_rename_hamlet",
        "POST",
        can=Capability.KEEP_HAMLETS,
        target="own",
        changes=True,
        path=hamlet,
        data=lambda w: {"name": "Linh Trường Mới"},
    ),
    MatrixRow("places_end_hamlet", can=Capability.KEEP_HAMLETS, target="own", path=hamlet),
    MatrixRow(
        "places_end_hamlet", "POST", can=Capability.KEEP_HAMLETS, target="own", changes=True, path=hamlet
    ),
]
