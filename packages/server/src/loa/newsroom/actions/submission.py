"""Submitting a bulletin for approval, recalling it, and returning it with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict, Invalid
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.places import queries as places
from loa.places import rights

from .. import content, queries, rules
from ..events import BulletinSubmitted
from ..models import Bulletin, Decision
from . import deciding, locking

MOST_REASON = 400
MOST_PASSAGE = 2000
"""How many characters of the text a return may point at."""


@transaction.atomic
def submit(bulletin_id: int) -> Bulletin:
    """Submits the latest revision for approval.

    Raises Invalid with the first fault, and Conflict after it was withdrawn or when this very version is
    approved. Submitting twice changes nothing.
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
    deciding.decide(bulletin, Decision.SUBMITTED)
    bulletin.state = Bulletin.State.SUBMITTED
    bulletin.changed_at = clock.now()
    bulletin.save(update_fields=["state", "changed_at"])
    audit.record("newsroom.submitted", bulletin, bulletin.unit_id, revision=revision.pk)
    announce(BulletinSubmitted(bulletin.pk, bulletin.unit_id))
    return bulletin


def refuse_faults(draft: Bulletin) -> None:
    """Raises Invalid with the first of the draft's faults and its field."""
    hamlets = {each.pk for each in places.hamlets(draft.unit_id)}
    now_local = clock.local(clock.now()).replace(tzinfo=None)
    found = rules.faults(content.words(draft), content.sound_facts(draft.sound), hamlets, now_local)
    if found:
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
def return_(bulletin_id: int, reason: str, passage: str = "", nth: int = 0) -> Bulletin:
    """Sends a submitted bulletin back to its editors with a reason, which they read word for word, and with
    the words of the text that it is about, if any.

    Raises Invalid without a reason, for one that is too long, and for words that are not in the text.
    Raises Conflict if it is not submitted.
    """
    bulletin = locking.hold(bulletin_id)
    rights.require(actor.current(), Capability.APPROVE, bulletin.unit_id)
    if bulletin.state != Bulletin.State.SUBMITTED:
        raise deciding.overtaken(bulletin)
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Ghi lý do để người viết biết sửa gì."), field="reason")
    if len(reason) > MOST_REASON:
        raise Invalid(_("Lý do dài quá %(most)d chữ cái.") % {"most": MOST_REASON}, field="reason")
    if len(passage) > MOST_PASSAGE:
        raise Invalid(_("Chỗ cần sửa dài quá %(most)d chữ cái.") % {"most": MOST_PASSAGE}, field="passage")
    place = None
    if passage.strip():
        place = rules.place_in(content.latest(bulletin)[0].text, passage, nth)
        if place is None:
            raise Invalid(_("Không thấy những chữ này trong toàn văn."), field="passage")
    deciding.decide(bulletin, Decision.RETURNED, reason, place=place)
    return _settle(bulletin, Bulletin.State.RETURNED, "newsroom.returned", reason=reason)


def _settle(bulletin: Bulletin, state: str, verb: str, **detail: object) -> Bulletin:
    """Stores the new state and the audit entry."""
    bulletin.state = state
    bulletin.changed_at = clock.now()
    bulletin.save(update_fields=["state", "changed_at"])
    audit.record(verb, bulletin, bulletin.unit_id, revision=bulletin.latest_revision_id, **detail)
    return bulletin
