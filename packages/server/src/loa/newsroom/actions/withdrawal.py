"""Withdrawal: the bulletin is taken off the air at once on every device that can be reached. The approval
stays on record with its end and its reason."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict, Invalid
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.places import rights

from .. import queries
from ..events import BulletinWithdrawn
from ..models import Bulletin, Decision
from . import deciding, locking
from .submission import MOST_REASON


@transaction.atomic
def withdraw(bulletin_id: int, reason: str) -> Bulletin:
    """Withdraws an approved bulletin.

    Any editor or approver of its unit may do it; stopping needs no second person. Raises Conflict if
    nothing approved stands.
    """
    bulletin = locking.hold(bulletin_id)
    unit = bulletin.unit_id
    rights.require(actor.current(), Capability.WITHDRAW, unit)
    standing = queries.standing_approval(bulletin)
    if standing is None:
        if bulletin.state == Bulletin.State.WITHDRAWN:
            raise deciding.overtaken(bulletin)
        raise Conflict(_("Bản tin này không có bản đã duyệt nào để rút."))
    reason = reason.strip()[:MOST_REASON]
    if not reason:
        raise Invalid(_("Ghi lý do rút để người sau còn biết."), field="reason")
    deciding.decide(bulletin, Decision.WITHDRAWN, reason, ends=standing)
    # The right was checked above, by role and place. No role has Wagtail's own permission to unpublish.
    # commit=False: the row is saved below, together with its state.
    UnpublishAction(bulletin, commit=False, user=locking.account()).execute(skip_permission_checks=True)
    bulletin.state = Bulletin.State.WITHDRAWN
    bulletin.changed_at = clock.now()
    bulletin.save()
    audit.record("newsroom.withdrawn", bulletin, unit, approval=str(standing.pk), reason=reason)
    announce(BulletinWithdrawn(bulletin.pk, unit, standing.pk, reason))
    return bulletin
