"""Golden heads, claim codes, passwords and record batches."""

from typing import Any

from loa_protocol import enrolment, signing
from loa_protocol.encoding import encode
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    FIRST_BATCH,
    Claim,
    ClaimCode,
    ClockQuality,
    Record,
    RecordBatch,
    RecordKind,
)
from loa_protocol.testing.world import DEVICE, NOW, OTHER_DEVICE, PLAN_ID, Province, key, plan

Case = dict[str, Any]
NAMES = ("root", "next root", "bundle", "plan", "act", "time", "assign", "device", "stranger")
SERVER = "loa.thanhhoa.test"
BOOT = "0b" * 16


def keys() -> Case:
    """The test keys: seed, public half, key id."""
    made = {}
    for name in NAMES:
        one = key(name)
        made[name] = {
            "seed_hex": one.seed.hex(),
            "public_key_hex": one.public_key.hex(),
            "key_id": one.key_id,
        }
    return {"about": "seed = SHA-256 of 'loa test key: ' + name", "keys": made}


def cases() -> Case:
    """Frames and signatures alone: what each byte string is, verified with the plan key as a plan."""
    signer = key("plan")
    good = seal(plan(), signer)
    start = len(good) - 64 - len(encode(plan()))
    size = start - 4
    altered = good[: start + 20] + bytes((good[start + 20] ^ 1,)) + good[start + 21 :]
    tried = {
        "genuine": (good, None),
        "one bit of the payload altered": (altered, "altered"),
        "one bit of the signature altered": (good[:-1] + bytes((good[-1] ^ 1,)), "altered"),
        "purpose altered": (good.replace(b"\x04plan\x04plan", b"\x04plam\x04plan"), "altered"),
        "no signature": (good[:-64], "unsigned"),
        "a signature of zeros": (good[:-64] + bytes(64), "unsigned"),
        "signature cut short": (good[:-1], "malformed"),
        "a byte left over": (good + b"\x00", "malformed"),
        "another magic": (b"LOB" + good[3:], "malformed"),
        "a higher version": (b"LOA\x02" + good[4:], "malformed"),
        "nothing": (b"", "malformed"),
        "plain JSON": (encode(plan()), "malformed"),
        "payload said to be longer than it is": (
            good[:size] + (60_000).to_bytes(4, "big") + good[start:],
            "malformed",
        ),
        "payload said to be over 64 KiB": (
            good[:size] + (65_537).to_bytes(4, "big") + good[start:],
            "too-large",
        ),
        "payload of one byte": (good[:size] + (1).to_bytes(4, "big") + good[start:], "malformed"),
        "signed by a stranger": (seal(plan(), key("stranger")), "unknown-key"),
        "signed for another purpose": (
            signing.sign("act", "act", encode(plan()), signer),
            "wrong-purpose",
        ),
        "an unknown field": (
            signing.sign("plan", "plan", encode(plan())[:-1] + b',"x":1}', signer),
            "malformed",
        ),
        "a sequence of zero": (_raw_plan(b'"seq":' + str(NOW).encode(), b'"seq":0'), "malformed"),
        "a plan id with a newline": (_raw_plan(b"16012.34", rb"16012.34\n"), "malformed"),
    }
    return {
        "about": "verify each with public_key_hex, purpose plan, type plan, then decode the payload",
        "public_key_hex": signer.public_key.hex(),
        "payload_of_genuine": encode(plan()).decode(),
        "cases": [
            {"name": name, "head_hex": data.hex(), "refused": code} for name, (data, code) in tried.items()
        ],
    }


def _raw_plan(old: bytes, new: bytes) -> bytes:
    payload = encode(plan())
    if old not in payload:
        raise ValueError("the golden plan has changed")
    return signing.sign("plan", "plan", payload.replace(old, new), key("plan"))


def enrolment_cases() -> Case:
    """A claim code, the claim it leads to, and MQTT passwords."""
    province, device = Province(), key("device")
    code = ClaimCode(
        v=1,
        server=f"https://{SERVER}",
        device=DEVICE,
        secret="5e" * 16,
        root_sha256=sha256_hex(province.statement),
    )
    claim = Claim(
        v=1,
        device=DEVICE,
        secret=code.secret,
        public_key=device.public_key.hex(),
        agent="0.1.0",
        has_rtc=True,
    )
    passwords = {
        "genuine": (enrolment.password(SERVER, DEVICE, 42, device), None),
        "the same counter again": (enrolment.password(SERVER, DEVICE, 41, device), "replayed"),
        "another server": (enrolment.password("loa.example.test", DEVICE, 42, device), "wrong-place"),
        "another device": (enrolment.password(SERVER, OTHER_DEVICE, 42, device), "wrong-device"),
        "another key": (enrolment.password(SERVER, DEVICE, 42, key("stranger")), "unknown-key"),
        "not base64url": ("loa!", "malformed"),
    }
    return {
        "claim_code": enrolment.write_code(code),
        "claim_code_json": encode(code).decode(),
        "claim_head_hex": seal(claim, device).hex(),
        "server": SERVER,
        "device": DEVICE,
        "public_key_hex": device.public_key.hex(),
        "last_counter": 41,
        "passwords": [
            {"name": name, "password": text, "refused": code} for name, (text, code) in passwords.items()
        ],
    }


def record_cases() -> Case:
    """Two batches of one device: the second hangs on the first."""
    device, plan_head = key("device"), sha256_hex(seal(plan(), key("plan")))

    def record(kind: RecordKind, at: int, **more: Any) -> Record:
        return Record(kind=kind, wall_ms=NOW + at, mono_ms=10_000 + at, clock=ClockQuality.RTC, **more)

    played = {
        "item": "0199dddd-0000-7000-8000-000000000001@2026-11-23",
        "media_sha256": "ab" * 32,
        "plan_sha256": plan_head,
        "planned_ms": NOW,
    }
    first = RecordBatch(
        v=1,
        device=DEVICE,
        boot=BOOT,
        first=1,
        prev_sha256=FIRST_BATCH,
        records=(record(RecordKind.BOOT, -5000), record(RecordKind.STARTED, 3, **played)),
    )
    head = seal(first, device)
    second = RecordBatch(
        v=1,
        device=DEVICE,
        boot=BOOT,
        first=3,
        prev_sha256=sha256_hex(head),
        records=(
            record(RecordKind.CUT, 60_000, **played, offset_ms=60_000, lost_ms=5000, code="power"),
            record(RecordKind.RESUMED, 65_000, **played, offset_ms=65_000),
            record(RecordKind.COMPLETED, 300_000, **played, offset_ms=300_000),
        ),
    )
    return {
        "public_key_hex": device.public_key.hex(),
        "plan": PLAN_ID,
        "batches": [
            {"head_hex": raw.hex(), "sha256": sha256_hex(raw), "payload": encode(batch).decode()}
            for raw, batch in ((head, first), (seal(second, device), second))
        ],
    }
