"""The fixed forms of an approval: the very bytes that a person approved and that the signer checks.

`first` is read for as long as one of it stands; `second` is written. Whatever form its bytes have, an
approval is read as an `ApprovalForm`.
"""

from collections.abc import Iterable

import msgspec

from .. import times
from . import first, second
from .second import Form as ApprovalForm
from .second import Said, encode

__all__ = ["BULLETIN", "SESSION", "ApprovalForm", "Said", "decode", "encode", "names"]

BULLETIN = "bulletin"
"""The tag of this source of what may sound: a unit's own bulletin with its approval."""

SESSION = "session"
"""The proof by a signed-in session, the only one there is until passkeys come."""


class _Version(msgspec.Struct):
    version: int


def decode(data: bytes) -> ApprovalForm:
    """An approval's bytes of any form. Raises msgspec.ValidationError or msgspec.DecodeError."""
    if msgspec.json.decode(data, type=_Version).version == 1:
        return _of_first(first.decode(data))
    return second.decode(data)


def names(data: bytes, said: bytes) -> bool:
    """Was the approval of these bytes given for what the others say? Raises as `decode` does."""
    if msgspec.json.decode(data, type=_Version).version == 1:
        return first.names(first.decode(data), said)
    return second.names(second.decode(data), said)


def _of_first(old: first.Form) -> ApprovalForm:
    """What an approval of form 1 says, in the words of today: only an own bulletin's, by a session."""
    return ApprovalForm(
        version=1,
        source=BULLETIN,
        right=old.approval,
        unit=old.unit,
        unit_code=old.unit_code,
        bulletin=old.bulletin,
        revision=old.revision,
        said_sha256=old.revision_sha256,
        media_sha256=old.media_sha256,
        duration_ms=old.duration_ms,
        cls=old.cls,
        hamlets=old.hamlets,
        times=tuple(_times(old.times)),
        valid_from=old.valid_from,
        valid_to=old.valid_to,
        person=old.person,
        role=old.role,
        proof=SESSION,
        decided_ms=old.decided_ms,
    )


def _times(old: Iterable[first.Once | first.Weekly]) -> Iterable[times.Time]:
    for when in old:
        if isinstance(when, first.Once):
            yield times.Once(when.at)
        else:
            yield times.Weekly(when.days, when.time, when.first, when.last)
