"""The room's rows of the matrix (see loa.testing.matrix)."""

import base64
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from loa.kernel import clock
from loa.kernel.roles import Capability, Role
from loa.media import store
from loa.media.models import Sound, Upload
from loa.testing.matrix import PLACES, Column, Job, MatrixRow, World

VERSION = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def plant(world: World) -> None:
    settings.MEDIA_ROOT = Path(tempfile.gettempdir()) / f"loa-matrix-media-{os.getuid()}"
    world.media_sound, world.media_waiting, world.media_upload = {}, {}, {}
    for place in PLACES:
        unit, mark = world.unit[place], world.mark[place]
        editor = world.actor[Column(Role.EDITOR, place)]
        world.media_sound[place] = ready(unit, mark).id
        world.media_waiting[place] = Sound.objects.create(
            id=uuid4(), unit=unit, source_sha256="f" * 64, name=mark, origin="upload"
        ).id
        tomorrow = clock.now() + timedelta(days=1)
        world.media_upload[place] = Upload.objects.create(
            unit=unit, person_id=editor.person_id, name=mark, length=10, expires_at=tomorrow
        ).id


def begin(world: World) -> dict[str, str]:
    """The headers of a beginning, which name the unit of this world: a process may plant several."""
    unit_id = base64.b64encode(str(world.unit["own"].id).encode()).decode()
    return {**VERSION, "Upload-Length": "10", "Upload-Metadata": f"unit {unit_id}"}


def ready(unit: object, mark: str) -> Sound:
    """A sound whose bytes are the mark, so that a leak of the file itself is found too."""
    with store.workplace() as folder:
        made = folder / "made"
        made.write_text(mark, encoding="utf-8")
        sha256, size = store.digest(made), made.stat().st_size
        store.keep(made, sha256)
    figures = {"bytes": size, "duration_ms": 1000, "waveform": [1, 255], "sha256": sha256}
    return Sound.objects.create(
        id=uuid4(), unit=unit, source_sha256=sha256, name=mark, origin="upload", state="ready", **figures
    )


def the_sender(column: Column) -> bool:
    """An upload is its sender's alone, not even a colleague's."""
    return column == Column(Role.EDITOR, "own")


def sound(world: World) -> dict[str, UUID]:
    return {"sound_id": world.media_sound["own"]}


def upload(world: World) -> dict[str, UUID]:
    return {"upload_id": world.media_upload["own"]}


ROWS = [
    MatrixRow(
        "media_uploads",
        "POST",
        can=Capability.WRITE,
        target="own",
        exact=True,
        changes=True,
        headers=begin,
        content_type=PIECE,
        data=lambda w: b"",
    ),
    MatrixRow(
        "media_upload",
        "HEAD",
        can=Capability.WRITE,
        target="own",
        also=the_sender,
        path=upload,
        headers=lambda w: VERSION,
    ),
    MatrixRow(
        "media_upload",
        "PATCH",
        can=Capability.WRITE,
        target="own",
        also=the_sender,
        changes=True,
        path=upload,
        headers=lambda w: {**VERSION, "Upload-Offset": "0"},
        content_type=PIECE,
        data=lambda w: b"12345",
    ),
    MatrixRow(
        "media_upload",
        "DELETE",
        can=Capability.WRITE,
        target="own",
        also=the_sender,
        changes=True,
        path=upload,
        headers=lambda w: VERSION,
    ),
    MatrixRow("media_upload_result", can=Capability.WRITE, target="own", also=the_sender, path=upload),
    MatrixRow("media_status", target="own", sees="target", path=sound),
    MatrixRow("media_listen", target="own", sees="target", path=sound),
]

JOBS = [
    Job(
        "media.render",
        arguments=lambda w: {"unit_id": w.unit["own"].id, "sound_id": str(w.media_waiting["own"])},
        changes=frozenset({"own"}),
    ),
    Job("media.rescue", arguments=lambda w: {"timestamp": 0}),
    Job("media.sweep", arguments=lambda w: {"timestamp": 0}),
]
