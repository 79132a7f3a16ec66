"""Golden record batches: the records of a power cut in a sound (PROTOCOL.md, section 13)."""

from typing import Any

from loa_protocol.encoding import encode
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import FIRST_BATCH, ClockQuality, Record, RecordBatch, RecordKind
from loa_protocol.testing.golden.samples import HASH
from loa_protocol.testing.world import DEVICE, NOW, PLAN_ID, key, plan

Case = dict[str, Any]
BOOTS = ("0b" * 16, "0c" * 16)
"""The run before the power cut, and the one after it."""

STARTED_MS = (NOW - 5_000, NOW + 75_000)
"""When each run began (UTC ms). Its monotonic clock counts from there."""

CUT_MS = 60_000
BACK_MS = 80_000
LENGTH_MS = 300_000
"""The length of the sound. It lasts five minutes, power fails after one minute (CUT_MS), and the sound
resumes at its 81st second (BACK_MS)."""


def _record(run: int, kind: RecordKind, wall_ms: int, **more: Any) -> Record:
    return Record(kind, wall_ms, wall_ms - STARTED_MS[run], ClockQuality.RTC, **more)


def cases() -> Case:
    """Returns the cases of records.json: two batches of one device; the second has the hash of the first."""
    device, plan_head = key("device"), sha256_hex(seal(plan(), key("plan")))
    sound: Case = {
        "item": "0199dddd-0000-7000-8000-000000000001@2026-11-23",
        "media_sha256": HASH,
        "plan_sha256": plan_head,
        "planned_ms": NOW,
    }
    lost = BACK_MS - CUT_MS
    before = RecordBatch(
        v=1,
        device=DEVICE,
        boot=BOOTS[0],
        first=1,
        prev_sha256=FIRST_BATCH,
        records=(
            _record(0, RecordKind.BOOT, STARTED_MS[0], note="0.1.0"),
            _record(0, RecordKind.STARTED, NOW, **sound),
        ),
    )
    head = seal(before, device)
    # The next run writes this record. Its monotonic clock had not started at that moment, so mono_ms is 0.
    power = Record(
        RecordKind.CUT,
        NOW + CUT_MS,
        0,
        ClockQuality.NONE,
        **sound,
        offset_ms=CUT_MS,
        lost_ms=LENGTH_MS - CUT_MS,
        code="power",
    )
    after = RecordBatch(
        v=1,
        device=DEVICE,
        boot=BOOTS[1],
        first=3,
        prev_sha256=sha256_hex(head),
        records=(
            _record(1, RecordKind.BOOT, STARTED_MS[1], note="0.1.0"),
            power,
            _record(1, RecordKind.RESUMED, NOW + BACK_MS, **sound, offset_ms=BACK_MS, lost_ms=lost),
            _record(
                1, RecordKind.CUT, NOW + LENGTH_MS, **sound, offset_ms=LENGTH_MS, lost_ms=lost, code="ended"
            ),
        ),
    )
    return {
        "public_key_hex": device.public_key.hex(),
        "seed_hex": device.seed.hex(),
        "plan": PLAN_ID,
        "batches": [
            {"head_hex": raw.hex(), "sha256": sha256_hex(raw), "payload": encode(batch).decode()}
            for raw, batch in ((head, before), (seal(after, device), after))
        ],
    }
