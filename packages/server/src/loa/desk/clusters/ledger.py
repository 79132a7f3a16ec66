"""What happened with one cluster in the last two days, in sentences, newest first."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from loa.desk.clusters import other_records
from loa.desk.clusters.counter import moments
from loa.desk.clusters.other_records import RecordContext, RecordLine
from loa.kernel import clock
from loa.playlog.models import PlayRecord
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.rules import ORDERED, SENTENCES, LikelyReason

Rows = Sequence[tuple[OutcomeRow, LikelyReason | None]]


def ledger(rows: Rows, records: Sequence[PlayRecord], known: RecordContext) -> list[RecordLine]:
    """Returns the planned soundings with their outcomes, and what the box reported besides. The box's own
    records stay in the order of its numbering: its clock may have been wrong, its numbering is not."""
    now = clock.now()
    lines = [_sounding(row, why, now) for row, why in rows if row.starts_at <= now]
    matched = {(row.item, row.sound) for row, _why in rows if row.number}
    at = moments(records)
    for each in records:
        if (each.item, each.sound) not in matched:
            lines.append(other_records.line(each, at[each.number], known))
    return sorted(other_records.last_of_each_sound(lines), key=lambda one: (one.at, one.number), reverse=True)


def _sounding(row: OutcomeRow, why: LikelyReason | None, now: datetime) -> RecordLine:
    said, state = _how_it_went(row, why, now)
    if not row.stands:
        said = _("%(said)s Nay không còn trong lịch.") % {"said": said}
    return RecordLine(row.started_at or row.starts_at, said, state, number=row.number)


def _how_it_went(row: OutcomeRow, why: LikelyReason | None, now: datetime) -> tuple[str, str]:
    """Returns the outcome in words, and the state."""
    if why is None:
        return _("Phát hết “%(title)s”.") % {"title": row.title}, "alive"
    values = {"title": row.title, "why": str(SENTENCES[why]).lower()}
    begun = row.started_at is not None
    if why is LikelyReason.WAITING:
        on = begun and now < row.ends_at
        words = _("Đang phát “%(title)s”.") if on else _("“%(title)s”: chưa có tin từ máy.")
        return words % values, "unknown"
    if why in ORDERED:
        partly, never = _("Phát “%(title)s” mà không đủ: %(why)s."), _("Không phát “%(title)s”: %(why)s.")
        return (partly if begun else never) % values, "off"
    if begun:
        return _("Bắt đầu “%(title)s” mà không hết: %(why)s.") % values, "silent"
    state = "refused" if why is LikelyReason.REFUSED else "silent"
    return _("Lẽ ra phát “%(title)s” mà im: %(why)s.") % values, state
