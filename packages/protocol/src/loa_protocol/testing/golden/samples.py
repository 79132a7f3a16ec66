"""One honest message of every type, in Loa's own spelling: what the other golden messages are made from."""

from loa_protocol.encoding import to_text
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    FIRST_BATCH,
    Ack,
    AckState,
    ActKind,
    Body,
    Cancelled,
    CancelWhat,
    Claim,
    ClaimCode,
    Claimed,
    ClockQuality,
    Connect,
    DayRef,
    Door,
    Have,
    Health,
    Hello,
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
    TimeAnswer,
    TimeQuestion,
    TrustList,
)
from loa_protocol.messages.common import Struct
from loa_protocol.refusals import Code
from loa_protocol.testing.golden.day import DAY, day, item
from loa_protocol.testing.world import DEVICE, NOW, PLAN_ID, Province, act, assignment, delegated, key, plan
from loa_protocol.timing import DAY as DAY_MS

SERVER = "loa.thanhhoa.test"
BOOT = "0b" * 16
HASH = "ab" * 32
ACT = "0199bbbb-0000-7000-8000-000000000001"
REVOCATION = Revocation("0c" * 16, NOW, "mất khóa")


def all_types() -> dict[str, Struct]:
    """A message of each type that travels or is signed, by the name of its schema."""
    province, device = Province(), key("device")
    claim = Claim(1, DEVICE, "5e" * 16, device.public_key.hex(), "0.1.0", True)
    code = ClaimCode(1, f"https://{SERVER}", DEVICE, "5e" * 16, sha256_hex(province.statement))
    sealed = to_text(seal(assignment(), province.keys[Purpose.ASSIGN]))
    heard = Record(RecordKind.STARTED, NOW, 10_000, ClockQuality.RTC, "a@2026-11-23", 0, HASH, HASH, NOW)
    samples: list[Struct] = [
        Root(1, 1, key("root").public_key.hex(), HASH, True, NOW),
        delegated(Purpose.PLAN, key("plan")),
        RootRevocation(1, REVOCATION),
        TrustList(1, 1, NOW, NOW + 30 * DAY_MS, (HASH,), (REVOCATION,), (DEVICE,)),
        province.file(),
        assignment(groups=("thon",)),
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
        Have(1, DEVICE, 1, 1, 1, PLAN_ID, NOW, HASH, HASH, (HASH,), 1, (ACT,), 7, 5),
        Health(1, DEVICE, NOW, 10_000, ClockQuality.RTC, 10, "", False, 80, 10**9, False, 0, ("disk",), 31),
        Ack(1, DEVICE, ACT, HASH, AckState.REFUSED, NOW, Code.EXPIRED),
        Refused(1, DEVICE, HASH, Code.EXPIRED, NOW, "plan"),
        RecordBatch(1, DEVICE, BOOT, 1, FIRST_BATCH, (heard,)),
        Stored(1, 7, HASH),
        Door(1, "https://loa.test:8443", "token", NOW + 3_600_000),
        Resend(1, 7),
    ]
    return {type(sample).__name__: sample for sample in samples}


def acts() -> dict[str, Struct]:
    """An act of each kind that carries something of its own."""
    cancel = act(ActKind.CANCEL, cancels=(Cancelled(CancelWhat.SLOT, "a"),))
    return {"cancel": cancel, "tone": act(ActKind.TONE, tone_ms=3000)}
