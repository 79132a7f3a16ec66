"""Approval of a bulletin: one person, one revision, one sound, its places and times, with a proof that the
signer checks.
"""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from loa.audit import actions as audit
from loa.kernel import actor, clock, moment
from loa.kernel.errors import Conflict, Forbidden
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.media import queries as media
from loa.places import rights

from .. import content, form, queries, rules
from ..events import BulletinApproved, BulletinApproving
from ..models import Approval, Bulletin, Decision
from . import deciding, locking
from .submission import refuse_faults


@dataclass(frozen=True)
class SessionProof:
    """The proof `session`: the signed-in session that pressed the button, by the hash of its key."""

    session_sha256: str
    account_id: int

    def as_json(self) -> dict[str, object]:
        return {"kind": form.SESSION, "session_sha256": self.session_sha256, "account": self.account_id}


@transaction.atomic
def approve(bulletin_id: int, seen_revision: int, proof: SessionProof) -> Approval:
    """Approves the revision that the approver saw, for exactly its places and times.

    Raises Conflict when the revision that waits is not the one seen, or when a time cannot be placed (with
    offers). Raises Forbidden when the actor may not decide on this bulletin.
    """
    bulletin = locking.hold(bulletin_id)
    who = actor.current()
    by = rights.require(who, Capability.APPROVE, bulletin.unit_id)
    if bulletin.state != Bulletin.State.SUBMITTED:
        raise deciding.overtaken(bulletin)
    draft, revision = content.latest(bulletin)
    if revision.pk != seen_revision:
        raise Conflict(_("Bản tin vừa được sửa. Đọc lại bản mới rồi duyệt hoặc trả lại."))
    if not rules.may_approve(locking.person(), queries.editors_since_approval(bulletin)):
        raise Forbidden(_("Người đã sửa bản tin không duyệt được chính bản đó. Cần một người duyệt khác."))
    refuse_faults(draft)
    return _settle(bulletin, _said(bulletin, draft), revision, by.role, proof)


def _settle(
    bulletin: Bulletin, said: form.BulletinContent, revision: Revision, role: str, proof: SessionProof
) -> Approval:
    """Ends the approval in force, stores the new one, publishes its revision and announces it."""
    words = form.encode(said)
    yes = _form(bulletin, said, hashlib.sha256(words).hexdigest(), revision.pk, role)
    # Before anything is written: a listener may raise Forbidden, Invalid or Conflict.
    announce(BulletinApproving(bulletin.unit_id, yes))
    replaced = queries.standing_approval(bulletin)
    if replaced is not None:
        # First, because the database allows only one approval in force for a bulletin.
        deciding.decide(bulletin, Decision.REPLACED, ends=replaced)
    approval = Approval.objects.create(
        id=uuid.UUID(yes.right),
        unit_id=bulletin.unit_id,
        bulletin=bulletin,
        revision_id=revision.pk,
        person_id=locking.person(),
        account_id=proof.account_id,
        media_sha256=yes.media_sha256,
        form=form.encode(yes),
        said=words,
        proof=proof.as_json(),
    )
    deciding.decide(bulletin, Decision.APPROVED)
    # No role holds Wagtail's permission to publish: this is the only way a revision goes live. Wagtail's own
    # columns follow from the approval, and nothing here asks them.
    revision.publish(user=locking.account(), skip_permission_checks=True)
    # `publish` saved the row from the revision; the state is set on top of that.
    bulletin.refresh_from_db()
    bulletin.state = Bulletin.State.APPROVED
    bulletin.changed_at = clock.now()
    bulletin.save(update_fields=["state", "changed_at"])
    audit.record(
        "newsroom.approved",
        bulletin,
        bulletin.unit_id,
        revision=revision.pk,
        approval=yes.right,
        media=yes.media_sha256,
    )
    announce(
        BulletinApproved(bulletin.pk, bulletin.unit_id, approval.pk, yes, replaced.pk if replaced else None)
    )
    return approval


def _said(bulletin: Bulletin, draft: Bulletin) -> form.BulletinContent:
    """Returns the content that is approved: that of the revision, with the sound that will be heard."""
    sound = media.ready(draft.sound_id, bulletin.unit_id) if draft.sound_id else None
    if sound is None or sound.sha256 is None or sound.duration_ms is None:
        raise Conflict(_("Bản tin chưa có tiếng, chưa duyệt được."))
    return content.said(draft)


def _form(
    bulletin: Bulletin, said: form.BulletinContent, said_sha256: str, revision: int, role: str
) -> form.ApprovalForm:
    """Returns the decision, made in a role, with the hash of the content that it approves."""
    return form.ApprovalForm(
        version=2,
        source=form.BULLETIN,
        right=str(uuid.uuid4()),
        unit=bulletin.unit_id,
        unit_code=bulletin.unit.code,
        bulletin=bulletin.pk,
        revision=revision,
        said_sha256=said_sha256,
        media_sha256=said.media_sha256,
        duration_ms=said.duration_ms,
        priority=said.priority,
        hamlets=said.hamlets,
        times=said.times,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        person=locking.person(),
        role=role,
        proof=form.SESSION,
        decided_ms=moment.now_ms(),
    )
