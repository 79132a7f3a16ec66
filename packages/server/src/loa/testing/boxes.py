"""Boxes for tests: the claim that one seals for a device."""

import secrets
from uuid import UUID

from loa_protocol.heads import seal
from loa_protocol.messages import Claim
from loa_protocol.signing import SoftKey

from loa.fleet.sealed_claim import SealedClaim, read


def claim(device: UUID, key: SoftKey, secret: str = "") -> SealedClaim:
    """Returns the claim of a box with this key, with this secret or otherwise with a random one."""
    said = Claim(
        v=1,
        device=str(device),
        secret=secret or secrets.token_hex(16),
        public_key=key.public_key.hex(),
        agent="test",
        has_rtc=True,
    )
    found = read(seal(said, key))
    assert found is not None
    return found
