"""Sounds that a speech engine makes. The row is stored first, so that a page can wait for it; the audio then
goes through the same pipeline as an upload."""

from pathlib import Path
from uuid import UUID

from loa.kernel import actor
from loa.media import rules
from loa.media.actions import work
from loa.media.actions.source import found_sound
from loa.media.models import Sound
from loa.media.pipeline import RefusalCode


def expect_spoken(unit_id: int, recipe: str, name: str = "") -> tuple[Sound, bool]:
    """Returns the unit's sound of `recipe`, and whether it is still to be made.

    `recipe` is the reading text, the voice and the version of the engine in one string: the same recipe is
    the same sound. If the sound is still to be made, the caller defers the job that speaks it and calls
    `add_rendered`. Runs in the caller's transaction and scope.
    """
    who = actor.current()
    return found_sound(
        unit_id, rules.of_recipe(recipe), origin=Sound.Origin.SPEECH, name=name, person_id=who.person_id
    )


def add_rendered(unit_id: int, sound_id: UUID, wav: Path) -> Sound.State:
    """Takes the engine's `wav` through the pipeline, in this process and before it returns.

    Call it from a job of the queue `media`, outside any transaction. Raises ChildDied or OSError when the job
    should be tried again.
    """
    work.copy_source(sound_id, wav)
    return work.work(unit_id, sound_id)


def give_up(unit_id: int, sound_id: UUID) -> None:
    """Marks the sound as failed because the engine failed for good. Without this the row would wait for
    ever."""
    work._fail(unit_id, sound_id, RefusalCode.GAVE_UP)
