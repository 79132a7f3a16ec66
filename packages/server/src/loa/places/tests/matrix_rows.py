"""The room's rows of the matrix (see loa.testing.matrix). Units and hamlets are known to all signed in."""

from django.core.files.uploadedfile import SimpleUploadedFile

from loa.kernel.roles import Capability
from loa.places.models import Hamlet
from loa.testing.matrix import PLACES, Row, World
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


def units(world: World) -> dict[str, object]:
    content = "Mã;Tên\n99001;Xã Mới\n".encode()
    return {"code": "38", "name": "Tỉnh Thanh Hóa", "units": SimpleUploadedFile("xa.csv", content)}


ROWS = [
    Row("places_units"),
    Row("places_import_units"),
    Row(
        "places_import_units",
        "POST",
        can=Capability.KEEP_UNITS,
        target="province",
        changes=True,
        elsewhere=True,
        data=units,
    ),
    Row("places_unit", path=own),
    Row("places_new_hamlet", path=own),
    Row(
        "places_new_hamlet",
        "POST",
        can=Capability.KEEP_HAMLETS,
        target="own",
        changes=True,
        path=own,
        data=lambda w: {"name": "Linh Sơn", "kind": "thon"},
    ),
    Row("places_rename_hamlet", path=hamlet),
    Row(
        "places_rename_hamlet",
        "POST",
        can=Capability.KEEP_HAMLETS,
        target="own",
        changes=True,
        path=hamlet,
        data=lambda w: {"name": "Linh Trường Mới"},
    ),
    Row("places_end_hamlet", path=hamlet),
    Row("places_end_hamlet", "POST", can=Capability.KEEP_HAMLETS, target="own", changes=True, path=hamlet),
]
