"""A small province with real keys, for tests only: every seed is public."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loa_protocol import issuing, timing
from loa_protocol.heads import TYPES, seal
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Recipient
from loa_protocol.messages import (
    Act,
    ActKind,
    Assignment,
    AssignmentState,
    Blank,
    BodyRef,
    Cancel,
    Cancelled,
    CancelWhat,
    Decider,
    Delegation,
    Envelope,
    NewAddress,
    Plan,
    Priority,
    Purpose,
    Restore,
    Revocation,
    Rung,
    Silence,
    Target,
    TargetKind,
    Tone,
    TrustFile,
    Window,
)
from loa_protocol.messages.common import Struct
from loa_protocol.pins import Pins
from loa_protocol.roots import pin_root
from loa_protocol.signing import SoftKey
from loa_protocol.trust import AcceptedTrust, Trust, believe

NOW = timing.at_minute(date(2026, 11, 23), 8 * 60)
DEVICE = "0199aaaa-0000-7000-8000-000000000001"
OTHER_DEVICE = "0199aaaa-0000-7000-8000-000000000002"
TOP = "38"
PLACES = (TOP, "16012")
PLAN_ID = "16012.34"
ENVELOPE = Envelope(hours=(Window(300, 1320),), minutes=60, volume=90)
PURPOSES = (Purpose.BUNDLE, Purpose.PLAN, Purpose.ACT, Purpose.TIME, Purpose.ASSIGN)


def key(name: str) -> SoftKey:
    """Returns a test key. Its seed is the SHA-256 of a fixed prefix and the name."""
    return SoftKey(hashlib.sha256(b"loa test key: " + name.encode()).digest())


def delegated(purpose: Purpose, holder: SoftKey, **changes: Any) -> Delegation:
    fields: dict[str, Any] = {
        "v": 1,
        "serial": 1,
        "purpose": purpose,
        "public_key": holder.public_key.hex(),
        "places": (TOP,),
        "highest": Priority.PRIORITY,
        "valid_from": NOW - timing.DAY,
        "valid_to": NOW + 390 * timing.DAY,
        "envelope": ENVELOPE,
    }
    return Delegation(**{**fields, **changes})


@dataclass
class Province:
    """A root, one key for each purpose and their delegations. It issues trust files and seals messages.

    changes: fields to change in the delegation of a purpose.
    """

    demo: bool = True
    changes: dict[Purpose, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = key("root")
        self.next_root = key("next root")
        self.keys = {purpose: key(purpose.value) for purpose in PURPOSES}
        self.statement = issuing.root_statement(
            self.root, self.next_root.public_key, seq=1, top=TOP, demo=self.demo, made_at=NOW - timing.DAY
        )
        self.delegations = {
            purpose: issuing.delegation(
                self.root, delegated(purpose, holder, **self.changes.get(purpose, {}))
            )
            for purpose, holder in self.keys.items()
        }

    def file(
        self,
        seq: int = 1,
        made_at: int = NOW,
        revoked: tuple[str, ...] = (),
        devices: tuple[str, ...] = (),
    ) -> TrustFile:
        heads = list(self.delegations.values())
        listed = issuing.trust_list(
            self.keys[Purpose.BUNDLE],
            heads,
            seq=seq,
            made_at=made_at,
            revocations=tuple(Revocation(key_id=k, at=made_at) for k in revoked),
            devices=devices,
        )
        return issuing.trust_file([], heads, [], listed)

    def pinned(self) -> Pins:
        pins = pin_root(self.statement, sha256_hex(self.statement), demo_allowed=True)
        assert isinstance(pins, Pins)
        return pins

    def believed(self, now: int = NOW, **file: Any) -> tuple[Trust, Pins]:
        outcome = believe(self.file(**file), self.pinned(), now)
        assert isinstance(outcome, AcceptedTrust), outcome
        return outcome.trust, outcome.pins

    def seal(self, message: Struct, purpose: Purpose | None = None) -> bytes:
        return seal(message, self.keys[purpose or TYPES[type(message)][0]])


def assignment(**changes: Any) -> Assignment:
    fields: dict[str, Any] = {
        "v": 1,
        "seq": 1,
        "device": DEVICE,
        "public_key": key("device").public_key.hex(),
        "state": AssignmentState.ACTIVE,
        "site": "Nhà văn hóa thôn Đông",
        "places": PLACES,
        "plan_id": PLAN_ID,
        "groups": (),
        "volume": 80,
        "ceiling": Rung.COMPLETED,
        "at": NOW,
    }
    return Assignment(**{**fields, **changes})


def me(**changes: Any) -> Recipient:
    return Recipient(DEVICE, key("device").public_key.hex(), assignment(**changes))


def plan(**changes: Any) -> Plan:
    start, _ = timing.day_bounds(date(2026, 11, 23))
    fields: dict[str, Any] = {
        "v": 1,
        "plan_id": PLAN_ID,
        "seq": NOW,
        "bodies": (BodyRef(1, "ab" * 32),),
        "valid_from": start,
        "valid_to": start + 8 * timing.DAY,
        "fetch_from": NOW,
        "fetch_by": NOW + timing.HOUR,
    }
    return Plan(**{**fields, **changes})


def address(**changes: Any) -> NewAddress:
    fields: dict[str, Any] = {
        "v": 1,
        "seq": NOW,
        "target": Target(TargetKind.ALL),
        "url": "https://loa.test",
        "mqtt": "mqtts://loa.test:8883",
        "at": NOW,
    }
    return NewAddress(**{**fields, **changes})


DOINGS = {
    ActKind.SILENCE: Silence(),
    ActKind.BLANK: Blank(),
    ActKind.RESTORE: Restore(),
    ActKind.CANCEL: Cancel((Cancelled(CancelWhat.SLOT, "a"),)),
    ActKind.TONE: Tone(3000),
}


def act(kind: ActKind = ActKind.SILENCE, target: Target | None = None, **changes: Any) -> Act:
    fields: dict[str, Any] = {
        "v": 1,
        "id": "0199bbbb-0000-7000-8000-000000000001",
        "seq": NOW,
        "does": DOINGS[kind],
        "target": target or Target(TargetKind.UNIT, "16012"),
        "at": NOW,
        "latest_start_ms": NOW + timing.MINUTE,
        "expires_ms": NOW + timing.DAY,
        "by": Decider("17", "16012"),
        "why": "Loa hú",
    }
    return Act(**{**fields, **changes})
