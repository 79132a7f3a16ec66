"""The reading and the voice of what is being written, for the page."""

from dataclasses import dataclass

from loa.media.models import Sound
from loa.newsroom.rules import Words
from loa.speech import actions as speech
from loa.speech import queries
from loa.speech.reader import estimate_ms


@dataclass(frozen=True)
class Voiced:
    """The sound that belongs to these words, if there is one, and how long it is or would be."""

    sound: Sound | None
    duration_ms: int
    estimated: bool


def of(unit_id: int, words: Words) -> Voiced:
    """For read words: the sound made from exactly these; for a recording: the one that was sent."""
    read = bool(words.voice and words.text.strip())
    sound = queries.spoken(unit_id, words.text, words.voice) if read else _own(unit_id, words)
    if sound is not None and sound.duration_ms:
        return Voiced(sound, sound.duration_ms, False)
    return Voiced(sound, estimate_ms(queries.tokens(unit_id, words.text)) if read else 0, True)


def _own(unit_id: int, words: Words) -> Sound | None:
    if words.voice or not words.sound_id:
        return None
    return Sound.objects.filter(pk=words.sound_id, unit_id=unit_id).first()


def start(unit_id: int, words: Words) -> Sound:
    """Has a machine read these words, or gives the sound made before from the same."""
    return speech.synthesise(unit_id, words.text, words.voice, words.title)
