"""A commune's broadcast rules: written anew from a day on, never changed backwards."""

from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.messages.plan import Rules

from loa.audit import actions as audit
from loa.kernel import actor, clock
from loa.kernel.errors import Invalid
from loa.kernel.events import announce
from loa.people import rules as people
from loa.people.models import Role
from loa.places import queries as places

from ..events import ScheduleChanged
from ..models import BroadcastRule

FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Regulation:
    """The rule as the protocol has it, and the paper that it stands on."""

    rules: Rules
    source: str


@transaction.atomic
def set_rule(unit_id: int, valid_from: date, wanted: Regulation) -> BroadcastRule:
    """From `valid_from` (local) this is the unit's regulation; the one before ends there.

    Never backwards: a day that had a regulation keeps it, so a new one begins today at the earliest. The
    first one may have begun earlier, as the paper says: nothing sounded here by any rule before.

    An operator or administrator of the place sets it. What is placed already stays placed; what no longer
    fits is silent on the device and shown as such in the week.
    """
    people.require(actor.current(), [Role.OPERATOR, Role.ADMINISTRATOR], unit_id)
    if valid_from < clock.today() and _was_ruled(unit_id):
        raise Invalid(_("Quy chế mới bắt đầu sớm nhất từ hôm nay."), field="valid_from")
    if not any(wanted.rules.hours):
        raise Invalid(_("Chọn ít nhất một khung giờ được phát."), field="hours")
    if not wanted.source.strip():
        raise Invalid(_("Ghi số, ngày của quy chế."), field="source")
    BroadcastRule.objects.filter(unit_id=unit_id, valid_from__gte=valid_from).delete()
    BroadcastRule.objects.filter(unit_id=unit_id, valid_to=None).update(valid_to=valid_from)
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
    announce(ScheduleChanged(unit_id, valid_from, FAR))
    return row


def _was_ruled(unit_id: int) -> bool:
    """Some day before today had a regulation, the unit's own or one above it."""
    chain = [unit_id, *places.ancestors(unit_id)]
    return BroadcastRule.objects.filter(unit_id__in=chain, valid_from__lt=clock.today()).exists()
