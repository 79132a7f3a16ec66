"""The room's rows of the matrix (see loa.testing.matrix). A file is for the person who requested it alone:
here for the operator of `own`."""

from typing import Any

from loa.exports.models import Part, RequestedFile
from loa.kernel.roles import Role
from loa.testing.matrix import Column, Job, MatrixRow, World

WANTED_BY = Column(Role.OPERATOR, "own")
CSV = "\ufeffCụm loa;Dấuriêng\r\n".encode()


def plant(world: World) -> None:
    """A file that is written, and one that waits to be."""
    world.export_ready = planted(world, state="ready", name="cum-loa.csv", size=len(CSV))
    Part.objects.create(
        file=world.export_ready, person_id=world.export_ready.person_id, number=0, content=CSV
    )
    world.export_waiting = planted(world, state="writing")


def planted(world: World, **values: Any) -> RequestedFile:
    who, unit = world.actor[WANTED_BY], world.unit["own"]
    asked = {"list": "clusters", "form": "csv", "language": "vi"}
    return RequestedFile.objects.create(
        unit=unit, person_id=who.person_id, account_id=who.account_id, **asked, **values
    )


def for_them(column: Column) -> bool:
    return column == WANTED_BY


ROWS = [
    MatrixRow("exports_list"),
    MatrixRow(
        "exports_file",
        target="own",
        sees="target",
        also=for_them,
        path=lambda w: {"file_id": w.export_ready.pk},
    ),
]
JOBS = [
    Job(
        "exports.write",
        arguments=lambda w: {
            "file_id": str(w.export_waiting.pk),
            "unit_id": w.export_waiting.unit_id,
        },
        changes=frozenset({"own"}),
    ),
    Job("exports.rescue", arguments=lambda w: {"timestamp": 0}),
    Job("exports.sweep", arguments=lambda w: {"timestamp": 0}),
]
