"""The content of an item of a day plan: one tagged union. A later kind is defined in a file of its own and
listed in `later.CARRIED`; nothing in this module changes for it."""

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
        """The title, for people only; it decides nothing."""
        return str(self.info.get("title", ""))


class CarriedContent(Struct, frozen=True):
    """The interface of every kind of content. Code that decides uses nothing else of it and does not ask
    which kind it is. Its length is in the frame of the item (`length_ms`)."""

    @property
    def media(self) -> tuple[Sound, ...]:
        """The sounds, in order; empty in a kind that is not made of sounds."""
        return ()

    @property
    def volume(self) -> int:
        """The requested volume in per cent; 0 where nothing is audible."""
        return 0

    @property
    def rights(self) -> tuple[Right, ...]:
        """The rights by which it may be planned; one may occur more than once. The signer refuses content
        that names none."""
        return ()


class Sounds(CarriedContent, frozen=True, tag_field="kind", tag="sound"):
    """Sounds that follow one another without a pause. volume is asked for in per cent and capped by the
    rules."""

    volume: Percent
    media: Annotated[tuple[Sound, ...], Meta(min_length=1, max_length=32)]

    @property
    def length_ms(self) -> int:
        """The length of all sounds together, in milliseconds."""
        media = self.media
        return media[0].duration_ms if len(media) == 1 else sum(sound.duration_ms for sound in media)

    @property
    def rights(self) -> tuple[Right, ...]:
        """The right of each sound, in order."""
        return tuple(sound.right for sound in self.media)


class UnsupportedContent(CarriedContent, frozen=True):
    """Content of an unknown kind; only its tag is known. The reader creates it; it is never written."""

    kind: Kind


if TYPE_CHECKING:
    Carried: TypeAlias = CarriedContent
else:
    # The kinds of version 1, for good: msgspec decodes them itself, and the frozen schema of a day plan lists
    # them. `unknown.read_item` reads later kinds and returns `UnsupportedContent` for unknown ones.
    Carried = Sounds
