"""Changes a commune's broadcast rules: a new regulation is written from a day on, never for past days."""

from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.messages.plan import Rules

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.events import announce
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.places import rights, scope

from .. import regulations, ruling
from ..events import ScheduleChanged
from ..models import BroadcastRule, RuleDecision

FAR = date(9999, 12, 31)
"""The last day of a change without an end."""


@dataclass(frozen=True)
class Regulation:
    """The rules as the protocol has them, and the official paper that they come from."""

    rules: Rules
    source: str


@transaction.atomic
def set_rule(unit_id: int, valid_from: date, wanted: Regulation) -> BroadcastRule:
    """Writes the unit's regulation from `valid_from` (local) on, whatever was written for it before.

    Past days never change, so it begins today at the earliest; the date of its paper is in `source`.

    An operator or administrator of the place writes it. One that allows more than before counts once a second
    person has agreed (`agree`), and from that day at the earliest. What was written before it and still waits
    for a second person can on the same days be agreed to no more. Slots already placed stay placed; what no
    longer fits is silent on the device and shown as such in the week. Raises Invalid.
    """
    rights.require(actor.current(), Capability.WRITE_REGULATION, unit_id)
    if valid_from < clock.today():
        raise Invalid(_("Quy chế mới bắt đầu sớm nhất từ hôm nay."), field="valid_from")
    if not any(wanted.rules.hours):
        raise Invalid(_("Chọn ít nhất một khung giờ được phát."), field="hours")
    if not wanted.source.strip():
        raise Invalid(_("Ghi số, ngày của quy chế."), field="source")
    said = msgspec.to_builtins(wanted.rules)
    # Of an agreement at the same moment the later sees the earlier, in the rows' moments too.
    alone_with(LockSubject.REGULATION, [unit_id])
    row = BroadcastRule.objects.create(
        unit_id=unit_id,
        valid_from=valid_from,
        hours=said["hours"],
        quiet=said["quiet"],
        days=said["days"],
        minutes_per_session=said["minutes"],
        volume=said["volume"],
        source=wanted.source.strip(),
        made_by_id=actor.current().person_id,
    )
    made = regulations.effect(row)
    waits = any(each.row.pk == row.pk for each in regulations.waiting(unit_id))
    changed = "waits" if waits else "narrows" if made and made.narrows else ""
    audit.record(
        "airtime.rule_set", row, unit_id, valid_from=valid_from.isoformat(), rule=said, effect=changed
    )
    if made:
        _announce(row, made.since, made.narrows)
    return row


@transaction.atomic
def agree(rule_id: int) -> BroadcastRule:
    """Stores the agreement of a second person, an operator there or above and not the writer, to a
    regulation.

    It is needed where the regulation allows more. To agree twice changes nothing. Raises Forbidden,
    and Conflict once it was taken back or a newer one of the unit was written for all its days to come.
    """
    row = _hold(rule_id, Capability.AGREE_TO_REGULATION)
    if row.made_by_id == actor.current().person_id:
        raise Forbidden(_("Người ghi quy chế không tự đồng ý được. Cần một người vận hành khác."))
    said = RuleDecision.objects.filter(rule=row)
    if said.filter(kind=RuleDecision.TAKEN_BACK).exists():
        raise Conflict(_("Quy chế này đã rút lại."))
    if not said.filter(kind=RuleDecision.AGREED).exists():
        if regulations.is_replaced(row):
            raise Conflict(_("Đã có quy chế mới hơn thay quy chế này, không đồng ý được nữa."))
        _decide(row, RuleDecision.AGREED, "airtime.rule_agreed")
        if made := regulations.effect(row):
            _announce(row, made.since, made.narrows)
    return row


@transaction.atomic
def take_back(rule_id: int) -> BroadcastRule:
    """Takes back a regulation that has not begun yet, or that waits for a second person and so counts on no
    day; what counts without it goes on. Raises Forbidden, and Conflict once it counts.

    Its writer may do so, or another operator or administrator there where nothing becomes wider by it.
    """
    row, who = _hold(rule_id, Capability.WRITE_REGULATION), actor.current()
    if not regulations.may_be_taken_back(row):
        raise Conflict(_("Quy chế này đã áp dụng. Ghi quy chế mới thay nó."))
    if RuleDecision.objects.filter(rule=row, kind=RuleDecision.TAKEN_BACK).exists():
        return row
    if row.made_by_id != who.person_id and row.valid_from > clock.today() and _narrows(row):
        raise Forbidden(_("Quy chế này hẹp hơn quy chế đang áp dụng: chỉ người đã ghi mới rút lại được."))
    made = regulations.effect(row)
    _decide(row, RuleDecision.TAKEN_BACK, "airtime.rule_taken_back")
    if made:
        # What it allowed beyond the others ends now.
        _announce(row, made.since, made.widens)
    return row


def _hold(rule_id: int, capability: Capability) -> BroadcastRule:
    """Returns the regulation with its unit locked, so that of two decisions on it the later one sees the
    first.

    Raises NotFound, or Forbidden where the actor may not do this there.
    """
    row = BroadcastRule.objects.filter(pk=rule_id).first()
    if row is None or row.unit_id not in scope.current().write:
        raise NotFound(_("Không có quy chế này, hoặc nó thuộc đơn vị khác."))
    rights.require(actor.current(), capability, row.unit_id)
    alone_with(LockSubject.REGULATION, [row.unit_id])
    return row


def _decide(row: BroadcastRule, kind: str, verb: str) -> None:
    RuleDecision.objects.create(unit_id=row.unit_id, rule=row, kind=kind, person_id=actor.current().person_id)
    said = msgspec.to_builtins(regulations.to_rules(row))
    audit.record(verb, row, row.unit_id, valid_from=row.valid_from.isoformat(), rule=said)


def _announce(row: BroadcastRule, first: date, narrows: bool) -> None:
    """Announces that the unit's days from `first` on change, and whether less may sound on some of them."""
    announce(ScheduleChanged(row.unit_id, first, FAR, narrows))


def _narrows(row: BroadcastRule) -> bool:
    """Returns whether without this regulation more would be allowed on its first day."""
    without = regulations.without(row)
    return without is not None and ruling.is_wider(without, regulations.to_rules(row))
