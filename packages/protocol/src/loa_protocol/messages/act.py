"""Acts: signed messages that change at once what a plan would sound."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from msgspec import Meta

from loa_protocol.messages.common import (
    Info,
    Kind,
    MaybeRef,
    Ms,
    Ref,
    Sequence,
    Struct,
    Text,
    UnitCode,
    Uuid,
    Version,
)

LONGEST_ACT_MS = 400 * 24 * 60 * 60 * 1000
LONGEST_TONE_MS = 10_000


class ActKind(StrEnum):
    """The kinds of act. silence: the plan is mute, except emergencies. blank: everything is mute, emergencies
    and tones too. restore: lifts both. cancel: mutes the items, slots, rights or sounds that it names. tone:
    a short test tone at once."""

    SILENCE = "silence"
    BLANK = "blank"
    RESTORE = "restore"
    CANCEL = "cancel"
    TONE = "tone"


MUTING = (ActKind.SILENCE, ActKind.BLANK)
"""The acts that mute their target while they are in force."""
LASTING = (*MUTING, ActKind.RESTORE)
"""The acts that set the state of a target. Of these on one target only the newest counts, also after it has
ended."""
STANDING = (*MUTING, ActKind.CANCEL)
"""The acts that stop sound. They may be signed however late. Once accepted they are in force until they end
or are restored, even if their key is revoked. `rule.MOST_ACTS` counts these."""


class TargetKind(StrEnum):
    """Whom an act is for."""

    ALL = "all"
    UNIT = "unit"
    PLAN = "plan"
    DEVICE = "device"


class Target(Struct, frozen=True):
    """`id` is a unit code, a plan id or a device id; empty for all, and for all alone."""

    kind: TargetKind
    id: MaybeRef = ""

    def __post_init__(self) -> None:
        if (self.kind is TargetKind.ALL) == bool(self.id):
            raise ValueError("a target names whom it is for; all names nobody")


class CancelWhat(StrEnum):
    """What a cancel names: an occurrence, a slot, a right (of a sound), a sound's hash."""

    ITEM = "item"
    SLOT = "slot"
    RIGHT = "right"
    MEDIA = "media"


class Cancelled(Struct, frozen=True):
    """The thing a cancel mutes."""

    what: CancelWhat
    id: Ref


class Silence(Struct, frozen=True, tag_field="kind", tag="silence"):
    """Ordinary and priority items are mute."""


class Blank(Struct, frozen=True, tag_field="kind", tag="blank"):
    """Everything is mute."""


class Restore(Struct, frozen=True, tag_field="kind", tag="restore"):
    """Lifts the silence or blank of the same target."""


class Cancel(Struct, frozen=True, tag_field="kind", tag="cancel"):
    """What is named is mute."""

    named: Annotated[tuple[Cancelled, ...], Meta(min_length=1, max_length=4)]


class Tone(Struct, frozen=True, tag_field="kind", tag="tone"):
    """A test tone of so many milliseconds."""

    length_ms: Annotated[int, Meta(ge=1, le=LONGEST_TONE_MS)]


class UnknownDoing(Struct, frozen=True):
    """What an act of an unknown kind does; only its tag is known. The reader creates it; it is never
    written."""

    kind: Kind


if TYPE_CHECKING:
    Doing: TypeAlias = Struct
else:
    # The kinds of version 1, for good: msgspec decodes them itself, and the frozen schema of an act lists
    # them. `unknown.read_act` reads later kinds.
    Doing = Silence | Blank | Restore | Cancel | Tone
_KINDS: dict[Any, ActKind] = {kind.value: kind for kind in ActKind}


class Decider(Struct, frozen=True):
    """Who decided: a person by id, at a unit. Names stay in the server's erasable rows."""

    person: Ref
    unit: UnitCode


class Act(Struct, frozen=True):
    """One order. Idempotent by id; of the stops and restores on one target the newest counts.

    at: when it was decided. latest_start_ms: a tone does not begin after it. expires_ms: no effect from
    then on. All UTC milliseconds.
    """

    v: Version
    id: Uuid
    seq: Sequence
    does: Doing
    target: Target
    at: Ms
    latest_start_ms: Ms
    expires_ms: Ms
    by: Decider
    why: Text = ""
    info: Info = {}

    def __post_init__(self) -> None:
        if not 0 < self.expires_ms - self.at <= LONGEST_ACT_MS:
            raise ValueError("an act ends after it was decided, and lasts at most 400 days")

    @property
    def kind(self) -> ActKind | None:
        """The kind of the act; None when this version does not know it."""
        return _KINDS.get(type(self.does).__struct_config__.tag)

    @property
    def cancels(self) -> tuple[Cancelled, ...]:
        """What a cancel names; empty for every other act."""
        return self.does.named if isinstance(self.does, Cancel) else ()

    @property
    def tone_ms(self) -> int:
        """The length of a tone in milliseconds; 0 for every other act."""
        return self.does.length_ms if isinstance(self.does, Tone) else 0
