"""What a cluster reported besides its planned soundings, one sentence each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.desk.clusters.counter import Moment
from loa.dispatch import named_acts
from loa.dispatch.models import Act
from loa.dispatch.named_acts import NamedAct
from loa.fleet import refusals
from loa.kernel import clock
from loa.playlog import queries as playlog
from loa.playlog.models import PlayRecord, RecordKind
from loa.playlog.rules import ORDERED, SENTENCES, of_code

OF_A_SOUND: Final = (
    RecordKind.STARTED,
    RecordKind.RESUMED,
    RecordKind.CUT,
    RecordKind.COMPLETED,
    RecordKind.MISSED,
)
"""The kinds of records that are about one sound."""
BY_ORDER: Final = {
    Act.Kind.SILENCE: gettext_lazy("Tắt tiếng theo lệnh của %(who)s."),
    Act.Kind.RESTORE: gettext_lazy("Mở lại theo lệnh của %(who)s."),
    Act.Kind.CANCEL: gettext_lazy("Dừng bản tin theo lệnh của %(who)s."),
    Act.Kind.TONE: gettext_lazy("Nhận lệnh kêu thử của %(who)s."),
}
"""The sentence of each kind of act."""


@dataclass(frozen=True)
class RecordLine:
    """One line: when, what happened, and whether that is as it should be. `state` is one of the six states,
    or "muted" if there is nothing to judge; then `shape` names the icon."""

    at: datetime
    said: str
    state: str
    shape: str = ""
    number: int = 0
    """The number of the record in the cluster's numbering; 0 if it has none."""
    doubt: str = ""
    """The limits of the time in words, if the cluster's clock was not trusted."""
    sound: tuple[str, int] | None = None
    """The item and sound that the record is about, if no plan has that sound for this cluster."""

    @property
    def icon(self) -> str:
        """Returns the name of the icon in icons.svg."""
        return self.shape or f"state-{self.state}"


@dataclass(frozen=True)
class RecordContext:
    """What the server knows of the things that records name."""

    acts: Mapping[tuple[str, str], NamedAct] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    """The titles by item."""

    @classmethod
    def of(cls, unit_id: int, device_id: UUID, records: Iterable[PlayRecord]) -> "RecordContext":
        """Returns the context of all of these records. Each kind of thing is read once for all of them."""
        rows = list(records)
        acts = {(each.note, each.plan_sha256) for each in rows if each.kind == RecordKind.ACT}
        items = {each.item for each in rows if each.kind in OF_A_SOUND}
        return cls(named_acts.named(device_id, acts), playlog.titles(unit_id, items))


def line(record: PlayRecord, when: Moment, known: RecordContext) -> RecordLine:
    """Returns one record as a line of the list."""
    said, state, shape = _told(record, known)
    sound = (record.item, record.sound) if record.kind in OF_A_SOUND else None
    return RecordLine(when.at, said, state, shape, record.number, _doubt(when), sound)


def last_of_each_sound(lines: Iterable[RecordLine]) -> list[RecordLine]:
    """Returns the lines without those that a later record of the same sound replaces."""
    last: dict[tuple[str, int], int] = {}
    rows = list(lines)
    for each in rows:
        if each.sound is not None:
            last[each.sound] = max(last.get(each.sound, 0), each.number)
    return [each for each in rows if each.sound is None or last[each.sound] == each.number]


def _told(record: PlayRecord, known: RecordContext) -> tuple[str, str, str]:
    """Returns the sentence of a record, its state and its icon."""
    match record.kind:
        case RecordKind.BOOT:
            return _("Máy khởi động."), "muted", "power"
        case RecordKind.TONE:
            return _("Kêu thử."), "alive", ""
        case RecordKind.ACT:
            return _done(known.acts.get((record.note, record.plan_sha256))), "muted", "signal"
        case RecordKind.REFUSED:
            said = _("Từ chối một lệnh hoặc lịch: %(why)s.") % {"why": refusals.sentence(record.code)}
            return said, "refused", ""
        case _:
            return _of_a_sound(record, known)


def _done(act: NamedAct | None) -> str:
    """Returns which act the box carried out, and whose act it was."""
    if act is None:
        return _("Làm theo một lệnh: chưa rõ lệnh nào.")
    if not act.who:
        return _("Làm theo một lệnh của cấp trên, ở đây không xem được.")
    values = {"who": act.who, "title": act.stopped}
    if act.stopped:
        return _("Dừng “%(title)s” theo lệnh của %(who)s.") % values
    words = {kind.value: said for kind, said in BY_ORDER.items()}.get(act.kind)
    return str(words or _("Làm theo một lệnh của %(who)s: chưa rõ lệnh nào.")) % values


def _of_a_sound(record: PlayRecord, known: RecordContext) -> tuple[str, str, str]:
    """Returns the sentence for a sound that no plan has for this cluster: the cluster was locked by then, or
    the server no longer knows the plan."""
    why = of_code(record.code)
    title = known.titles.get(record.item)
    values = {
        "what": f"“{title}”" if title else _("một bản tin mà sổ ở đây không có"),
        "why": str(SENTENCES[why]).lower(),
    }
    state = "off" if why in ORDERED else "silent"
    match record.kind:
        case RecordKind.COMPLETED:
            return _("Máy báo phát hết %(what)s, ngoài lịch của cụm này.") % values, "unknown", ""
        case RecordKind.CUT:
            return _("Máy báo phát dở %(what)s, ngoài lịch của cụm này: %(why)s.") % values, state, ""
        case RecordKind.MISSED:
            return _("Máy báo không phát %(what)s, ngoài lịch của cụm này: %(why)s.") % values, state, ""
        case _:
            return _("Máy báo bắt đầu phát %(what)s, ngoài lịch của cụm này.") % values, "unknown", ""


def _doubt(when: Moment) -> str:
    """Returns for example "Giờ chưa tin được, khoảng từ 05:00 27/11 tới 07:12 27/11", or an empty string if
    the clock was trusted."""
    if when.sure or when.before is None:
        return ""
    values = {"before": _said(when.before), "after": _said(when.after) if when.after else ""}
    if when.after:
        return _("Giờ chưa tin được, khoảng từ %(after)s tới %(before)s") % values
    return _("Giờ chưa tin được, trước %(before)s") % values


def _said(at: datetime) -> str:
    return f"{clock.local(at):%H:%M %d/%m}"
