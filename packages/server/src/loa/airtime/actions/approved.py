"""What an approval and a withdrawal change in the schedule, and what of it keeps a bulletin from being
submitted or approved, in the newsroom's own transaction (wired in config)."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict
from loa.kernel.events import announce
from loa.newsroom.events import (
    BulletinApproved,
    BulletinApproving,
    BulletinSubmitting,
    BulletinWithdrawn,
)
from loa.newsroom.form import ApprovalForm, BulletinContent
from loa.newsroom.models import Approval, Bulletin
from loa.places.models import Unit

from .. import sentences
from ..events import ScheduleChanged
from ..models import Slot, SlotItem
from ..proposals import (
    LATEST_START_S,
    NO_APPROVAL,
    Proposal,
    end_of,
    judged,
    schedule,
    size_of,
    timing_of,
)


def check_submitting(event: BulletinSubmitting) -> None:
    """Raises Conflict as `check_approving` would now, with the same judgement."""
    _refuse(_proposal(event.unit_id, event.bulletin_id, event.content, event.content.title))


def check_approving(event: BulletinApproving) -> None:
    """Raises Conflict, with offers, for the first time of the approval that cannot be placed.

    Slots of the same bulletin do not count, since the approval replaces them.
    """
    title = Bulletin.objects.values_list("title", flat=True).get(pk=event.form.bulletin)
    _refuse(_proposal(event.unit_id, event.form.bulletin, event.form, title, event.form.right))


def _refuse(proposal: Proposal) -> None:
    """Raises Conflict, with offers, for the first time that cannot be placed."""
    for _when, verdict in judged(proposal, schedule(Unit.objects.get(pk=proposal.unit_id))):
        if verdict.trouble is not None:
            said = sentences.trouble_sentence(verdict.trouble)
            raise Conflict(said, field="times", offers=verdict.offers)


def place_approved(event: BulletinApproved) -> None:
    """Puts every approved time into the schedule and removes the slots of the approval that it replaces."""
    form = event.form
    changed = _take_out(_slots_of(event.bulletin_id), _("Thay bằng lần duyệt mới"))
    title = Bulletin.objects.get(pk=event.bulletin_id).title
    size = size_of(event.unit_id, form.media_sha256)
    for when in form.times:
        timing = timing_of(when)
        slot = Slot.objects.create(
            unit_id=event.unit_id,
            priority=form.priority,
            hamlets=list(form.hamlets),
            made_by_id=actor.current().person_id,
            first=timing.first,
            last=timing.last,
            days=sorted(timing.days),
            time=timing.time,
            latest_start_s=LATEST_START_S,
            expires_at=end_of(date.fromisoformat(form.valid_to)),
        )
        add_item(slot, event.approval_id, form, title, size, position=0)
        changed.append((slot.first, slot.last))
        audit.record("airtime.placed", slot, event.unit_id, approval=str(event.approval_id))
    _announce(event.unit_id, changed)


def withdraw_bulletin(event: BulletinWithdrawn) -> None:
    """Takes the bulletin out of every slot, and withdraws slots in which nothing is left."""
    _announce(event.unit_id, _take_out(_slots_of(event.bulletin_id), event.reason))


def add_item(
    slot: Slot, approval_id: UUID, form: ApprovalForm, title: str, size: int, position: int
) -> SlotItem:
    """Adds one approved bulletin at a position of a slot, with the facts that compiling needs."""
    return SlotItem.objects.create(
        unit_id=slot.unit_id,
        slot=slot,
        position=position,
        bulletin_id=form.bulletin,
        approval_id=approval_id,
        media_sha256=form.media_sha256,
        duration_ms=form.duration_ms,
        size=size,
        title=title,
    )


def _proposal(
    unit_id: int,
    bulletin_id: int,
    what: ApprovalForm | BulletinContent,
    title: str,
    approval: str = NO_APPROVAL,
) -> Proposal:
    """Returns the times of an approval, or of a content that has none yet, as a proposal."""
    return Proposal(
        unit_id=unit_id,
        bulletin_id=bulletin_id,
        title=title,
        priority=what.priority,
        hamlets=what.hamlets,
        times=what.times,
        duration_ms=what.duration_ms,
        last_day=date.fromisoformat(what.valid_to),
        media_sha256=what.media_sha256,
        size=size_of(unit_id, what.media_sha256),
        approval=approval,
    )


def _slots_of(bulletin_id: int) -> QuerySet[Slot]:
    return Slot.objects.filter(items__bulletin_id=bulletin_id, state=Slot.State.PLACED).distinct()


def _take_out(slots: QuerySet[Slot], reason: str) -> list[tuple[date, date]]:
    """Withdraws the slots in which no approval is valid any more; returns the days of all of these slots."""
    changed = []
    ended = set(
        Approval.objects.filter(slot_items__slot__in=slots).exclude(ending=None).values_list("pk", flat=True)
    )
    for slot in slots:
        changed.append((slot.first, slot.last))
        if all(each.approval_id in ended for each in slot.items.all()):
            slot.state = Slot.State.WITHDRAWN
            slot.withdrawn_reason = reason
        # A slot with other bulletins stays; `queries.to_placed` leaves out the items of ended approvals.
        slot.changed_at = clock.now()
        slot.save(update_fields=["state", "withdrawn_reason", "changed_at"])
    return changed


def _announce(unit_id: int, changed: list[tuple[date, date]]) -> None:
    if changed:
        announce(
            ScheduleChanged(unit_id, min(first for first, _l in changed), max(last for _f, last in changed))
        )
