"""Acts as the pages show them: target, person, reason and progress."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from loa.dispatch import naming
from loa.dispatch import queries as dispatch
from loa.dispatch.models import Act
from loa.dispatch.queries import Progress
from loa.kernel.actor import Actor
from loa.kernel.figures import number
from loa.kernel.roles import Capability
from loa.people.naming import names
from loa.places import rights

MOST_RECENT: Final = 5
"""How many recent acts a page shows at most."""


@dataclass(frozen=True)
class ActLine:
    """One act: its target in words, who made it (with the unit, if a unit above made it), its progress, and
    whether the reader may restore it. `stopped` are the titles that it cancels, `bulletins` the bulletins of
    these, their titles by their codes."""

    act: Act
    where: str
    by: str
    progress: Progress
    may_restore: bool = False
    stopped: str = ""
    bulletins: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Returns for example "Tắt tiếng Cụm 07, Phường Hạc Thành" or "Dừng “Họp thôn” ở Phường Hạc
        Thành"."""
        kind = str(self.act.get_kind_display()).capitalize()
        if not self.stopped:
            return f"{kind} {self.where}"
        told = {"kind": kind, "title": self.stopped, "place": self.where}
        return _("%(kind)s “%(title)s” ở %(place)s") % told

    @property
    def how_far(self) -> str:
        """Returns for example "12/14 cụm đã làm, 2 cụm chưa trả lời"."""
        got = self.progress
        parts = [_("%(done)s/%(all)s cụm đã làm") % {"done": got.applied, "all": got.reaches}]
        for count, one, many in (
            (got.waiting, _("%(n)s cụm chưa trả lời"), _("%(n)s cụm chưa trả lời")),
            (got.refused, _("%(n)s cụm từ chối"), _("%(n)s cụm từ chối")),
            (
                got.unsupported,
                _("%(n)s cụm chưa hiểu lệnh này nên chưa tới"),
                _("%(n)s cụm chưa hiểu lệnh này nên chưa tới"),
            ),
            (got.expired, _("%(n)s cụm quá hạn"), _("%(n)s cụm quá hạn")),
            (got.unsigned, _("%(n)s cụm không được ký"), _("%(n)s cụm không được ký")),
        ):
            if count:
                parts.append((one if count == 1 else many) % {"n": number(count)})
        return ", ".join(parts)


def operates(who: Actor) -> bool:
    """Returns whether the person is an operator at any unit."""
    return rights.at_a_unit(who, Capability.SILENCE)


def told(acts: Iterable[Act], who: Actor | None = None) -> list[ActLine]:
    """Returns the acts in words. The names of targets and persons are read once for all of them."""
    rows = list(acts)
    places, called = naming.places(rows), names(each.by_id for each in rows)
    stopped, bulletins = naming.cancelled(rows), naming.cancelled_bulletins(rows)
    return [
        ActLine(
            each,
            places[each.pk],
            _by(each, called.get(each.by_id, "")),
            dispatch.progress(each),
            who is not None and rights.may(who, Capability.SILENCE, each.from_unit_id or each.unit_id),
            stopped.get(each.pk, ""),
            bulletins.get(each.pk, {}),
        )
        for each in rows
    ]


def _by(act: Act, name: str) -> str:
    """Returns for example "Vũ Tiến Đạt, Tỉnh Thanh Hóa". The unit is left out if it is the act's own."""
    above = act.from_unit if act.from_unit_id != act.unit_id else None
    return ", ".join(part for part in (name, str(above or "")) if part)


def silences(unit_ids: Collection[int], who: Actor) -> list[ActLine]:
    """Returns the silences in force, newest first."""
    return told(sorted(dispatch.silences(unit_ids), key=lambda one: one.decided_at, reverse=True), who)


def recent(unit_ids: Collection[int], since: datetime) -> list[ActLine]:
    """Returns the last few acts."""
    return told(dispatch.acts(unit_ids, since)[:MOST_RECENT])
