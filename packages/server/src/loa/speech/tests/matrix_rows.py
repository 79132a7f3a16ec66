"""The room's rows of the matrix (see loa.testing.matrix)."""

from uuid import uuid4

from loa.kernel.roles import Capability, Role
from loa.media.models import Sound
from loa.speech.models import LexiconEntry, Script
from loa.testing.matrix import Column, Job, MatrixRow, World


def plant(world: World) -> None:
    """A word and a spoken sound at the two communes; the province's words are for all below it to read."""
    world.speech_entry, world.speech_sound = {}, {}
    for place in ("own", "other"):
        unit, mark = world.unit[place], world.mark[place]
        editor = world.actor[Column(Role.EDITOR, place)]
        entry = LexiconEntry.objects.create(
            unit=unit, written=mark, reading="dấu", made_by_id=editor.person_id
        )
        sound = Sound.objects.create(
            id=uuid4(), unit=unit, source_sha256="e" * 64, name=mark, origin="speech"
        )
        Script.objects.create(sound=sound, unit=unit, voice="espeak:vi", phrases=[["xin chào bà con", 0]])
        world.speech_entry[place], world.speech_sound[place] = entry.pk, sound.id


def own(world: World) -> dict[str, int]:
    return {"unit_id": world.unit["own"].id}


def entry(world: World) -> dict[str, int]:
    return {**own(world), "entry_id": world.speech_entry["own"]}


ROWS = [
    MatrixRow("speech_words", target="own", sees="target", path=own),
    MatrixRow(
        "speech_words",
        "POST",
        can=Capability.WRITE,
        target="own",
        exact=True,
        changes=True,
        path=own,
        data=lambda w: {"written": "BCG", "reading": "vắc-xin phòng lao"},
    ),
    MatrixRow(
        "speech_remove", "POST", can=Capability.WRITE, target="own", exact=True, changes=True, path=entry
    ),
]

JOBS = [
    Job(
        "speech.speak",
        arguments=lambda w: {"unit_id": w.unit["own"].id, "sound_id": str(w.speech_sound["own"])},
        changes=frozenset({"own"}),
    ),
    Job("speech.rescue", arguments=lambda w: {"timestamp": 0}),
]
