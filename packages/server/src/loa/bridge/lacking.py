"""What a device lacks of what it should hold, by what it says it holds. Pure: the time is passed in."""

from collections.abc import Iterator
from typing import Final

from loa_protocol.encoding import encode
from loa_protocol.messages import Answered, Give, Have, Resend, Stored, TrustNamed
from loa_protocol.timing import SECOND

from loa.bridge.registry import Known
from loa.bridge.shelf import Held, Shelf, Trust
from loa.files import token
from loa.keys.rules import CREDIBLE_MS, INLINE

GIVEN_AT_ONCE: Final = 16
_RENEWED_MS: Final = token.LIFETIME_S * SECOND // 2


def trust(have: Have, shelf: Shelf) -> Trust | None:
    """The trust file, if what the device holds is older."""
    newest = shelf.trust
    if newest is None or (have.trust_serial, have.trust_seq) >= newest.order:
        return None
    return newest


def said_of(newest: Trust) -> bytes:
    """How a trust file is sent: itself, or where it lies."""
    if len(newest.file) <= INLINE:
        return newest.file
    return encode(TrustNamed(v=1, sha256=newest.sha256, bytes=len(newest.file)))


def assignment(have: Have, device: Known, shelf: Shelf) -> Held | None:
    """The device's assignment, if what it holds is older."""
    newest = shelf.newest("assign", device.id)
    held = have.assignment_serial, have.assignment_seq
    return newest if newest is not None and held < newest.order else None


def address(have: Have, shelf: Shelf) -> Held | None:
    """The server's announced address, if what the device holds is older."""
    newest = shelf.newest("address", "all")
    held = have.address_serial, have.address_seq
    return newest if newest is not None and held < newest.order else None


def door(have: Have, now_ms: int) -> bool:
    """Does it need a token for the file door? It has none, or one with less than half its life ahead."""
    return have.door_until < now_ms + _RENEWED_MS


def plan(have: Have, device: Known, shelf: Shelf) -> Held | None:
    """The plan in force, if the device holds another plan, an older head, or another head of that order."""
    newest = shelf.newest("plan", device.plan_id)
    if newest is None:
        return None
    held = have.plan_serial, have.plan_seq
    same = have.plan_id == device.plan_id and (
        held > newest.order or (held == newest.order and have.plan_sha256 == newest.sha256)
    )
    return None if same else newest


def is_ahead(have: Have, device: Known, shelf: Shelf, now_ms: int) -> bool:
    """Does it hold a higher plan than we ever signed, and one that we may have (our data come from a backup)?

    What is too far ahead, or of a key later than any that we know, is not believed and nothing is signed.
    """
    if have.plan_id != device.plan_id or shelf.trust is None:
        return False
    newest = shelf.newest("plan", device.plan_id)
    held = have.plan_serial, have.plan_seq
    ahead = newest is None or held > newest.order
    return ahead and 0 < have.plan_seq <= now_ms + CREDIBLE_MS and have.plan_serial <= shelf.trust.order[0]


def acts(have: Have, device: Known, shelf: Shelf) -> Iterator[bytes]:
    """Heads of the acts in force for the device that it does not hold, and the asking for those it holds and
    we do not know."""
    for act in shelf.acts:
        if act.sha256 not in have.acts and act.reaches(device):
            yield act.head
    strange = tuple(each for each in have.acts if each in shelf.unknown)
    if strange:
        yield encode(Give(v=1, acts=strange[:GIVEN_AT_ONCE]))


def records(have: Have, device: Known, shelf: Shelf) -> Iterator[bytes]:
    """Records that we miss are asked for; of those that we have, the last is named. So a box that lost its
    count goes on behind it."""
    last, batch = shelf.chains.get((device.id, device.public_key), (0, ""))
    if have.records_stored > last:
        yield encode(Resend(v=1, after=last))
    elif have.records_stored < last:
        yield encode(Stored(v=1, upto=last, batch_sha256=batch))


def answered(have: Have) -> bytes:
    """The last word of an answer."""
    return encode(Answered(v=1, number=have.number))
