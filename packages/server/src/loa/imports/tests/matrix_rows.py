"""The room's rows of the matrix (see loa.testing.matrix). A file is its sender's alone: here of the editor of
`own`."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from loa.imports import rules
from loa.imports.models import Row as FileRow
from loa.imports.models import Upload
from loa.kernel import clock
from loa.kernel.roles import Capability, Role
from loa.testing.matrix import Column, Job, MatrixRow, World

SENDER = Column(Role.EDITOR, "own")
GOOD = "Tên;Loại;Từ ngày\nHải Phong;thôn;01/07/2026\n"
SHOWN = rules.outcomes_hash([[2, "added", "thôn Hải Phong", [["từ ngày", "", "01/07/2026"]], []]])


def plant(world: World) -> None:
    """A file that has been looked at, and one that waits to be written."""
    world.import_ready, world.import_writing = (planted(world, each) for each in ("ready", "writing"))


def planted(world: World, state: str) -> Upload:
    who, unit = world.actor[SENDER], world.unit["own"]
    upload = Upload.objects.create(
        kind="hamlets",
        unit=unit,
        person_id=who.person_id,
        account_id=who.account_id,
        name="thôn.csv",
        content=GOOD.encode(),
        sha256="0" * 64,
        language="vi",
        state=state,
        rows=1,
        counts={"added": 1},
        shown_sha256=SHOWN,
        changed_at=clock.now(),
    )
    FileRow.objects.create(
        upload=upload, person_id=who.person_id, number=2, outcome="added", label="thôn Hải Phong"
    )
    return upload


def the_sender(column: Column) -> bool:
    return column == SENDER


def ready(world: World) -> dict[str, Any]:
    return {"upload_id": world.import_ready.pk}


def own(world: World) -> dict[str, int]:
    return {"unit_id": world.unit["own"].id}


def file(world: World) -> dict[str, object]:
    return {"file": SimpleUploadedFile("tep.csv", GOOD.encode())}


MINE = {"can": Capability.KEEP_HAMLETS, "target": "own", "also": the_sender, "path": ready}
ROWS = [
    MatrixRow("people_import", can=Capability.KEEP_PEOPLE),
    MatrixRow("people_import", "POST", can=Capability.KEEP_PEOPLE, data=file),
    MatrixRow("clusters_import", can=Capability.KEEP_CLUSTERS),
    MatrixRow("clusters_import", "POST", can=Capability.KEEP_CLUSTERS, data=file),
    MatrixRow("places_import_hamlets", can=Capability.KEEP_HAMLETS, target="own", path=own),
    MatrixRow(
        "places_import_hamlets", "POST", can=Capability.KEEP_HAMLETS, target="own", path=own, data=file
    ),
    *(
        MatrixRow(f"places_import_{kind}", method, can=Capability.KEEP_UNITS, target="province", **more)
        for kind in ("units", "former_units", "successions")
        for method, more in (("GET", {}), ("POST", {"data": file}))
    ),
    MatrixRow("imports_blank", path=lambda w: {"kind": "people"}),
    MatrixRow("imports_show", **MINE),
    MatrixRow("imports_write", "POST", **MINE, data=lambda w: {"shown": SHOWN}),
    MatrixRow("imports_discard", "POST", **MINE),
]
JOBS = [
    Job(
        "imports.work",
        arguments=lambda w: {
            "upload_id": str(w.import_writing.pk),
            "unit_id": w.import_writing.unit_id,
            "account_id": w.import_writing.account_id,
        },
        changes=frozenset({"own"}),
    ),
    Job("imports.rescue", arguments=lambda w: {"timestamp": 0}),
    Job("imports.sweep", arguments=lambda w: {"timestamp": 0}),
]
