"""Sentences about what waits for the signer or was left out because it was not proven: the reason and the
next step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from loa.airtime import sentences
from loa.dispatch import verdicts
from loa.dispatch.verdicts import LeftOutItem
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys import refusals
from loa.keys.models import SignedKind, ToSign
from loa.places import queries as places
from loa.places.models import Unit

LATE: Final = timedelta(minutes=2)
"""How long a request may wait for its signature before it counts as a fault. Signing usually takes
seconds."""


@dataclass(frozen=True)
class Line:
    """One part that was left out of a plan. `said` says what, when and where; `more` says why and what to do
    now. `slot` is the slot to correct, or empty if there is none."""

    date: date
    said: str
    more: str
    slot: str


def lines(unit: Unit, slots: Collection[str] | None = None) -> list[Line]:
    """Returns what the plans of a commune lack from today on, the earliest first. With `slots` it returns
    only what belongs to these slots."""
    found = verdicts.left_out(unit)
    if not found:
        return []
    names = {each.pk: str(each) for each in places.hamlets(unit.pk)}
    return [_line(one, names) for one in found if slots is None or not one.slots.isdisjoint(slots)]


def _line(one: LeftOutItem, hamlets: dict[int, str]) -> Line:
    more = f"{refusals.sentence(one.code)} {refusals.step(one.code)}"
    day = sentences.day_words(one.date)
    if one.item is None:
        return Line(one.date, _("Cả ngày %(day)s chưa phát được.") % {"day": day}, more, "")
    told = {"title": one.item.title, "at": sentences.clock_time(one.item.start_ms), "day": day}
    if one.everywhere:
        said = _("“%(title)s” lúc %(at)s %(day)s chưa phát được.") % told
    else:
        told["where"] = ", ".join(
            hamlets.get(each, "") if each is not None else _("cụm của cả xã") for each in _in_order(one)
        )
        said = _("“%(title)s” lúc %(at)s %(day)s chưa phát được ở %(where)s.") % told
    return Line(one.date, said, more, one.item.slot)


def _in_order(one: LeftOutItem) -> list[int | None]:
    """Returns the hamlets in order. None, the clusters of the whole commune, comes first."""
    return sorted(one.hamlets, key=lambda each: each or 0)


def waiting(row: ToSign) -> str:
    """Returns why a request still waits and what to do now: the signer's own reason if it gave one."""
    if row.code:
        return _why(row)
    return _("Máy ký chưa chạy hoặc chưa tới lượt. Báo người giữ máy chủ.")


def of_plan(plan_id: str) -> str:
    """Returns why a compiled plan has not reached its devices yet."""
    row = keys.newest_request(SignedKind.PLAN, plan_id)
    if row is not None and row.state == ToSign.State.REFUSED:
        return _("Lịch mới chưa được ký: %(why)s") % {"why": _why(row)}
    if row is not None and _late(row):
        return _("Lịch mới chờ ký đã quá 2 phút: %(why)s") % {"why": waiting(row)}
    return _("Lịch mới đang chờ ký.")


def of_act(act_id: UUID) -> str:
    """Returns why an act has not reached its devices, or an empty string if it is signed or was requested
    just now."""
    row = keys.newest_request(SignedKind.ACT, str(act_id))
    if row is not None and row.state == ToSign.State.REFUSED:
        return _("Lệnh này không được ký: %(why)s") % {"why": _why(row)}
    if row is not None and row.state == ToSign.State.WAITING and (row.code or _late(row)):
        return _("Lệnh này còn chờ ký: %(why)s") % {"why": waiting(row)}
    return ""


def _late(row: ToSign) -> bool:
    return row.state == ToSign.State.WAITING and row.asked_at < clock.now() - LATE


def _why(row: ToSign) -> str:
    return f"{refusals.sentence(row.code)} {refusals.step(row.code)}"
