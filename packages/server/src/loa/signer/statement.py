"""The root's statement about itself. Reads it, also in its first form, which named no top, and makes it again
with a top.

A device accepts a new statement that the pinned root signed, with a higher sequence and the same demo mark
(PROTOCOL.md, section 3). A claim code carries the hash of one statement, so older codes stop working.
"""

from dataclasses import dataclass

from loa_protocol import signing
from loa_protocol.encoding import decode
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Root as Statement
from loa_protocol.messages.common import Ms, PublicKey, Sequence, Sha256, Struct, Version
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.signing import SoftKey
from loa_protocol.timing import from_ms

from loa.keys.models import Root


class _First(Struct, frozen=True):
    """A statement in the first form, which did not name the top."""

    v: Version
    seq: Sequence
    public_key: PublicKey
    next_sha256: Sha256
    demo: bool
    made_at: Ms


@dataclass(frozen=True)
class StatementContent:
    """The content of a statement. top: code of the unit above all others, "" where the statement names
    none."""

    next_sha256: str
    top: str
    demo: bool


def read(row: Root) -> StatementContent:
    """Returns the content of the statement in a root's row. Raises ValueError where the root did not sign
    it."""
    head = signing.verify(bytes(row.statement), bytes(row.public_key), "root", "root")
    if isinstance(head, Refusal):
        raise ValueError(f"a statement that root {row.key_id} did not sign: {head.code}")
    try:
        said = decode(head.payload, Statement)
    except Malformed:
        first = decode(head.payload, _First)
        return StatementContent(first.next_sha256, "", first.demo)
    return StatementContent(said.next_sha256, said.top, said.demo)


def again(root: SoftKey, row: Root, said: StatementContent, top: str, at: int) -> Root:
    """Returns the same statement with a top, made at `at` (UTC ms), as a row that is not saved yet."""
    sequence = row.sequence + 1
    statement = seal(
        Statement(
            v=1,
            seq=sequence,
            public_key=root.public_key.hex(),
            next_sha256=said.next_sha256,
            top=top,
            demo=said.demo,
            made_at=at,
        ),
        root,
    )
    return Root(
        sequence=sequence,
        key_id=root.key_id,
        public_key=root.public_key,
        statement=statement,
        sha256=sha256_hex(statement),
        demo=said.demo,
        made_at=from_ms(at),
    )
