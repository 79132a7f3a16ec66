"""What an operator does to the schedule: add a slot for approved bulletins, move it within the rules, remove
it.

Each action stays inside what was approved: the same sounds and class, no more hamlets and no more days.
Another hamlet needs a new approval (newsroom); another time of day within the rules does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.timing import to_ms

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict, Invalid, NotFound
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.newsroom import form as forms
from loa.newsroom.form import BULLETIN, ApprovalForm
from loa.newsroom.models import Approval
from loa.places import rights
from loa.places.models import Unit

from .. import queries, rules, sentences
from ..events import ScheduleChanged
from ..models import Move, Slot, SlotItem
from ..moves import Place
from ..occurrences import PlacedSlot, Timing
from ..proposals import LATEST_START_S, end_of, lets_play_on, size_of
from ..rights import Right
from .approved import add_item
from .parting import Days, Part, next_coming, part

MOST_ITEMS = 32


@dataclass(frozen=True)
class SlotRequest:
    """Where and when an operator wants a slot: local days and time of day, hamlets (empty: the whole
    commune)."""

    first: date
    last: date
    days: tuple[int, ...]
    time: time
    hamlets: tuple[int, ...] = ()
    latest_start_s: int = LATEST_START_S

    def timing(self) -> Timing:
        return Timing(self.first, self.last, frozenset(self.days), self.time)


@transaction.atomic
def add(unit_id: int, approvals: Sequence[UUID], wanted: SlotRequest) -> Slot:
    """Adds a slot for bulletins already approved, in that order.

    Raises Invalid when an approval does not cover the wanted places or days or the classes differ, NotFound
    when an approval has ended, Conflict with offers when the rules or another slot stand in the way.
    """
    by = rights.require(actor.current(), Capability.SCHEDULE, unit_id)
    covered = _approvals(unit_id, approvals)
    _sane(wanted)
    for approval, form in covered:
        _refuse_uncovered(approval, form, wanted)
    slot = Slot(
        unit_id=unit_id,
        priority=_one_class(covered),
        made_by_id=actor.current().person_id,
        expires_at=min(end_of(date.fromisoformat(form.valid_to)) for _a, form in covered),
    )
    _put(slot, wanted)
    slot.save()
    for position, (approval, form) in enumerate(covered):
        size = size_of(unit_id, form.media_sha256)
        add_item(slot, approval.pk, form, approval.bulletin.title, size, position)
    # After the slot is saved, since the judgement reads its rows; a Conflict rolls all of it back.
    _refuse_trouble(slot)
    _prove(slot, by.role, [approval.pk for approval, _form in covered], None)
    audit.record("airtime.added", slot, unit_id, approvals=[str(a.pk) for a, _f in covered])
    announce(ScheduleChanged(unit_id, slot.first, slot.last))
    return slot


@transaction.atomic
def move(slot_id: UUID, wanted: SlotRequest, of: Part | None = None) -> Slot:
    """Moves a slot to another time, fewer days or hamlets, inside the approval of every bulletin in the slot;
    of a series all days, or those `of` it. Returns the slot of the days that were moved."""
    slot = _hold(slot_id)
    by = rights.require(actor.current(), Capability.SCHEDULE, slot.unit_id)
    if slot.state != Slot.State.PLACED:
        raise Conflict(_("Khung giờ này đã bỏ khỏi lịch."))
    _sane(wanted)
    items = list(slot.items.select_related("approval__bulletin"))
    for item in items:
        _refuse_uncovered(item.approval, forms.decode(bytes(item.approval.form)), wanted)
    before, first, last = slot.place, min(slot.first, wanted.first), max(slot.last, wanted.last)
    approvals = [item.approval_id for item in items]
    moved = _parted(slot, of, by.role, approvals, before)
    before = moved.place
    if moved.pk != slot.pk and (of is None or of.days == Days.ALL):
        wanted = replace(wanted, first=max(wanted.first, moved.first))
    _put(moved, wanted)
    moved.changed_at = clock.now()
    moved.save()
    _refuse_trouble(moved)
    _prove(moved, by.role, approvals, before)
    audit.record("airtime.moved", moved, moved.unit_id, before=before, **moved.place)
    announce(ScheduleChanged(moved.unit_id, first, last))
    return moved


@transaction.atomic
def remove(slot_id: UUID, reason: str, of: Part | None = None) -> Slot:
    """Takes a slot out of the schedule, or of a series the days `of` it. The bulletin stays approved and can
    be placed again. Returns the slot of the days that were removed."""
    slot = _hold(slot_id)
    by = rights.require(actor.current(), Capability.SCHEDULE, slot.unit_id)
    reason = reason.strip()[:400]
    if not reason:
        raise Invalid(_("Ghi lý do bỏ khung giờ này."), field="reason")
    if slot.state != Slot.State.PLACED:
        return slot
    first, last = slot.first, slot.last
    approvals = list(slot.items.values_list("approval_id", flat=True))
    removed = _parted(slot, of, by.role, approvals, slot.place)
    removed.state = Slot.State.WITHDRAWN
    removed.withdrawn_reason = reason
    removed.changed_at = clock.now()
    removed.save(update_fields=["state", "withdrawn_reason", "changed_at"])
    audit.record("airtime.removed", removed, removed.unit_id, reason=reason)
    announce(ScheduleChanged(removed.unit_id, first, last))
    return removed


def _parted(slot: Slot, of: Part | None, role: str, approvals: Sequence[UUID], before: Place) -> Slot:
    """Returns the slot of the days that are meant. The slots of the other days are proven where they are."""
    found = part(slot, of)
    for each in found.rest:
        _prove(each, role, approvals, before)
    return found.meant


def _hold(slot_id: UUID) -> Slot:
    """Returns the slot's row, locked until the transaction ends. Raises NotFound."""
    try:
        return Slot.objects.select_for_update().get(pk=slot_id)
    except Slot.DoesNotExist:
        raise NotFound(_("Không có khung giờ này, hoặc nó thuộc đơn vị khác.")) from None


def _approvals(unit_id: int, wanted: Sequence[UUID]) -> list[tuple[Approval, ApprovalForm]]:
    """Returns valid approvals of a unit with their forms, in the wanted order. Raises Invalid or NotFound."""
    if not 1 <= len(wanted) <= MOST_ITEMS:
        raise Invalid(_("Chọn từ 1 đến %(most)d bản tin.") % {"most": MOST_ITEMS}, field="bulletins")
    standing = Approval.objects.filter(unit_id=unit_id, pk__in=wanted, ending=None)
    rows = {row.pk: row for row in standing.select_related("bulletin")}
    if len(rows) != len(set(wanted)):
        raise NotFound(_("Có bản tin chưa duyệt hoặc đã rút. Chọn lại bản tin."), field="bulletins")
    return [(rows[key], forms.decode(bytes(rows[key].form))) for key in wanted]


def _sane(wanted: SlotRequest) -> None:
    """Raises Invalid where the wanted days are out of order, none of them falls on a wanted weekday, or all
    of it is over."""
    if wanted.last < wanted.first or not wanted.days:
        raise Invalid(_("Chọn ngày bắt đầu, ngày kết thúc và ít nhất một thứ trong tuần."), field="days")
    # Within seven days every weekday comes up, so no longer span needs to be searched.
    week = min(wanted.last, wanted.first + timedelta(days=7))
    if next(wanted.timing().between(wanted.first, week), None) is None:
        raise Invalid(_("Không có ngày nào trong khoảng đã chọn rơi vào các thứ đã chọn."), field="days")
    if next_coming(wanted.timing()) is None:
        raise Invalid(_("Giờ ấy đã qua. Chọn giờ hoặc ngày khác."), field="time")


def _refuse_uncovered(approval: Approval, form: ApprovalForm, wanted: SlotRequest) -> None:
    """Raises Invalid unless the approval covers the wanted hamlets and days."""
    title = approval.bulletin.title
    if form.hamlets and (not wanted.hamlets or not set(wanted.hamlets) <= set(form.hamlets)):
        raise Invalid(
            _("“%(title)s” chưa được duyệt cho các thôn này. Thêm thôn thì phải duyệt lại.")
            % {"title": title},
            field="hamlets",
        )
    if wanted.first < date.fromisoformat(form.valid_from) or wanted.last > date.fromisoformat(form.valid_to):
        raise Invalid(
            _("“%(title)s” chỉ được duyệt từ %(first)s đến %(last)s.")
            % {
                "title": title,
                "first": f"{date.fromisoformat(form.valid_from):%d/%m/%Y}",
                "last": f"{date.fromisoformat(form.valid_to):%d/%m/%Y}",
            },
            field="first",
        )
    span = date.fromisoformat(form.valid_from), date.fromisoformat(form.valid_to)
    days = wanted.timing().between(wanted.first, wanted.last)
    beyond = next((day for day in days if not lets_play_on(form.times, *span, day)), None)
    if beyond is not None:
        raise Invalid(
            _("“%(title)s” chưa được duyệt để phát %(day)s. Thêm ngày thì phải duyệt lại.")
            % {"title": title, "day": sentences.day_words(beyond)},
            field="days",
        )


def _one_class(covered: Sequence[tuple[Approval, ApprovalForm]]) -> str:
    """Returns the class of the slot. It sounds as one item, in the class that each of its bulletins was
    approved for."""
    first = covered[0][1].priority
    if any(form.priority != first for _approval, form in covered):
        title = next(a.bulletin.title for a, form in covered if form.priority == "priority")
        raise Invalid(
            _("“%(title)s” là tin ưu tiên, không chung khung giờ với tin thông thường. Thêm riêng tin này.")
            % {"title": title},
            field="bulletins",
        )
    return first


def _put(slot: Slot, wanted: SlotRequest) -> None:
    slot.first, slot.last, slot.time = wanted.first, wanted.last, wanted.time
    slot.days = sorted(set(wanted.days))
    slot.hamlets = sorted(set(wanted.hamlets))
    slot.latest_start_s = wanted.latest_start_s


def _prove(slot: Slot, role: str, approvals: Sequence[UUID], before: Place | None) -> None:
    """Saves the row by which the signer believes that the actor, in a role, put the slot where it is now."""
    person_id = actor.current().person_id
    assert person_id is not None, "only a person holds a role"
    proof(slot, person_id, role, approvals, before).save()


def proof(
    slot: Slot,
    person_id: int,
    role: str,
    approvals: Sequence[UUID],
    before: Place | None = None,
) -> Move:
    """Returns the row, not saved yet, by which the signer believes that a person, in a role, put the slot
    where it is now."""
    return Move(
        unit_id=slot.unit_id,
        slot=slot,
        person_id=person_id,
        role=role,
        approvals=[str(Right(BULLETIN, str(each))) for each in approvals],
        before=before,
        first=slot.first,
        last=slot.last,
        days=slot.days,
        time=slot.time,
        hamlets=slot.hamlets,
        latest_start_s=slot.latest_start_s,
    )


def _refuse_trouble(slot: Slot) -> None:
    """Raises Conflict with offers where the slot breaks a rule or another slot stands in its way."""
    unit = Unit.objects.get(pk=slot.unit_id)
    today = clock.today()
    of = queries.commune(unit, today, today + timedelta(days=rules.LONGEST_LOOK))
    items = list(SlotItem.objects.filter(slot=slot).select_related("approval__ending"))
    mine: PlacedSlot | None = queries.to_placed(slot) if items else None
    if mine is None:
        raise Conflict(_("Bản tin trong khung giờ này đã rút."))
    verdict = rules.judge(of.without({mine.slot}), replace(mine, slot="moved"), to_ms(clock.now()))
    if verdict.trouble is not None:
        raise Conflict(sentences.trouble_sentence(verdict.trouble), field="time", offers=list(verdict.offers))
