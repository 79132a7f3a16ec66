"""A claim as the box signed it; the api and the signer read it by the same code."""

from dataclasses import dataclass
from uuid import UUID

from loa_protocol import messages
from loa_protocol.encoding import decode
from loa_protocol.heads import TYPES
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.signing import open_head


@dataclass(frozen=True)
class SealedClaim:
    """What a box states about itself, and the exact bytes that its own key signed."""

    head: bytes
    said: messages.Claim

    @property
    def device(self) -> UUID:
        """The device that the box claims to be."""
        return UUID(self.said.device)

    @property
    def key(self) -> bytes:
        """The key that signed, raw 32 bytes."""
        return bytes.fromhex(self.said.public_key)


def read(head: bytes) -> SealedClaim | None:
    """Returns the claim in these bytes if the key that it names signed them; None for anything else."""
    sealed = open_head(head)
    if isinstance(sealed, Refusal):
        return None
    try:
        found = sealed.verify_own(lambda payload: bytes.fromhex(decode(payload, messages.Claim).public_key))
        if isinstance(found, Refusal) or (found.purpose, found.type) != TYPES[messages.Claim]:
            return None
        return SealedClaim(head, decode(found.payload, messages.Claim))
    except Malformed:
        return None
