"""What happened with one cluster in the last two days, in sentences, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.playlog.evidence import Row
from loa.playlog.models import PlayRecord, RecordKind
from loa.playlog.rules import SENTENCES, Why


@dataclass(frozen=True)
class Line:
    """A moment, what happened, and whether it is as it should be: one of the six states, or nothing to judge
    (`state` "muted") with a `shape` of its own."""

    at: datetime
    said: str
    state: str
    shape: str = ""

    @property
    def icon(self) -> str:
        """The name of its shape in icons.svg."""
        return self.shape or f"state-{self.state}"


def ledger(rows: list[tuple[Row, Why | None]], records: list[PlayRecord]) -> list[Line]:
    """Planned soundings with how they went, and what the box told of itself besides."""
    now = clock.now()
    lines = [_sounding(row, why, now) for row, why in rows if row.starts_at <= now]
    lines += [line for each in records if (line := _besides(each)) is not None]
    return sorted(lines, key=lambda one: one.at, reverse=True)


def _sounding(row: Row, why: Why | None, now: datetime) -> Line:
    at = row.started_at or row.starts_at
    if why is None:
        return Line(at, _("Phát hết “%(title)s”.") % {"title": row.title}, "alive")
    values = {"title": row.title, "why": str(SENTENCES[why]).lower()}
    if why is Why.WAITING:
        said = (
            _("Đang phát “%(title)s”.")
            if row.started_at and now < row.ends_at
            else _("“%(title)s”: chưa có tin từ máy.")
        )
        return Line(at, said % values, "unknown")
    if why in (Why.SILENCED, Why.CANCELLED):
        return Line(at, _("Không phát “%(title)s”: %(why)s.") % values, "off")
    if row.started_at is not None:
        return Line(at, _("Bắt đầu “%(title)s” mà không hết: %(why)s.") % values, "silent")
    state = "refused" if why is Why.REFUSED else "silent"
    return Line(at, _("Lẽ ra phát “%(title)s” mà im: %(why)s.") % values, state)


def _besides(record: PlayRecord) -> Line | None:
    values = {"code": record.code}
    match record.kind:
        case RecordKind.BOOT:
            return Line(record.happened_at, _("Máy khởi động."), "muted", "power")
        case RecordKind.TONE:
            return Line(record.happened_at, _("Kêu thử."), "alive")
        case RecordKind.ACT:
            return Line(record.happened_at, _("Làm theo lệnh: %(code)s.") % values, "muted", "signal")
        case RecordKind.REFUSED:
            said = _("Từ chối một lệnh hoặc lịch không hợp lệ: %(code)s.")
            return Line(record.happened_at, said % values, "refused")
        case _:
            return None
