"""Play records: what a device reports of its playback, in signed batches that form a hash chain."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import (
    ClockQuality,
    Count,
    Info,
    MaybeRef,
    MaybeSha256,
    Ms,
    Nonce,
    Sequence,
    Sha256,
    Struct,
    Text,
    Uuid,
    Version,
    Word,
)

FIRST_BATCH = "0" * 64
"""The `prev_sha256` of the first batch of a device's key."""


class RecordKind(StrEnum):
    """started, resumed: sound left the player from offset_ms on. cut: it stopped before its end; why is in
    the code, `ended` where the timeline took the rest, as an emergency does. completed: all of it sounded.
    missed: it should have begun and did not. refused: a head or body was turned away. act: an act took
    effect. tone: a test tone sounded, told when it is over. boot: the agent started."""

    STARTED = "started"
    RESUMED = "resumed"
    CUT = "cut"
    COMPLETED = "completed"
    MISSED = "missed"
    REFUSED = "refused"
    ACT = "act"
    TONE = "tone"
    BOOT = "boot"


class Record(Struct, frozen=True):
    """One thing that happened. Its number is the batch's `first` plus its place in the batch.

    planned_ms: when the plan had this sound begin. wall_ms, mono_ms: when it happened, by the wall clock
    (of quality `clock`) and by the monotonic clock of this boot. offset_ms: place in the sound.
    lost_ms: length that did not sound. plan_sha256: hash of the plan head (or, for `act` and `refused`,
    of the head in question). code: refusal code or reason of the rule. All times UTC milliseconds.
    """

    kind: RecordKind
    wall_ms: Ms
    mono_ms: Ms
    clock: ClockQuality
    item: MaybeRef = ""
    sound: Annotated[int, Meta(ge=0, le=31)] = 0
    media_sha256: MaybeSha256 = ""
    plan_sha256: MaybeSha256 = ""
    planned_ms: Count = 0
    offset_ms: Count = 0
    lost_ms: Count = 0
    code: Word = ""
    note: Text = ""


class RecordBatch(Struct, frozen=True):
    """Records `first`, `first`+1, ... of a device, in the order in which they happened.

    prev_sha256 is the hash of the whole signed head of the batch before, 64 zeros for the first.
    """

    v: Version
    device: Uuid
    boot: Nonce
    first: Sequence
    prev_sha256: Sha256
    records: Annotated[tuple[Record, ...], Meta(min_length=1, max_length=100)]
    info: Info = {}

    def __post_init__(self) -> None:
        # Each record's number is a `Sequence`, whose highest value is 2^53 - 1.
        if self.last >= 2**53:
            raise ValueError("a number above all that a device can reach")

    @property
    def last(self) -> int:
        """The number of the last record."""
        return self.first + len(self.records) - 1
