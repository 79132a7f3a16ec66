"""A commune's broadcast rules: written anew from a day on, never changed backwards."""

from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.messages.plan import Rules

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Invalid, Missing, Refused
from loa.kernel.events import announce
from loa.kernel.locks import About, alone_with
from loa.kernel.roles import Capability
from loa.places import rights, scope

from .. import regulations, ruling
from ..events import ScheduleChanged
from ..models import BroadcastRule, RuleDecision

FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Regulation:
    """The rule as the protocol has it, and the paper that it stands on."""

    rules: Rules
    source: str


@transaction.atomic
def set_rule(unit_id: int, valid_from: date, wanted: Regulation) -> BroadcastRule:
    """From `valid_from` (local) this is the unit's regulation, whatever was written for it before.

    Never backwards: a day that had a regulation keeps it, so a new one begins today at the earliest. The
    first one may have begun earlier, as the paper says: nothing sounded here by any rule before.

    An operator or administrator of the place sets it. One that allows more than before counts once a second
    person has agreed (`agree`). What is placed already stays placed; what no longer fits is silent on the
    device and shown as such in the week.
    """
    rights.require(actor.current(), Capability.WRITE_REGULATION, unit_id)
    if valid_from < clock.today() and _was_ruled(unit_id):
        raise Invalid(_("Quy chế mới bắt đầu sớm nhất từ hôm nay."), field="valid_from")
    if not any(wanted.rules.hours):
        raise Invalid(_("Chọn ít nhất một khung giờ được phát."), field="hours")
    if not wanted.source.strip():
        raise Invalid(_("Ghi số, ngày của quy chế."), field="source")
    said = msgspec.to_builtins(wanted.rules)
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
    audit.record("airtime.rule_set", row, unit_id, valid_from=valid_from.isoformat(), rule=said)
    _announce(row, regulations.counts_from(row), narrows=True)
    return row


@transaction.atomic
def agree(rule_id: int) -> BroadcastRule:
    """The second person's yes to a regulation that allows more: an operator there or above, not its writer.

    Twice is once.
    """
    row = _hold(rule_id, Capability.AGREE_TO_REGULATION)
    if row.made_by_id == actor.current().person_id:
        raise Refused(_("Người ghi quy chế không tự đồng ý được. Cần một người vận hành khác."))
    said = RuleDecision.objects.filter(rule=row)
    if said.filter(kind=RuleDecision.TAKEN_BACK).exists():
        raise Refused(_("Quy chế này đã rút lại."))
    if not said.filter(kind=RuleDecision.AGREED).exists():
        _decide(row, RuleDecision.AGREED, "airtime.rule_agreed")
        _announce(row, regulations.counts_from(row))
    return row


@transaction.atomic
def take_back(rule_id: int) -> BroadcastRule:
    """A regulation that has not begun yet will not: what counts without it goes on.

    Its writer may, or another operator or administrator there where nothing becomes wider by it.
    """
    row, who = _hold(rule_id, Capability.WRITE_REGULATION), actor.current()
    if row.valid_from <= clock.today():
        raise Refused(_("Quy chế này đã áp dụng. Ghi quy chế mới thay nó."))
    if RuleDecision.objects.filter(rule=row, kind=RuleDecision.TAKEN_BACK).exists():
        return row
    if row.made_by_id != who.person_id and _narrows(row):
        raise Refused(_("Quy chế này hẹp hơn quy chế đang áp dụng: chỉ người đã ghi mới rút lại được."))
    counted_from = regulations.counts_from(row)
    _decide(row, RuleDecision.TAKEN_BACK, "airtime.rule_taken_back")
    _announce(row, counted_from)
    return row


def _hold(rule_id: int, capability: Capability) -> BroadcastRule:
    """The regulation, its unit's row held, so that of two decisions on it the later one sees the first.
    Raises Missing, or Refused where the actor may not do this there."""
    row = BroadcastRule.objects.filter(pk=rule_id).first()
    if row is None or row.unit_id not in scope.current().write:
        raise Missing(_("Không có quy chế này, hoặc nó thuộc đơn vị khác."))
    rights.require(actor.current(), capability, row.unit_id)
    alone_with(About.REGULATION, [row.unit_id])
    return row


def _decide(row: BroadcastRule, kind: str, verb: str) -> None:
    RuleDecision.objects.create(unit_id=row.unit_id, rule=row, kind=kind, person_id=actor.current().person_id)
    audit.record(verb, row, row.unit_id, valid_from=row.valid_from.isoformat())


def _announce(row: BroadcastRule, counts_from: date | None, narrows: bool = False) -> None:
    """Days change from the first one on which the regulation counts (None: on no day; what still waits for a
    second person changes nothing)."""
    if counts_from is not None:
        announce(ScheduleChanged(row.unit_id, counts_from, FAR, narrows))


def _narrows(row: BroadcastRule) -> bool:
    """Without it more would be allowed on its first day."""
    without = regulations.without(row)
    return without is not None and ruling.is_wider(without, regulations.to_rules(row))


def _was_ruled(unit_id: int) -> bool:
    """Some day before today had a regulation, the unit's own or one above it."""
    chain = regulations.chain_of(unit_id)
    return BroadcastRule.objects.filter(unit_id__in=chain, valid_from__lt=clock.today()).exists()
