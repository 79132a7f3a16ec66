"""The sentence that a place is silenced, shown first on a page. It comes from the acts in force
(`dispatch.mute`) or, where the reader may not see these acts, from what the clusters report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.dispatch.mute import Mute
from loa.kernel import clock
from loa.places.models import Unit


@dataclass(frozen=True)
class SilencedPlace:
    """What is silenced of a unit and of all units below it. `since` is None if an act silences the place that
    the reader may not see."""

    where: str
    """The whole place in words: "cả xã", "cả phường" or "cả tỉnh"."""
    whole: bool
    """Whether the whole place is silenced."""
    since: datetime | None
    units: frozenset[int]
    """The communes that are silenced as a whole."""

    def first(self, now: datetime, next_at: str = "") -> str:
        """Returns for example "Đang tắt tiếng cả xã từ 15:20. Bản tin 05:30 sẽ không kêu"."""
        if self.since is None:
            said = _("Đang tắt tiếng %(where)s theo lệnh của cấp trên.") % {"where": self.where}
        else:
            at = moment(self.since, now)
            said = _("Đang tắt tiếng %(where)s từ %(at)s.") % {"where": self.where, "at": at}
        if not next_at:
            return said
        return _("%(said)s Bản tin %(time)s sẽ không kêu.") % {"said": said, "time": next_at}

    @property
    def some(self) -> str:
        """Returns for example "2 xã, phường đang tắt tiếng.", or an empty string if none is silenced."""
        count = len(self.units)
        if not count:
            return ""
        told = ngettext("%(n)s xã, phường đang tắt tiếng.", "%(n)s xã, phường đang tắt tiếng.", count)
        return told % {"n": count}


def of(unit: Unit, mute: Mute, say_so: Mapping[int, bool]) -> SilencedPlace:
    """Returns what is silenced of `unit`. `say_so` has each commune with clusters in use, and whether all of
    these clusters report that they are silenced."""
    silenced = {each for each, said in say_so.items() if said or mute.of_unit(each) is not None}
    whole = mute.of_unit(unit.pk) is not None or (bool(say_so) and len(silenced) == len(say_so))
    moments = [mute.of_unit(each) for each in silenced]
    known = [each for each in moments if each is not None]
    # The whole place is silenced only since the last of its communes was silenced.
    last = max(known) if known and len(known) == len(moments) else None
    where = _("cả %(kind)s") % {"kind": unit.name_type.lower()}
    return SilencedPlace(where, whole, mute.of_unit(unit.pk) or last, frozenset(silenced))


def moment(at: datetime, now: datetime) -> str:
    """Returns the local time, for example "15:20", with the day if it is not today."""
    local = clock.local(at)
    return f"{local:%H:%M}" if local.date() == clock.local(now).date() else f"{local:%H:%M %d/%m}"
