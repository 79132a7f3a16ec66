"""The worlds of the golden heads: the trust file and the pins of a device when it receives a head, by
name."""

from typing import Any, NamedTuple

import msgspec

from loa_protocol import issuing
from loa_protocol.encoding import decode, from_text, to_text
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Recipient
from loa_protocol.messages import Purpose, TrustFile, TrustList
from loa_protocol.pins import Pins, PlanPin
from loa_protocol.refusals import Refusal
from loa_protocol.testing.world import DEVICE, NOW, OTHER_DEVICE, Province, address, assignment, key, me, plan
from loa_protocol.timing import DAY, HOUR
from loa_protocol.trust import believe

Case = dict[str, Any]
PROVINCE = Province()
SEQ = 5
"""The sequence of the held assignment. That of the held plan is NOW."""

ADDRESS_SEQ = NOW - DAY
"""The sequence of the held address."""

UNASSIGNED = Recipient(DEVICE, key("device").public_key.hex())
_OTHERS = (Purpose.PLAN, Purpose.ACT, Purpose.TIME, Purpose.ASSIGN)


class HeadCase(NamedTuple):
    """A case: a head that a device receives in one of these worlds. `refused` is None where it is
    accepted."""

    name: str
    head: bytes
    refused: str | None = None
    world: str = "usual"
    who: Recipient = me()
    now: int = NOW
    sure: bool = True
    held: bool = False


def changed(**changes: Any) -> Province:
    """Returns a province in which the delegations of all keys but the list's have these changes."""
    return Province(changes=dict.fromkeys(_OTHERS, changes))


def all_worlds() -> Case:
    """Returns every world: the trust file, the moment at which it was accepted, and the pins after it."""
    plan_key, act_key = key("plan").key_id, key("act").key_id
    revoking = tuple(key(purpose.value).key_id for purpose in _OTHERS)
    usual = PROVINCE.file()
    fresh = _after(usual)
    held = msgspec.structs.replace(
        fresh,
        assignment_serial=1,
        assignment_seq=SEQ,
        assignment_sha256=sha256_hex(PROVINCE.seal(assignment(seq=SEQ))),
        address_serial=1,
        address_seq=ADDRESS_SEQ,
        address_sha256=sha256_hex(PROVINCE.seal(address(seq=ADDRESS_SEQ))),
        plans=(PlanPin(plan().plan_id, 1, NOW, sha256_hex(PROVINCE.seal(plan()))),),
    )
    foreign = changed(places=("16013",), valid_to=NOW + HOUR).file()
    made = {
        "usual": (usual, held),
        "fresh": (usual, fresh),
        "a floor of tomorrow": (usual, msgspec.structs.replace(fresh, floor=NOW + DAY)),
        "a floor of three days on": (usual, msgspec.structs.replace(fresh, floor=NOW + 3 * DAY)),
        "no trusted clock yet": (usual, msgspec.structs.replace(fresh, floor=0)),
        "revoked by the list": (PROVINCE.file(seq=2, revoked=revoking), None),
        "revoked before": (usual, msgspec.structs.replace(held, revoked=(plan_key, act_key))),
        "a device shut out": (PROVINCE.file(seq=2, devices=(OTHER_DEVICE, DEVICE)), None),
        "another device shut out": (PROVINCE.file(seq=2, devices=(OTHER_DEVICE,)), None),
        "a list of an hour": (_short_lived(), None),
        "left out": (_without(Purpose.PLAN), None),
        "keys of another commune": (changed(places=("16013",)).file(), None),
        "an hour of another commune": (foreign, msgspec.structs.replace(_after(foreign), floor=NOW + HOUR)),
        "keys of two districts": (changed(places=("d1", "d2", "16012")).file(), None),
        "keys of the commune": (changed(places=("16012",)).file(), None),
        "keys of two communes": (changed(places=("16012", "16013")).file(), None),
        "keys of the district": (changed(places=("d1",)).file(), None),
        "newer keys": (changed(serial=2).file(), held),
        "held by newer keys": (
            usual,
            msgspec.structs.replace(
                held,
                assignment_serial=2,
                assignment_seq=1,
                address_serial=2,
                address_seq=1,
                plans=(PlanPin(plan().plan_id, 2, 1, "ef" * 32),),
            ),
        ),
        "64 other plans held": (usual, msgspec.structs.replace(fresh, plans=_plans())),
        "keys of an hour": (changed(valid_to=NOW + HOUR).file(), None),
        "keys of later": (changed(valid_from=NOW + HOUR).file(), None),
        "keys of next month": (changed(valid_from=NOW + 31 * DAY).file(), None),
    }
    return {
        name: {"trust_file": file, "now": NOW, "pins": pins or _after(file)}
        for name, (file, pins) in made.items()
    }


def common() -> Case:
    """Returns the id and the public key of the device."""
    return {"device": DEVICE, "public_key_hex": me().public_key}


def _without(purpose: Purpose) -> TrustFile:
    heads = list(PROVINCE.delegations.values())
    fewer = [head for one, head in PROVINCE.delegations.items() if one is not purpose]
    listed = issuing.trust_list(PROVINCE.keys[Purpose.BUNDLE], fewer, seq=2, made_at=NOW)
    return issuing.trust_file([], heads, [], listed)


def _plans() -> tuple[PlanPin, ...]:
    """Returns the pins of 64 plan ids of other hamlets."""
    return tuple(PlanPin(f"16012.{number}", 1, NOW, "ef" * 32) for number in range(101, 165))


def _short_lived() -> TrustFile:
    usual = PROVINCE.file()
    head = from_text(usual.list)
    listed = decode(head[head.index(b"{") : -64], TrustList)
    short = msgspec.structs.replace(listed, expires_at=NOW + HOUR)
    return msgspec.structs.replace(usual, list=to_text(PROVINCE.seal(short)))


def _after(file: TrustFile) -> Pins:
    outcome = believe(file, PROVINCE.pinned(), NOW)
    if isinstance(outcome, Refusal):
        raise TypeError(f"a golden trust file is refused: {outcome}")
    return outcome.pins
