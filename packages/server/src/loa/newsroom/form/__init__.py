"""The fixed forms of an approval: the exact bytes that a person approved and that the signer checks.

`first` is read as long as any approval in it is in force; `second` is the form that is written. Whatever form
its bytes have, an approval is read as an `ApprovalForm`.
"""

from collections.abc import Iterable

import msgspec

from .. import times
from . import first, second
from .second import BulletinContent, encode
from .second import Form as ApprovalForm

__all__ = ["BULLETIN", "SESSION", "ApprovalForm", "BulletinContent", "decode", "encode", "names"]

BULLETIN = "bulletin"
"""The tag of this source in a plan: a unit's own bulletin with its approval."""

SESSION = "session"
"""The proof by a signed-in session. It is the only kind until passkeys are supported."""


class _Version(msgspec.Struct):
    version: int


def decode(data: bytes) -> ApprovalForm:
    """Returns an approval from its bytes in any form. Raises msgspec.ValidationError or
    msgspec.DecodeError."""
    if msgspec.json.decode(data, type=_Version).version == 1:
        return _of_first(first.decode(data))
    return second.decode(data)


def names(data: bytes, said: bytes) -> bool:
    """Returns whether the approval in `data` was given for the content in `said`. Raises as `decode` does."""
    if msgspec.json.decode(data, type=_Version).version == 1:
        return first.names(first.decode(data), said)
    return second.names(second.decode(data), said)


def _of_first(old: first.Form) -> ApprovalForm:
    """Returns an approval of form 1 as a present one. Form 1 exists only for a unit's own bulletin, approved
    by a session."""
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
        priority=old.cls,
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
