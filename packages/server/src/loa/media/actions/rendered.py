"""Sounds that a speech engine makes: the row first, so that a page can wait for it, then the same
pipeline."""

from pathlib import Path
from uuid import UUID

from loa.kernel import actor
from loa.media import rules
from loa.media.actions import work
from loa.media.actions.source import found_sound
from loa.media.models import Sound
from loa.media.pipeline import Why


def expect_spoken(unit_id: int, recipe: str, name: str = "") -> tuple[Sound, bool]:
    """The unit's sound of `recipe` (reading text, voice and engine version in one string: the same recipe is
    the same sound), and whether it is still to be made: then defer the job that speaks it and calls
    `add_rendered`. Runs in the caller's transaction and scope."""
    who = actor.current()
    return found_sound(
        unit_id, rules.of_recipe(recipe), origin=Sound.Origin.SPEECH, name=name, person_id=who.person_id
    )


def add_rendered(unit_id: int, sound_id: UUID, wav: Path) -> Sound.State:
    """Take the engine's `wav` through the pipeline, here and now (call it from a job in the queue `media`,
    outside any transaction). Raises Died or OSError when the job should be tried again."""
    work.copy_source(sound_id, wav)
    return work.work(unit_id, sound_id)


def give_up(unit_id: int, sound_id: UUID) -> None:
    """The engine itself failed for good: the row says so instead of waiting for ever."""
    work._fail(unit_id, sound_id, Why.GAVE_UP)
