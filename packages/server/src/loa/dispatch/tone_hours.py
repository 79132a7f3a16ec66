"""Whether a test tone would sound now, in words, and from when on it would."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from loa_protocol.rule import Reason

from loa.airtime import regulations
from loa.dispatch import sounding
from loa.dispatch.models import Act
from loa.dispatch.targets import Target
from loa.fleet.models import Device, Health
from loa.kernel import clock

NO_TONE: Final = {
    Reason.QUIET: gettext_lazy("Đang trong giờ yên tĩnh của xã, không kêu thử được."),
    Reason.ENVELOPE_HOURS: gettext_lazy("Ngoài giờ mà khóa ký cho phép, không kêu thử được."),
    Reason.SILENCED: gettext_lazy("Nơi này đang tắt tiếng. Mở lại rồi mới kêu thử được."),
    Reason.BLANKED: gettext_lazy("Nơi này đang tắt tiếng. Mở lại rồi mới kêu thử được."),
    Reason.CLOCK: gettext_lazy("Giờ của máy chưa tin được, máy không kêu thử."),
}
"""The sentence for each reason why a test tone is not sent."""


@dataclass(frozen=True)
class _Asked:
    """What a tone is asked for: a unit, a plan of it, or one cluster with what it last reported."""

    target: Target
    plan_id: str
    device: Device | None
    health: Health | None

    def refused(self, at: datetime) -> Reason | None:
        return sounding.tone_refused(self.target.unit, self.plan_id, at, self.device, self.health)


def refusal(target: Target) -> str:
    """Returns why a test tone would not sound now, with the next time at which it would where hours are the
    reason, or an empty string."""
    asked = _asked(target)
    why = asked.refused(clock.now())
    if why is None:
        return ""
    said = str(NO_TONE.get(why, _("Lúc này chưa kêu thử được.")))
    free = _free_again(asked) if why is Reason.QUIET else None
    return f"{said} {_from(free)}" if free else said


def _asked(target: Target) -> _Asked:
    whole = Device.objects.select_related("health")
    # Also a cluster that is not in use: that is then the reason why the tone would not sound.
    device = whole.filter(id=target.id).first() if target.kind == Act.Target.DEVICE else None
    plan_id = target.id if target.kind == Act.Target.PLAN else device.plan_id if device else ""
    # A cluster without a report has no row: Django's error for that is an AttributeError, so None is taken.
    return _Asked(target, plan_id, device, getattr(device, "health", None))


def _free_again(asked: _Asked) -> datetime | None:
    """Returns the first end of quiet hours, today or tomorrow, at which the tone would sound."""
    now = clock.local(clock.now())
    ends = sorted({at for day in (now.date(), now.date() + timedelta(days=1)) for at in _ends(asked, day)})
    return next((at for at in ends if at > now and asked.refused(at) is None), None)


def _ends(asked: _Asked, day: date) -> Iterator[datetime]:
    rules = regulations.rules_on(asked.target.unit.pk, day, day)(day)
    begin, _end = clock.day_bounds(day)
    for window in rules.quiet if rules else ():
        yield begin + timedelta(minutes=window.end)


def _from(at: datetime) -> str:
    words = {"at": f"{at:%H:%M}"}
    if at.date() == clock.today():
        return _("Kêu thử được từ %(at)s.") % words
    return _("Kêu thử được từ %(at)s ngày mai.") % words
