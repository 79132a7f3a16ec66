"""Revokes an online key: one administrator of the province decides, another one agrees; the signer verifies
both and names the key in the next list.

The checks here only tell people what they may do; the signer's own checks decide.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.keys import queries
from loa.keys.models import Delegation, Revocation, RevocationAgreement
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Unit

LONGEST_WHY = 200


def _allowed(who: Actor) -> tuple[Unit, int]:
    """Returns the province and the person. Raises Forbidden for anyone who is not an administrator there."""
    province = places.province()
    rights.require(who, Capability.REVOKE_KEYS, province.id if province else 0)
    if province is None or who.person_id is None:
        raise Forbidden(_("Thu hồi khóa là việc của người, không phải của máy."))
    return province, who.person_id


def _in_force(key_id: str) -> Delegation:
    found = queries.delegations(clock.now()).filter(key_id=key_id).first()
    if found is None:
        raise NotFound(_("Không có khóa này trong những khóa đang dùng."))
    return found


@transaction.atomic
def revoke_key(key_id: str, why: str) -> Revocation:
    """Stores the decision to revoke a key. Nothing changes before a second administrator agrees.

    A second call by the same person changes nothing. Raises Forbidden, NotFound, Invalid (no reason given, or
    one that is too long), Conflict (somebody else has decided it already).
    """
    province, person_id = _allowed(acting.current())
    _in_force(key_id)
    alone_with(LockSubject.KEY, [key_id])  # of simultaneous requests the first one counts
    reason = why.strip()
    if not reason:
        raise Invalid(_("Ghi lý do thu hồi."), "reason")
    if len(reason) > LONGEST_WHY:
        raise Invalid(_("Lý do dài quá %(n)s chữ.") % {"n": LONGEST_WHY}, "reason")
    before = queries.revocations_of([key_id]).get(key_id)
    if before is not None and before.by_id == person_id:
        return before
    if before is not None:
        raise Conflict(_("Đã có người đề nghị thu hồi khóa này: xem rồi đồng ý với đề nghị ấy."))
    made = Revocation.objects.create(unit=province, key_id=key_id, why=reason, by_id=person_id)
    audit.record("keys.key_revocation_asked", f"keys.key:{key_id}", province.id, why=reason)
    return made


@transaction.atomic
def agree(revocation_id: int) -> Revocation:
    """Stores the second administrator's agreement. A second call changes nothing. Raises Forbidden, also for
    the person who made the decision, and NotFound."""
    province, person_id = _allowed(acting.current())
    row = Revocation.objects.filter(pk=revocation_id, device=None).first()
    if row is None or row.key_id is None:
        raise NotFound(_("Không có đề nghị thu hồi này."))
    if row.by_id == person_id:
        raise Forbidden(_("Chính mình đề nghị thì người khác phải đồng ý."))
    alone_with(LockSubject.KEY, [row.key_id])
    if not row.agreements.filter(person_id=person_id).exists():
        RevocationAgreement.objects.create(revocation=row, person_id=person_id, unit=province)
        audit.record("keys.key_revoked", f"keys.key:{row.key_id}", province.id, why=row.why)
    return row
