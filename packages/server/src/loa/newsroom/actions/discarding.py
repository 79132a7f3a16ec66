"""Throwing away an edit of an approved bulletin: what is approved sounds on and is what is written next
from."""

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict
from loa.kernel.roles import Capability
from loa.places import rights

from .. import queries
from ..models import Bulletin, Decision
from . import deciding, locking


@transaction.atomic
def discard(bulletin_id: int, seen: str) -> Bulletin:
    """Throws away the edit that the editor saw, in the version `seen`. Its revision stays as it is, with the
    decision on it; the approved one is the latest again.

    Raises Conflict while the edit waits for approval, where nothing approved stands, and when somebody wrote
    on since. Throwing away twice changes nothing.
    """
    bulletin = locking.hold(bulletin_id)
    rights.require(actor.current(), Capability.WRITE, bulletin.unit_id)
    if bulletin.state == Bulletin.State.SUBMITTED:
        raise Conflict(_("Bản sửa đang chờ duyệt. Lấy về rồi mới bỏ được."))
    standing = queries.standing_approval(bulletin)
    if standing is None:
        if bulletin.state == Bulletin.State.WITHDRAWN:
            raise deciding.overtaken(bulletin)
        raise Conflict(_("Bản tin này chưa có bản đã duyệt nào để quay về."))
    thrown = bulletin.latest_revision_id
    if thrown == standing.revision_id:
        return bulletin
    if seen != queries.version(bulletin):
        raise Conflict(_("Có người khác vừa sửa bản tin này. Xem bản mới rồi mới bỏ."))
    # The decision keeps the revision from being overwritten by whoever edits next.
    deciding.decide(bulletin, Decision.DISCARDED)
    bulletin.latest_revision_id = standing.revision_id
    bulletin.has_unpublished_changes = False
    bulletin.state = Bulletin.State.APPROVED
    bulletin.changed_at = clock.now()
    bulletin.save(update_fields=["latest_revision", "has_unpublished_changes", "state", "changed_at"])
    audit.record("newsroom.discarded", bulletin, bulletin.unit_id, revision=thrown)
    return bulletin
