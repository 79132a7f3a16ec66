"""What an item of a day plan carries: one tagged union. A later kind comes in a file of its own and changes
nothing of what stands here."""

from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import Info, Kind, Percent, Ref, Sha256, Struct

LONGEST_SOUND_MS = 2 * 60 * 60 * 1000


class Right(Struct, frozen=True):
    """By what right a sound may be planned: the tag of its source, and that source's id of it.

    `bulletin`: an approval of the commune's own bulletin. A device cancels by the id and asks nothing else of
    it; the signer proves each source in its own way.
    """

    source: Kind
    id: Ref


class Sound(Struct, frozen=True):
    """One piece of audio, by the hash of its Opus file, and the right by which it sounds."""

    sha256: Sha256
    duration_ms: Annotated[int, Meta(ge=1, le=LONGEST_SOUND_MS)]
    bytes: Annotated[int, Meta(ge=1, le=2**31)]
    right: Right
    info: Info = {}

    @property
    def title(self) -> str:
        """What people call it; for their eyes only."""
        return str(self.info.get("title", ""))


class Sounds(Struct, frozen=True, tag_field="kind", tag="sound"):
    """Sounds that follow one another without a pause. volume is asked for in per cent and capped by the
    rules."""

    volume: Percent
    media: Annotated[tuple[Sound, ...], Meta(min_length=1, max_length=32)]

    @property
    def length_ms(self) -> int:
        """Of all of them together."""
        media = self.media
        return media[0].duration_ms if len(media) == 1 else sum(sound.duration_ms for sound in media)


class Unsupported(Struct, frozen=True):
    """What this version does not know, by its tag. Made by the reader, never written."""

    kind: Kind


Carried = Sounds
"""Of what this version can read. `encoding.decode` puts `Unsupported` where an item carries anything else."""
