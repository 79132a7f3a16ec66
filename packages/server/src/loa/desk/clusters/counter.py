"""The times at which a cluster's records happened. Where the cluster's clock was not trusted, the records
before and after in its numbering give the limits. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from loa_protocol.messages.common import ClockQuality

from loa.playlog.models import PlayRecord


@dataclass(frozen=True)
class Moment:
    """When a record happened. `at` is its place among other moments. If it is not `sure`, it happened between
    `after` and `before` (None: not known)."""

    at: datetime
    sure: bool = True
    after: datetime | None = None
    before: datetime | None = None


def moments(records: Iterable[PlayRecord]) -> dict[int, Moment]:
    """Returns the moment of each record by its number. The server receives a batch after everything that is
    in it, so every record has an upper limit."""
    in_order = sorted(records, key=lambda one: one.number)
    ends: dict[int, datetime] = {}
    following: datetime | None = None
    for each in reversed(in_order):
        if _sure(each):
            following = each.happened_at
        # A later record cannot limit this one to a time after the server received it.
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
