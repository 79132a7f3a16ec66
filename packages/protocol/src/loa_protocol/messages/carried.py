"""What an item of a day plan carries: one tagged union. A later kind comes in a file of its own, is named in
`later.CARRIED`, and changes nothing of what stands here."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

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


class Carrying(Struct, frozen=True):
    """What every kind answers of itself. Nothing that decides asks anything else of it, nor which kind it is:
    how long it takes stands in the frame of the item."""

    @property
    def media(self) -> tuple[Sound, ...]:
        """The sounds in it, one after another; none in a kind that is not made of sounds."""
        return ()

    @property
    def volume(self) -> int:
        """Per cent asked for; 0 where nothing is to be heard."""
        return 0

    @property
    def rights(self) -> tuple[Right, ...]:
        """By what it may be planned, each once or more. What names none is never signed."""
        return ()


class Sounds(Carrying, frozen=True, tag_field="kind", tag="sound"):
    """Sounds that follow one another without a pause. volume is asked for in per cent and capped by the
    rules."""

    volume: Percent
    media: Annotated[tuple[Sound, ...], Meta(min_length=1, max_length=32)]

    @property
    def length_ms(self) -> int:
        """Of all of them together."""
        media = self.media
        return media[0].duration_ms if len(media) == 1 else sum(sound.duration_ms for sound in media)

    @property
    def rights(self) -> tuple[Right, ...]:
        """Each sound's."""
        return tuple(sound.right for sound in self.media)


class Unsupported(Carrying, frozen=True):
    """What this version does not know, by its tag. Made by the reader, never written."""

    kind: Kind


if TYPE_CHECKING:
    Carried: TypeAlias = Carrying
else:
    # What msgspec reads by itself, and what the frozen schema of a day plan is made of: the kinds of
    # version 1, for good. `unknown.read_item` reads the later ones, and puts `Unsupported` for the rest.
    Carried = Sounds
