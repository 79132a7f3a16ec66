"""Parts a series of days, so that some of them can be moved or removed and the others stay as they are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from django.utils.translation import gettext as _

from loa.kernel import actor, clock
from loa.kernel.errors import Conflict

from ..models import Slot, SlotItem
from ..occurrences import Timing

ONE_DAY = timedelta(days=1)


class Days(StrEnum):
    """Which days of a series are meant: one of them, that one and all later ones, or all."""

    ONE = "one"
    ON = "on"
    ALL = "all"


@dataclass(frozen=True)
class Part:
    """The days of a series that are meant. `day` is one on which it sounds."""

    days: Days
    day: date


@dataclass(frozen=True)
class PartedSeries:
    """`meant` is the slot of the days that are meant, `rest` the slots of the others. All are saved; each but
    one is a new row with the same items."""

    meant: Slot
    rest: tuple[Slot, ...] = ()


def part(slot: Slot, wanted: Part | None) -> PartedSeries:
    """Parts a slot, which is locked. Raises Conflict where it does not sound on that day any more."""
    whole = slot.timing
    if wanted is None or wanted.days == Days.ALL:
        coming = next_coming(whole)
        if coming is None or not any(whole.between(slot.first, coming - ONE_DAY)):
            return PartedSeries(slot)
        # What has sounded, or should have, stays where it stood.
        wanted = Part(Days.ON, coming)
    if not whole.falls_on(wanted.day):
        raise Conflict(_("Khung giờ này không phát ngày đó nữa. Xem lại lịch rồi chọn."), field="part")
    if not is_coming(whole, wanted.day):
        raise Conflict(_("Lượt ngày đó đã tới giờ, không đổi được nữa. Chọn từ lượt sau."), field="part")
    until = wanted.day if wanted.days == Days.ONE else slot.last
    others = [(slot.first, wanted.day - ONE_DAY), (until + ONE_DAY, slot.last)]
    others = [span for span in others if span[0] <= span[1] and any(whole.between(*span))]
    if not others:
        return PartedSeries(slot)
    items = list(slot.items.all())
    meant = _copied(slot, items, wanted.day, until)
    later = tuple(_copied(slot, items, *span) for span in others[1:])
    # The row that exists keeps the days before, of which there is a record already.
    slot.first, slot.last = others[0]
    slot.days = _days(slot.days, *others[0])
    slot.changed_at = clock.now()
    slot.save(update_fields=["first", "last", "days", "changed_at"])
    return PartedSeries(meant, (slot, *later))


def next_coming(timing: Timing) -> date | None:
    """Returns the next local day on which it sounds, or None if there is none any more."""
    days = timing.between(clock.today(), timing.last)
    return next((day for day in days if is_coming(timing, day)), None)


def is_coming(timing: Timing, day: date) -> bool:
    """Returns whether the turn of a local day on which it sounds has not begun."""
    return datetime.combine(day, timing.time) > clock.local_now()


def _days(days: list[int], first: date, last: date) -> list[int]:
    return [first.isoweekday()] if first == last else days


def _copied(slot: Slot, items: list[SlotItem], first: date, last: date) -> Slot:
    """Returns a new slot of these days with the same items."""
    made = Slot(
        id=uuid4(),
        unit_id=slot.unit_id,
        first=first,
        last=last,
        days=_days(slot.days, first, last),
        time=slot.time,
        hamlets=slot.hamlets,
        priority=slot.priority,
        latest_start_s=slot.latest_start_s,
        expires_at=slot.expires_at,
        volume=slot.volume,
        made_by_id=actor.current().person_id,
    )
    made.save(force_insert=True)
    SlotItem.objects.bulk_create(
        SlotItem(
            unit_id=each.unit_id,
            slot=made,
            position=each.position,
            bulletin_id=each.bulletin_id,
            approval_id=each.approval_id,
            media_sha256=each.media_sha256,
            duration_ms=each.duration_ms,
            size=each.size,
            title=each.title,
        )
        for each in items
    )
    return made
