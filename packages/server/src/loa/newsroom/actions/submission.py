"""Submitting a bulletin for approval, recalling it, and returning it with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict, Invalid
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.places import rights

from .. import content, queries, rules
from ..events import BulletinSubmitted, BulletinSubmitting
from ..models import Bulletin, Decision
from . import deciding, locking

MOST_REASON = 400
MOST_PASSAGE = 2000
"""How many characters of the text a return may point at."""
MOST_TOLD = 160
"""How many of them the record of acts repeats."""


@transaction.atomic
def submit(bulletin_id: int) -> Bulletin:
    """Submits the latest revision for approval.

    Raises Invalid with the first fault, and Conflict after it was withdrawn, when this very version is
    approved, or when a time cannot be placed now (with offers). Submitting twice changes nothing.
    """
    bulletin = locking.hold(bulletin_id)
    rights.require(actor.current(), Capability.WRITE, bulletin.unit_id)
    if bulletin.state == Bulletin.State.SUBMITTED:
        return bulletin
    if bulletin.state == Bulletin.State.WITHDRAWN:
        raise deciding.overtaken(bulletin)
    draft, revision = content.latest(bulletin)
    standing = queries.standing_approval(bulletin)
    if standing is not None and standing.revision_id == revision.pk:
        raise Conflict(_("Bản này đã duyệt rồi. Sửa gì thêm rồi mới gửi lại."))
    refuse_faults(draft)
    # Before anything is written: a listener may raise Forbidden, Invalid or Conflict.
    announce(BulletinSubmitting(bulletin.pk, bulletin.unit_id, content.said(draft)))
    deciding.decide(bulletin, Decision.SUBMITTED)
    bulletin.state = Bulletin.State.SUBMITTED
    bulletin.changed_at = clock.now()
    bulletin.save(update_fields=["state", "changed_at"])
    audit.record("newsroom.submitted", bulletin, bulletin.unit_id, revision=revision.pk)
    announce(BulletinSubmitted(bulletin.pk, bulletin.unit_id))
    return bulletin


def refuse_faults(draft: Bulletin) -> None:
    """Raises Invalid with the first of the draft's faults and its field."""
    if found := queries.faults(draft):
        raise Invalid(found[0].message, field=found[0].field)


@transaction.atomic
def recall(bulletin_id: int) -> Bulletin:
    """Recalls a submitted bulletin, so that its editors can change it. Raises Conflict if it is not
    submitted."""
    bulletin = locking.hold(bulletin_id)
    rights.require(actor.current(), Capability.WRITE, bulletin.unit_id)
    if bulletin.state != Bulletin.State.SUBMITTED:
        raise deciding.overtaken(bulletin)
    deciding.decide(bulletin, Decision.RECALLED)
    return _settle(bulletin, Bulletin.State.DRAFT, "newsroom.recalled")


@transaction.atomic
def return_(bulletin_id: int, seen_revision: int, reason: str, passage: str = "", nth: int = 0) -> Bulletin:
    """Sends the revision that the approver saw back to its editors with a reason, which they read word for
    word, and with the words of the text that it is about, if any.

    Raises Invalid without a reason, for one that is too long, and for words that are not in the text.
    Raises Conflict if it is not submitted, and if another revision is.
    """
    bulletin = locking.hold(bulletin_id)
    rights.require(actor.current(), Capability.APPROVE, bulletin.unit_id)
    if bulletin.state != Bulletin.State.SUBMITTED:
        raise deciding.overtaken(bulletin)
    draft, revision = content.latest(bulletin)
    if revision.pk != seen_revision:
        raise Conflict(_("Bản tin vừa được sửa. Đọc lại bản mới rồi duyệt hoặc trả lại."))
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Ghi lý do để người viết biết sửa gì."), field="reason")
    if len(reason) > MOST_REASON:
        raise Invalid(_("Lý do dài quá %(most)d chữ cái.") % {"most": MOST_REASON}, field="reason")
    if len(passage) > MOST_PASSAGE:
        raise Invalid(_("Chỗ cần sửa dài quá %(most)d chữ cái.") % {"most": MOST_PASSAGE}, field="passage")
    place = None
    if passage.strip():
        place = rules.place_in(draft.text, passage, nth)
        if place is None:
            raise Invalid(_("Không thấy những chữ này trong toàn văn."), field="passage")
    deciding.decide(bulletin, Decision.RETURNED, reason, place=place)
    told = {"passage": draft.text[place[0] : place[1]][:MOST_TOLD]} if place else {}
    return _settle(bulletin, Bulletin.State.RETURNED, "newsroom.returned", reason=reason, **told)


def _settle(bulletin: Bulletin, state: str, verb: str, **detail: object) -> Bulletin:
    """Stores the new state and the audit entry."""
    bulletin.state = state
    bulletin.changed_at = clock.now()
    bulletin.save(update_fields=["state", "changed_at"])
    audit.record(verb, bulletin, bulletin.unit_id, revision=bulletin.latest_revision_id, **detail)
    return bulletin
