"""Decides what a device lacks, from what it reports that it holds. Pure: the time is passed in."""

from collections.abc import Iterator
from typing import Final

from loa_protocol.encoding import encode
from loa_protocol.messages import Answered, Give, Have, Resend, Stored, TrustNamed
from loa_protocol.timing import SECOND

from loa.bridge.registry import KnownDevice
from loa.bridge.snapshot import HeadInForce, Snapshot, TrustInForce
from loa.files import token
from loa.keys.rules import CREDIBLE_MS, INLINE

# The most acts that one message asks for; the device's next `have` brings the rest.
GIVEN_AT_ONCE: Final = 16
_RENEWED_MS: Final = token.LIFETIME_S * SECOND // 2


def trust(have: Have, snapshot: Snapshot) -> TrustInForce | None:
    """Returns the trust file if the device holds an older one."""
    newest = snapshot.trust
    if newest is None or (have.trust_serial, have.trust_seq) >= newest.order:
        return None
    return newest


def said_of(newest: TrustInForce) -> bytes:
    """Returns how a trust file is sent: the file itself, or its name by hash if it is longer than INLINE."""
    if len(newest.file) <= INLINE:
        return newest.file
    return encode(TrustNamed(v=1, sha256=newest.sha256, bytes=len(newest.file)))


def assignment(have: Have, device: KnownDevice, snapshot: Snapshot) -> HeadInForce | None:
    """Returns the device's assignment if the device holds an older one."""
    newest = snapshot.newest("assign", device.id)
    held = have.assignment_serial, have.assignment_seq
    return newest if newest is not None and held < newest.order else None


def address(have: Have, snapshot: Snapshot) -> HeadInForce | None:
    """Returns the server's announced address if the device holds an older one."""
    newest = snapshot.newest("address", "all")
    held = have.address_serial, have.address_seq
    return newest if newest is not None and held < newest.order else None


def door(have: Have, now_ms: int) -> bool:
    """Returns True if the device needs a token for the file door: it has none, or one with less than
    half of its lifetime left."""
    return have.door_until < now_ms + _RENEWED_MS


def plan(have: Have, device: KnownDevice, snapshot: Snapshot) -> HeadInForce | None:
    """Returns the plan in force if the device holds another plan, an older head, or another head with the
    same serial and sequence."""
    newest = snapshot.newest("plan", device.plan_id)
    if newest is None:
        return None
    held = have.plan_serial, have.plan_seq
    same = have.plan_id == device.plan_id and (
        # A higher plan than ours is left alone: the server may come from a backup (see `is_ahead`).
        held > newest.order or (held == newest.order and have.plan_sha256 == newest.sha256)
    )
    return None if same else newest


def is_ahead(have: Have, device: KnownDevice, snapshot: Snapshot, now_ms: int) -> bool:
    """Returns True if the device holds a higher plan than this server ever signed, and one that the server
    may have signed and lost (its data come from a backup).

    A sequence too far in the future, or a serial higher than any that the server knows, is not believed, and
    nothing is signed for it.
    """
    if have.plan_id != device.plan_id or snapshot.trust is None:
        return False
    newest = snapshot.newest("plan", device.plan_id)
    held = have.plan_serial, have.plan_seq
    ahead = newest is None or held > newest.order
    return ahead and 0 < have.plan_seq <= now_ms + CREDIBLE_MS and have.plan_serial <= snapshot.trust.order[0]


def acts(have: Have, device: KnownDevice, snapshot: Snapshot) -> Iterator[bytes]:
    """Yields the heads of the acts in force for the device that it does not hold, and a request for those
    that it holds and the server does not know."""
    for act in snapshot.acts:
        if act.sha256 not in have.acts and act.reaches(device):
            yield act.head
    # `snapshot.unknown` holds no act that a device has sent already, so each is asked for until it came.
    strange = tuple(each for each in have.acts if each in snapshot.unknown)
    if strange:
        yield encode(Give(v=1, acts=strange[:GIVEN_AT_ONCE]))


def records(have: Have, device: KnownDevice, snapshot: Snapshot) -> Iterator[bytes]:
    """Yields a request for records that the server misses, or names the last record that the server has. By
    the latter a box that lost its count goes on after that record."""
    last, batch = snapshot.chains.get((device.id, device.public_key), (0, ""))
    if have.records_stored > last:
        yield encode(Resend(v=1, after=last))
    elif have.records_stored < last:
        yield encode(Stored(v=1, upto=last, batch_sha256=batch))


def answered(have: Have) -> bytes:
    """Returns the last message of an answer."""
    return encode(Answered(v=1, number=have.number))
