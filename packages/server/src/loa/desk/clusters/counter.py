"""When what a cluster wrote down happened: by its own clock, or where that was not trusted by what stands
before and after it in its count. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loa_protocol.messages.common import ClockQuality

from loa.playlog.models import PlayRecord


@dataclass(frozen=True)
class Moment:
    """`at` is where it stands among other moments. Of one that is not `sure`: it was between `after` and
    `before` (None: not known)."""

    at: datetime
    sure: bool = True
    after: datetime | None = None
    before: datetime | None = None


def moments(records: Iterable[PlayRecord]) -> dict[int, Moment]:
    """By number. A batch was received after all that it tells, so that nothing is without an end."""
    in_order = sorted(records, key=lambda one: one.number)
    ends: dict[int, datetime] = {}
    following: datetime | None = None
    for each in reversed(in_order):
        if _sure(each):
            following = each.happened_at
        ends[each.number] = min(following or each.received_at, each.received_at)
    found: dict[int, Moment] = {}
    before: datetime | None = None
    for each in in_order:
        if _sure(each):
            before = each.happened_at
            found[each.number] = Moment(each.happened_at)
        else:
            end = ends[each.number]
            found[each.number] = Moment(end, False, before, end)
    return found


def _sure(record: PlayRecord) -> bool:
    return record.clock != ClockQuality.NONE.value
