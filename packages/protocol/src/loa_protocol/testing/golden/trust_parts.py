"""The parts of golden trust files."""

from typing import Any, NamedTuple

from loa_protocol import issuing, signing
from loa_protocol.encoding import encode
from loa_protocol.messages import Delegation, Purpose, Revocation, TrustFile, TrustList
from loa_protocol.pins import Pins
from loa_protocol.signing import SoftKey
from loa_protocol.testing.world import NOW, Province, delegated, key
from loa_protocol.timing import DAY

PROVINCE = Province()
ROOT = PROVINCE.root
BUNDLE = PROVINCE.keys[Purpose.BUNDLE]
HEADS = tuple(PROVINCE.delegations.values())
PINS = PROVINCE.pinned()
NEW = key("new bundle")
"""A newer key for lists."""


class TrustCase(NamedTuple):
    """A case: a trust file that a device receives. `refused` is None where the device accepts it."""

    name: str
    file: TrustFile
    refused: str | None = None
    pins: Pins = PINS
    now: int = NOW
    sure: bool = True


def granted(purpose: Purpose, holder: SoftKey, *, by: SoftKey = ROOT, **changes: Any) -> bytes:
    """Returns the head of a delegation."""
    return issuing.delegation(by, delegated(purpose, holder, **changes))


def unchecked(holder: SoftKey, **changes: Any) -> bytes:
    """Returns the head of a delegation that root signed although readers refuse it."""
    fields: dict[str, Any] = {
        name: getattr(delegated(Purpose.PLAN, holder), name) for name in Delegation.__struct_fields__
    }
    payload = encode_unchecked({**fields, **changes})
    return signing.sign("root", "delegation", payload, ROOT)


def encode_unchecked(fields: dict[str, Any]) -> bytes:
    """Returns the payload of a message whose class would refuse these fields."""
    return encode(fields)  # type: ignore[arg-type]


def listing(
    *heads: bytes,
    seq: int = 5,
    made_at: int = NOW,
    by: SoftKey = BUNDLE,
    revoked: tuple[SoftKey, ...] = (),
    devices: tuple[str, ...] = (),
) -> bytes:
    """Returns the head of a list that names these delegations, or the usual ones."""
    revocations = tuple(Revocation(one.key_id, made_at) for one in revoked)
    return issuing.trust_list(
        by, heads or HEADS, seq=seq, made_at=made_at, revocations=revocations, devices=devices
    )


def list_fields() -> dict[str, Any]:
    """Returns the fields of the usual list. Callers change them into a list that readers refuse."""
    usual = TrustList(1, 5, NOW, NOW + 30 * DAY, (), ())
    return {name: getattr(usual, name) for name in TrustList.__struct_fields__}


def file(
    listed: bytes,
    *heads: bytes,
    roots: tuple[bytes, ...] = (),
    revocations: tuple[bytes, ...] = (),
    floors: tuple[bytes, ...] = (),
) -> TrustFile:
    """Returns a trust file with these delegations, or the usual ones."""
    return issuing.trust_file(roots, heads or HEADS, revocations, listed, floors)


def revocation(of: SoftKey, *, at: int = NOW, by: SoftKey = ROOT) -> bytes:
    """Returns the head of root's revocation of a key."""
    return issuing.root_revocation(by, Revocation(of.key_id, at, "mất khóa"))
