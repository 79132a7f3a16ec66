"""A bulletin while it is written or decided on: its words, and what the server knows about them. Each query
runs once, when its result is first needed, however many parts of a page show it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from loa.airtime.proposals import schedule
from loa.airtime.rules import Commune
from loa.fleet.rules import ClusterCount
from loa.kernel import clock
from loa.media.models import Sound
from loa.newsroom import content
from loa.newsroom import queries as newsroom
from loa.newsroom.models import Topic
from loa.newsroom.rules import DraftContent
from loa.places import queries as places
from loa.places.models import Hamlet, Unit
from loa.speech import queries as speech
from loa.speech.engines import Voice
from loa.speech.reader import Token, estimate_ms

from . import choices
from .checks import Check
from .checks import checks as held_to_the_rules
from .places import clusters_by_hamlet, clusters_in


@dataclass(frozen=True)
class Choices:
    """What a writer at a unit may choose from: the unit's hamlets, today's topics, and the installed
    voices."""

    hamlets: tuple[Hamlet, ...]
    topics: tuple[Topic, ...]
    voices: tuple[Voice, ...]


def offered(unit: Unit) -> Choices:
    """Returns the choices of a unit."""
    topics = newsroom.topics(clock.local(clock.now()))
    return Choices(tuple(places.hamlets(unit.pk)), tuple(topics), tuple(speech.voices()))


@dataclass(frozen=True)
class DraftSound:
    """The sound of the words, if there is one, and its real or estimated length."""

    sound: Sound | None
    duration_ms: int
    estimated: bool


@dataclass(frozen=True)
class Draft:
    """The words of a bulletin with everything that is computed from them. `bulletin_id` is None if it was
    never stored."""

    unit: Unit
    bulletin_id: int | None
    words: DraftContent

    @property
    def is_empty(self) -> bool:
        """Returns whether nothing was typed, recorded or chosen yet, besides who reads it."""
        words = self.words
        return words == DraftContent(title="", voice=words.voice, priority=words.priority)

    @property
    def is_read(self) -> bool:
        """Returns whether a machine reads the text. If not, it is a recording or there is nothing yet."""
        return bool(self.words.voice and self.words.text.strip())

    @cached_property
    def tokens(self) -> list[Token]:
        """Returns the text as it will be read aloud in this unit. Raises `Invalid` if it is too long for a
        machine."""
        return speech.tokens(self.unit.pk, self.words.text)

    @cached_property
    def voiced(self) -> DraftSound:
        """Returns the sound. For text that a machine reads it is the sound made from exactly this text, for a
        recording the one that was uploaded."""
        sound = self._spoken() if self.is_read else self._sent()
        if sound is not None and sound.duration_ms:
            return DraftSound(sound, sound.duration_ms, False)
        return DraftSound(sound, estimate_ms(self.tokens) if self.is_read else 0, True)

    def _spoken(self) -> Sound | None:
        return speech.spoken(self.unit.pk, self.tokens, self.words.voice)

    def _sent(self) -> Sound | None:
        if self.words.voice or not self.words.sound_id:
            return None
        return Sound.objects.filter(pk=self.words.sound_id, unit_id=self.unit.pk).first()

    @property
    def to_store(self) -> DraftContent:
        """Returns the words with their sound. Text that a machine reads has the sound made from exactly this
        text, or none yet, and never the sound of an earlier wording."""
        if not self.words.voice:
            return self.words
        sound = self.voiced.sound
        return replace(self.words, sound_id=sound.pk if sound else None)

    @cached_property
    def reading(self) -> dict[str, Any] | None:
        """Returns how the text will be read aloud, or None if no machine reads it. Spaces and line breaks
        stay as written."""
        if not self.is_read:
            return None
        found: dict[str, Any] = speech.preview(self.tokens)
        begins = True
        for token in found["tokens"]:
            surface = token["surface"]
            if begins and surface.strip()[:1].isupper():
                token["reading"] = token["reading"][:1].upper() + token["reading"][1:]
            if surface.strip():
                begins = surface.strip()[-1] in ".!?…"
            begins = begins or "\n" in surface
            token["before"] = surface[: len(surface) - len(surface.lstrip())]
            token["after"] = surface[len(surface.rstrip()) :]
        return found

    @cached_property
    def schedule(self) -> Commune:
        """Returns what is placed at the unit from today on, as far ahead as a time may be proposed."""
        return schedule(self.unit)

    @cached_property
    def checks(self) -> list[Check]:
        """Returns the checks against the commune's rules and schedule, troubles first."""
        length = self.voiced.duration_ms
        return held_to_the_rules(self.schedule, self.unit.pk, self.bulletin_id, self.words, length)

    def faults(self, hamlets: Collection[int]) -> dict[str, str]:
        """Returns what keeps the words from being submitted, the first fault of each field. A text that a
        machine reads needs no sound yet: it is read when it is submitted. `hamlets` are those of the unit."""
        sound = content.sound_facts(self.voiced.sound)
        found = newsroom.faults_of(self.words, sound, hamlets)
        unread = self.is_read and (sound is None or sound.state != "failed")
        return {
            each.field: each.message for each in reversed(found) if not (unread and each.field == "sound")
        }

    @cached_property
    def times(self) -> list[choices.TimeChoice]:
        """Returns the times that are chosen, then the free begins of the coming days."""
        words, length = self.words, self.voiced.duration_ms
        return choices.time_choices(self.schedule, words.hamlets, words.times, length, clock.now())

    @cached_property
    def clusters_by_hamlet(self) -> Mapping[int | None, ClusterCount]:
        return clusters_by_hamlet(self.unit.pk)

    @property
    def clusters(self) -> ClusterCount:
        """Returns how many clusters would sound it, and how many clusters of its places cannot."""
        return clusters_in(self.clusters_by_hamlet, self.words.hamlets)
