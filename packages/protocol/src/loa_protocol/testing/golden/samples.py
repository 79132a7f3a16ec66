"""A valid message of every type. The other golden messages are made from their encoded bytes."""

from loa_protocol.encoding import to_text
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    FIRST_BATCH,
    Ack,
    AckState,
    ActKind,
    Answered,
    Body,
    Cancel,
    Cancelled,
    CancelWhat,
    Claim,
    ClaimCode,
    Claimed,
    ClockQuality,
    Connect,
    DayRef,
    Door,
    Give,
    Have,
    Health,
    Hello,
    LoweredFloor,
    NewAddress,
    Purpose,
    Record,
    RecordBatch,
    RecordKind,
    Refused,
    Resend,
    Revocation,
    Root,
    RootRevocation,
    Stored,
    Target,
    TargetKind,
    TimeAnswer,
    TimeQuestion,
    Tone,
    TrustList,
    TrustNamed,
    TurnedBack,
)
from loa_protocol.messages.common import Struct
from loa_protocol.refusals import Code
from loa_protocol.testing.golden.day import DAY, day, item
from loa_protocol.testing.world import (
    DEVICE,
    NOW,
    PLAN_ID,
    TOP,
    Province,
    act,
    assignment,
    delegated,
    key,
    plan,
)
from loa_protocol.timing import DAY as DAY_MS

SERVER = "loa.thanhhoa.test"
BOOT = "0b" * 16
HASH = "ab" * 32
ACT_HASH = "ac" * 32
ACT = "0199bbbb-0000-7000-8000-000000000001"
REVOCATION = Revocation("0c" * 16, NOW, "mất khóa")


def all_types() -> dict[str, Struct]:
    """Returns a message of each type that is sent or signed, by the name of its schema."""
    province, device = Province(), key("device")
    claim = Claim(1, DEVICE, "5e" * 16, device.public_key.hex(), "0.1.0", True)
    code = ClaimCode(1, f"https://{SERVER}", DEVICE, "5e" * 16, sha256_hex(province.statement), NOW)
    sealed = to_text(seal(assignment(), province.keys[Purpose.ASSIGN]))
    heard = Record(RecordKind.STARTED, NOW, 10_000, ClockQuality.RTC, "a@2026-11-23", 0, HASH, HASH, NOW)
    samples: list[Struct] = [
        Root(1, 1, key("root").public_key.hex(), HASH, TOP, True, NOW),
        delegated(Purpose.PLAN, key("plan")),
        RootRevocation(1, REVOCATION),
        LoweredFloor(1, 1, DEVICE, NOW, NOW + DAY_MS),
        TrustList(1, 1, NOW, NOW + 30 * DAY_MS, (HASH,), (REVOCATION,), (DEVICE,)),
        province.file(),
        assignment(groups=("thon",)),
        NewAddress(1, NOW, Target(TargetKind.ALL), f"https://{SERVER}", f"mqtts://{SERVER}:8883", NOW),
        plan(),
        act(),
        TimeQuestion(1, DEVICE, "5a" * 16),
        TimeAnswer(1, DEVICE, "5a" * 16, NOW),
        Body(1, (DayRef(DAY, HASH),)),
        day(item("a", 300, 5)),
        code,
        claim,
        Claimed(1, to_text(province.statement), province.file(), sealed, SERVER, "mqtts://loa.test:8883"),
        Connect(1, SERVER, DEVICE, 42),
        Hello(1, DEVICE, (1,), "0.1.0", BOOT, key("root").key_id, True, ClockQuality.RTC),
        _have(),
        Health(1, DEVICE, NOW, 10_000, ClockQuality.RTC, 10, "", False, 80, 10**9, False, 0, ("disk",), 31),
        Ack(1, DEVICE, ACT, HASH, AckState.REFUSED, NOW, Code.EXPIRED),
        Refused(1, DEVICE, HASH, Code.EXPIRED, NOW, "plan"),
        RecordBatch(1, DEVICE, BOOT, 1, FIRST_BATCH, (heard,)),
        Stored(1, 7, HASH),
        Door(1, "https://loa.test:8443", "token", NOW + 3_600_000),
        Resend(1, 7),
        TurnedBack(1, HASH, Code.MALFORMED),
        TrustNamed(1, HASH, 48_000),
        Give(1, (HASH,)),
        Answered(1, 3),
    ]
    return {type(sample).__name__: sample for sample in samples}


def _have() -> Have:
    """Returns the `have` of a device that lacks one file of its plan."""
    return Have(
        v=1,
        device=DEVICE,
        number=3,
        trust_serial=1,
        trust_seq=1,
        assignment_serial=1,
        assignment_seq=1,
        address_serial=0,
        address_seq=0,
        plan_id=PLAN_ID,
        plan_serial=1,
        plan_seq=NOW,
        plan_sha256=HASH,
        body_sha256=HASH,
        missing=(HASH,),
        missing_count=1,
        acts=(ACT_HASH,),
        door_until=NOW,
        records_last=7,
        records_stored=5,
    )


def acts() -> dict[str, Struct]:
    """Returns an act of each kind that has fields of its own."""
    cancel = act(ActKind.CANCEL, does=Cancel((Cancelled(CancelWhat.SLOT, "a"),)))
    return {"cancel": cancel, "tone": act(ActKind.TONE, does=Tone(3000))}
