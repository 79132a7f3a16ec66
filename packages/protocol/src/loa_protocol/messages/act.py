"""Acts: orders of the moment that change what a plan would sound."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import MaybeRef, Ms, Ref, Sequence, Struct, Text, UnitCode, Uuid, Version

LONGEST_ACT_MS = 400 * 24 * 60 * 60 * 1000


class ActKind(StrEnum):
    """silence: the plan is mute. blank: everything is, emergencies and tones too. restore lifts both.
    cancel: one item, slot, approval or sound of the plan is mute. tone: a short test tone, now."""

    SILENCE = "silence"
    BLANK = "blank"
    RESTORE = "restore"
    CANCEL = "cancel"
    TONE = "tone"


class TargetKind(StrEnum):
    """Whom an act is for."""

    ALL = "all"
    UNIT = "unit"
    PLAN = "plan"
    DEVICE = "device"


class Target(Struct, frozen=True):
    """`id` is a unit code, a plan id or a device id; empty for all."""

    kind: TargetKind
    id: MaybeRef = ""


class CancelWhat(StrEnum):
    """What a cancel names: an occurrence, a slot, an approval (of a sound), a sound's hash."""

    ITEM = "item"
    SLOT = "slot"
    APPROVAL = "approval"
    MEDIA = "media"


class Cancelled(Struct, frozen=True):
    """The thing a cancel mutes."""

    what: CancelWhat
    id: Ref


class Decider(Struct, frozen=True):
    """Who decided: a person by id, at a unit. Names stay in the server's erasable rows."""

    person: Ref
    unit: UnitCode


class Act(Struct, frozen=True):
    """One order. Idempotent by id; among acts on the same target the higher sequence wins.

    at: when it was decided. latest_start_ms: a tone does not begin after it. expires_ms: no effect from
    then on. tone_ms: length of a tone, at most 10 s. All UTC milliseconds.
    """

    v: Version
    id: Uuid
    seq: Sequence
    kind: ActKind
    target: Target
    at: Ms
    latest_start_ms: Ms
    expires_ms: Ms
    by: Decider
    why: Text = ""
    cancels: Annotated[tuple[Cancelled, ...], Meta(max_length=4)] = ()
    tone_ms: Annotated[int, Meta(ge=0, le=10_000)] = 0

    def __post_init__(self) -> None:
        if not 0 < self.expires_ms - self.at <= LONGEST_ACT_MS:
            raise ValueError("an act lasts at most 400 days")
        if (self.kind is ActKind.CANCEL) != bool(self.cancels):
            raise ValueError("a cancel, and only a cancel, names what it cancels")
        if (self.kind is ActKind.TONE) != bool(self.tone_ms):
            raise ValueError("a tone, and only a tone, has a length")
