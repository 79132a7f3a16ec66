"""What an approved bulletin is beside the edit that was written since and that nobody has approved: two
facts, which lists, files and pages say both."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Approval, Bulletin
from .rules import edit_state

APPROVED = Bulletin.State.APPROVED
EDITED = "edited"
"""Beside the states of a bulletin: approved, with an edit that was not sent."""
EDITS: dict[str, Promise] = {
    Bulletin.State.SUBMITTED: _("Bản sửa chờ duyệt"),
    Bulletin.State.RETURNED: _("Bản sửa bị trả lại"),
    Bulletin.State.DRAFT: _("Có bản sửa chưa gửi duyệt"),
}
"""The words for an edit beside an approved bulletin, by its own state."""


def beside(rows: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    """Returns bulletins, each with the revision whose approval is in force (`approved_revision`), or None."""
    stands = Approval.objects.filter(bulletin=OuterRef("pk"), ending=None).order_by()
    return rows.annotate(approved_revision=Subquery(stands.values("revision_id")[:1]))


def words(state: str, approved: int | None, latest: int | None) -> list[str]:
    """Returns where a bulletin stands in words: one fact, or two if it is approved and has an edit.
    `approved` is the revision whose approval is in force."""
    if approved is None:
        return [str(Bulletin.State(state).label)]
    edit = edit_state(state, approved, latest)
    return [str(APPROVED.label), *([str(EDITS[edit])] if edit else [])]


def after_saving(state: str) -> str:
    """Returns where a bulletin stands after words of it were saved, without a question to the database: one
    that is approved has an edit now. Of a draft only the whole page knows whether an approved one sounds."""
    if state == APPROVED:
        return f"{APPROVED.label} · {EDITS[Bulletin.State.DRAFT]}"
    return str(Bulletin.State(state).label)


def which(state: str) -> Q:
    """Returns the condition for rows of `beside` of which one of the facts is this: a state, or EDITED. What
    is approved is found whatever becomes of its edit, and an edit is no draft of a bulletin."""
    # Not by `approved_revision`: that is asked of each row, this once for all of them.
    approved = Q(pk__in=Approval.objects.filter(ending=None).values("bulletin_id"))
    waits = Q(state__in=(Bulletin.State.SUBMITTED, Bulletin.State.RETURNED))
    if state == APPROVED:
        return approved
    if state == EDITED:
        return approved & ~waits & ~Q(latest_revision_id=F("approved_revision"))
    return Q(state=state) & (~approved if state == Bulletin.State.DRAFT else Q())
