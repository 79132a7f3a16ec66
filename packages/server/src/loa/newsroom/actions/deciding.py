"""Records what a person decided on a bulletin: each decision is a new row in that person's name."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel import clock
from loa.kernel.errors import Conflict
from loa.people.naming import names

from ..models import Approval, Bulletin, Decision
from . import locking

TAKEN = {
    Decision.SUBMITTED: gettext_lazy("Bản tin đang chờ duyệt: %(who)s đã gửi lúc %(at)s."),
    Decision.RECALLED: gettext_lazy("Bản tin không chờ duyệt nữa: %(who)s đã lấy về sửa lúc %(at)s."),
    Decision.RETURNED: gettext_lazy("Bản tin không chờ duyệt nữa: %(who)s đã trả lại lúc %(at)s."),
    Decision.APPROVED: gettext_lazy("Bản tin không chờ duyệt nữa: %(who)s đã duyệt lúc %(at)s."),
    Decision.DISCARDED: gettext_lazy("Bản tin không chờ duyệt nữa: %(who)s đã bỏ bản sửa lúc %(at)s."),
    Decision.WITHDRAWN: gettext_lazy(
        "Bản tin đã rút: %(who)s rút lúc %(at)s. Chép thành bản tin mới để dùng lại."
    ),
}
"""What a step that comes too late is told: the step that was taken before it."""


def decide(
    bulletin: Bulletin,
    kind: str,
    reason: str = "",
    ends: Approval | None = None,
    place: tuple[int, int] | None = None,
) -> Decision:
    """Creates the row of a decision, on the approval that it ends or otherwise on the latest revision.
    `place` is the passage of that revision's text which it is about (see `rules.place_in`)."""
    revision = ends.revision_id if ends else bulletin.latest_revision_id
    assert revision is not None, "what is decided on was written"
    return Decision.objects.create(
        unit_id=bulletin.unit_id,
        kind=kind,
        bulletin=bulletin,
        revision_id=revision,
        approval=ends,
        person_id=locking.person(),
        reason=reason,
        place_start=place[0] if place else None,
        place_end=place[1] if place else None,
    )


def overtaken(bulletin: Bulletin) -> Conflict:
    """Returns the refusal of a step that the bulletin's state does not allow, or allows no more. It says who
    took the step before, and when: two people, or one in two tabs, were at the same bulletin. Its field is
    `state`, since it is about no words."""
    last = bulletin.decisions.exclude(kind=Decision.REPLACED).order_by("-at", "-id").first()
    if last is None:
        return Conflict(_("Bản tin chưa gửi duyệt lần nào."), field="state")
    who = names([last.person_id]).get(last.person_id) or _("một người khác")
    at = clock.local(last.at).strftime("%H:%M %d/%m/%Y")
    return Conflict(TAKEN[last.kind] % {"who": who, "at": at}, field="state")
