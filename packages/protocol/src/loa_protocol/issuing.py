"""Creates root statements, delegations and the trust file. The signer and the tests use it."""

from collections.abc import Iterable

from loa_protocol.encoding import to_text
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Delegation,
    LoweredFloor,
    Revocation,
    Root,
    RootRevocation,
    TrustFile,
    TrustList,
)
from loa_protocol.signing import Signer
from loa_protocol.timing import DAY

LIST_LIFE_MS = 30 * DAY
LARGEST_LIST = 192 * 1024
"""How many bytes the head of a trust list may have: in base64url it is then as long as `TrustFile.list` may
be. The limit of its payload alone (`signing`) allows a head of 100 bytes more, which no file could carry."""


def root_statement(
    root: Signer,
    next_public_key: bytes,
    *,
    seq: int,
    top: str,
    demo: bool,
    made_at: int,
    by: Signer | None = None,
) -> bytes:
    """Returns a signed root statement. `top` is the unit above all others. `by` is the pinned root: it signs
    for a successor that it did not announce."""
    statement = Root(
        v=1,
        seq=seq,
        public_key=root.public_key.hex(),
        next_sha256=sha256_hex(next_public_key),
        top=top,
        demo=demo,
        made_at=made_at,
    )
    return seal(statement, by or root)


def delegation(root: Signer, delegated: Delegation) -> bytes:
    """Returns a delegation signed by root."""
    return seal(delegated, root)


def lowered_floor(root: Signer, lowered: LoweredFloor) -> bytes:
    """Returns root's signed permission to lower the floor."""
    return seal(lowered, root)


def root_revocation(root: Signer, revoked: Revocation) -> bytes:
    """Returns the revocation of a key, signed by root."""
    return seal(RootRevocation(v=1, revocation=revoked), root)


def trust_list(
    bundle_key: Signer,
    delegations: Iterable[bytes],
    *,
    seq: int,
    made_at: int,
    revocations: tuple[Revocation, ...] = (),
    devices: tuple[str, ...] = (),
) -> bytes:
    """Returns the signed list of the delegations in force. It is valid for 30 days. `delegations` are heads
    signed by root. Raises ValueError for a list that is too large for a trust file."""
    listed = TrustList(
        v=1,
        seq=seq,
        made_at=made_at,
        expires_at=made_at + LIST_LIFE_MS,
        delegations=tuple(sorted(sha256_hex(head) for head in delegations)),
        revocations=revocations,
        devices=devices,
    )
    head = seal(listed, bundle_key)
    if len(head) > LARGEST_LIST:
        raise ValueError(f"a trust list of {len(head)} bytes fits in no trust file")
    return head


def trust_file(
    roots: Iterable[bytes],
    delegations: Iterable[bytes],
    revocations: Iterable[bytes],
    listed: bytes,
    floors: Iterable[bytes] = (),
) -> TrustFile:
    """Returns the trust file as it is sent: the given heads in base64url."""
    return TrustFile(
        v=1,
        roots=tuple(to_text(head) for head in roots),
        delegations=tuple(to_text(head) for head in delegations),
        revocations=tuple(to_text(head) for head in revocations),
        floors=tuple(to_text(head) for head in floors),
        list=to_text(listed),
    )
