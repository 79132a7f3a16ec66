"""What operators changed by hand in the slots of a bulletin. An approval of a later edit puts its own times
in their place, so that whoever writes or approves one is told first, and the bulletin's page tells when it
really sounds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from . import moves
from .models import Slot
from .moves import Place
from .occurrences import Timing


@dataclass(frozen=True)
class ChangeByHand:
    """A slot that an operator moved, added or removed. `before` is where it was first, None for one that was
    added; `now` is where it is, or was when it was removed, for the `reason` given."""

    kind: Literal["moved", "added", "removed"]
    before: Place | None
    now: Place
    reason: str = ""


def changes_of(bulletin_id: int, today: date) -> list[ChangeByHand]:
    """Returns what operators changed in the slots of the approval in force that have a local day from `today`
    on, in the order of their times."""
    slots = Slot.objects.filter(items__bulletin_id=bulletin_id, items__approval__ending=None, last__gte=today)
    in_order = slots.distinct().prefetch_related("moves").order_by("time", "first")
    found = [each for each in map(_change_of, in_order) if each is not None]
    return [each for each in found if not _only_remains(each)] or found


def _only_remains(change: ChangeByHand) -> bool:
    """Returns whether the slot only has fewer days than before: of a series that was parted, what was moved
    or removed from it is a change of its own."""
    if change.kind != "moved" or change.before is None:
        return False
    before, now = change.before, change.now
    same = (before["time"], before["hamlets"]) == (now["time"], now["hamlets"])
    return same and before["first"] <= now["first"] and now["last"] <= before["last"]


def _change_of(slot: Slot) -> ChangeByHand | None:
    now = slot.place
    if slot.state == Slot.State.WITHDRAWN:
        return ChangeByHand("removed", now, now, slot.withdrawn_reason)
    made = sorted(slot.moves.all(), key=lambda move: move.pk)
    if not made:
        return None
    if made[0].before is None:
        return ChangeByHand("added", None, now)
    before = {**now, **made[0].before}  # a place in an older form says less
    return ChangeByHand("moved", before, now) if before != now else None


def sentence(change: ChangeByHand) -> str:
    """Returns what was changed, for example "Người vận hành đã đổi giờ từ 17:10 sang 17:20
    (02/12/2026)."."""
    if change.kind == "moved" and change.before is not None:
        return _("Người vận hành đã đổi %(what)s (%(when)s).") % {
            "what": moves.changes(change.before, change.now),
            "when": moves.dates(change.now),
        }
    if change.kind == "added":
        return _("Người vận hành đã thêm khung %(when)s.") % {"when": moves.when(change.now)}
    return _("Người vận hành đã bỏ khung %(when)s (%(reason)s).") % {
        "when": moves.when(change.now),
        "reason": change.reason,
    }


def undone(change: ChangeByHand, times: Collection[Timing]) -> str:
    """Returns what becomes of the change when an edit with these times is approved, or an empty string if
    nothing does."""
    if change.kind == "moved":
        return _(
            "Duyệt bản sửa thì loa phát theo giờ ghi trong bản tin. Muốn giữ thì chuyển lại sau khi duyệt."
        )
    if change.kind == "added":
        return _("Duyệt bản sửa thì khung này không còn. Muốn giữ thì thêm lại sau khi duyệt.")
    if not any(moves.meets(change.now, each) for each in times):
        return ""
    return _("Duyệt bản sửa thì khung này có lại. Không muốn thì bỏ giờ này khỏi bản sửa.")
