"""Provinces with keys of many kinds, and heads of every sort that they sign, well and badly."""

import random
from dataclasses import dataclass

from loa_protocol import issuing, signing, timing
from loa_protocol.encoding import encode, to_text
from loa_protocol.heads import TYPES, seal
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Recipient
from loa_protocol.messages import (
    AssignmentState,
    BodyRef,
    LoweredFloor,
    NewAddress,
    Purpose,
    Revocation,
    Target,
    TargetKind,
    TimeAnswer,
    TrustFile,
    TrustList,
)
from loa_protocol.pins import Pins
from loa_protocol.testing.world import (
    DEVICE,
    DOINGS,
    NOW,
    OTHER_DEVICE,
    PURPOSES,
    Province,
    act,
    assignment,
    delegated,
    key,
    plan,
)

from c_reference import mutating

DAY, HOUR = timing.DAY, timing.HOUR
NONCES = ("5a" * 16, "5b" * 16)
CHAINS = (("38", "16012"), ("38", "16012", "777"), ("16012",), ("38",), ("39", "16012"), ("38", "16013"))
PLACES = (("38",), ("16012",), ("16012", "16013"), ("777",), ("39",), ("16012", "777"))
TARGETS = (
    Target(TargetKind.ALL),
    Target(TargetKind.UNIT, "38"),
    Target(TargetKind.UNIT, "16012"),
    Target(TargetKind.UNIT, "777"),
    Target(TargetKind.UNIT, "16013"),
    Target(TargetKind.PLAN, "16012.34"),
    Target(TargetKind.PLAN, "16012.34.screen"),
    Target(TargetKind.DEVICE, DEVICE),
    Target(TargetKind.DEVICE, OTHER_DEVICE),
)


@dataclass(frozen=True)
class World:
    """A trust file with the pins to judge it by, and heads for the device that believes it."""

    file: TrustFile
    pins: Pins
    heads: list[bytes]


def moment(rng: random.Random) -> int:
    near = (
        0,
        1,
        -1,
        5 * timing.SECOND,
        10 * timing.MINUTE,
        10 * timing.MINUTE + 1,
        HOUR,
        -HOUR,
        2 * DAY,
        2 * DAY + 1,
    )
    return NOW + rng.choice((0, 0, *near, 48 * HOUR, 30 * DAY, -DAY, rng.randrange(-3 * DAY, 3 * DAY)))


def world(rng: random.Random, number: int) -> World:
    """The first is as usual; in the others keys reach less far, are over, revoked, or have been replaced."""
    changes = {}
    for purpose in PURPOSES if number else ():
        if rng.random() < 0.4:
            changes[purpose] = {
                "places": rng.choice(PLACES),
                "valid_from": NOW + rng.choice((-DAY, -DAY, -1, 0, 1, HOUR)),
                "serial": rng.randint(1, 3),
            }
    province = Province(changes=changes)
    heads = list(province.delegations.values())
    for purpose in rng.sample(PURPOSES, rng.randint(0, 2)) if number else ():
        again = delegated(
            purpose, province.keys[purpose], serial=rng.randint(1, 4), places=rng.choice(PLACES)
        )
        heads.append(issuing.delegation(province.root, again))
    rng.shuffle(heads)
    revoked = [key(name).key_id for name in ("act", "stranger", "plan") if number and rng.random() < 0.15]
    made_at = NOW - rng.choice((0, 0, HOUR, DAY))
    listed = TrustList(
        v=1,
        seq=rng.randint(1, 9),
        made_at=made_at,
        expires_at=made_at + rng.choice((30 * DAY, 30 * DAY, DAY + HOUR)),
        delegations=tuple(sha256_hex(one) for one in heads if not number or rng.random() < 0.95),
        revocations=tuple(Revocation(key_id=one, at=NOW) for one in revoked),
        devices=() if number % 8 else (OTHER_DEVICE,),
    )
    taken = [
        issuing.root_revocation(province.root, Revocation(key(name).key_id, NOW))
        for name in ("time", "assign", "stranger")
        if number and rng.random() < 0.1
    ]
    floors = [
        seal(
            LoweredFloor(
                1, rng.randint(1, 3), rng.choice(("", DEVICE, OTHER_DEVICE)), moment(rng), NOW + HOUR
            ),
            by,
        )
        for by in (province.root, key("stranger"))
        if rng.random() < 0.4
    ]
    file = TrustFile(
        1,
        (),
        tuple(to_text(one) for one in heads),
        tuple(to_text(one) for one in taken),
        tuple(to_text(one) for one in floors),
        to_text(seal(listed, province.keys[Purpose.BUNDLE])),
    )
    return World(file, province.pinned(), [sealed(rng, province) for _ in range(300)])


def sealed(rng: random.Random, province: Province) -> bytes:
    """A head of any type, mostly by the key that may sign it; of one in six the message itself is wrong."""
    said = message(rng)
    purpose, type_ = TYPES[type(said)]
    signer = province.keys.get(purpose) if rng.random() < 0.93 else None
    if signer is None:
        signer = rng.choice((*province.keys.values(), key("stranger"), province.root))
    payload = encode(said)
    if rng.random() < 0.16:
        payload = mutating.message(rng, payload) or b"{}"
    return signing.sign(purpose.value, type_, payload.ljust(2), signer)


def message(rng: random.Random):
    """What a head may say to this device, or to another."""
    kind = rng.choice(("assignment", "address", "plan", "plan", "act", "act", "act", "time"))
    seq = max(1, rng.choice((1, 2, 3, moment(rng), NOW)))
    if kind == "assignment":
        places = rng.choice(CHAINS)
        return assignment(
            seq=seq,
            places=places,
            plan_id=rng.choice((f"{places[-1]}.34", f"{places[-1]}.34", "16012.34")),
            device=rng.choice((DEVICE, DEVICE, DEVICE, OTHER_DEVICE)),
            public_key=key(rng.choice(("device", "device", "device", "stranger"))).public_key.hex(),
            state=rng.choice(tuple(AssignmentState)),
            at=moment(rng),
        )
    if kind == "address":
        return NewAddress(1, seq, rng.choice(TARGETS), "https://loa.test", "mqtts://loa.test", moment(rng))
    if kind == "plan":
        start = moment(rng)
        return plan(
            seq=seq,
            plan_id=rng.choice(("16012.34", "16012.34", "16012.35", "777.34", "38.34")),
            bodies=tuple(BodyRef(v, f"{rng.randrange(16):064x}") for v in range(1, rng.randint(2, 4))),
            valid_from=start,
            valid_to=start + rng.choice((1, HOUR, 8 * DAY)),
        )
    if kind == "act":
        at = moment(rng)
        return act(
            target=rng.choice(TARGETS),
            seq=seq,
            does=rng.choice(tuple(DOINGS.values())),
            at=at,
            latest_start_ms=at + rng.choice((0, timing.MINUTE)),
            expires_ms=at + rng.choice((1, timing.MINUTE, DAY)),
        )
    return TimeAnswer(1, rng.choice((DEVICE, DEVICE, DEVICE, OTHER_DEVICE)), rng.choice(NONCES), moment(rng))


def devices(rng: random.Random) -> list[Recipient]:
    """One device in many stations of its life."""
    public = key("device").public_key.hex()
    made = [Recipient(DEVICE, public)]
    for places in CHAINS:
        for state in (AssignmentState.ACTIVE, AssignmentState.ACTIVE, AssignmentState.DISABLED):
            mine = assignment(places=places, plan_id=f"{places[-1]}.34", state=state)
            made.append(Recipient(DEVICE, public, mine))
    rng.shuffle(made)
    return made
