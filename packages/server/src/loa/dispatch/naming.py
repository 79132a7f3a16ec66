"""Names in words what acts are about, with one query for each kind of name."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from loa_protocol.messages.act import CancelWhat

from loa.airtime.models import SlotItem
from loa.dispatch.models import Act, PlannedItem
from loa.fleet.models import Device
from loa.kernel.ids import read_uuid
from loa.newsroom.models import Approval
from loa.places.models import Hamlet


def places(acts: Collection[Act]) -> dict[UUID, str]:
    """Returns where each act reaches, by its id: "cả tỉnh", a commune, a hamlet of one, or a cluster of one.

    `unit` of every act should be loaded.
    """
    devices = Device.objects.in_bulk(
        [UUID(each.target_id) for each in acts if each.target == Act.Target.DEVICE]
    )
    ids = {each.pk: hamlet for each in acts if (hamlet := _hamlet(each))}
    hamlets = Hamlet.objects.in_bulk(ids.values())
    found = {}
    for each in acts:
        match each.target:
            case Act.Target.ALL:
                found[each.pk] = _("cả tỉnh")
            case Act.Target.UNIT:
                found[each.pk] = each.unit.name
            case Act.Target.PLAN:
                found[each.pk] = f"{hamlets.get(ids.get(each.pk, 0)) or each.target_id}, {each.unit.name}"
            case _:
                device = devices.get(UUID(each.target_id))
                found[each.pk] = f"{device.name if device else each.target_id}, {each.unit.name}"
    return found


def _named(acts: Collection[Act]) -> list[tuple[UUID, str, str]]:
    """Returns what the acts cancel: the act's id, the kind of thing, its name in the act."""
    return [(each.pk, one["what"], one["id"]) for each in acts for one in each.cancels]


def _of_approvals(named: Collection[tuple[UUID, str, str]]) -> dict[str, tuple[str, str]]:
    """Returns code and title of the bulletins whose approvals are named, by the approval's id."""
    approvals = {key for _act, what, key in named if what == CancelWhat.RIGHT}
    rows = Approval.objects.filter(pk__in=approvals)
    found = rows.values_list("pk", "bulletin__code", "bulletin__title")
    return {str(pk): (code, title) for pk, code, title in found}


def cancelled_bulletins(acts: Collection[Act]) -> dict[UUID, dict[str, str]]:
    """Returns the bulletins whose soundings each act cancels, by its id: their titles by their codes. An act
    that cancels nothing is left out."""
    named = _named(acts)
    items = {key.partition("@")[0] for _act, what, key in named if what == CancelWhat.ITEM}
    slots = {slot for name in items if (slot := read_uuid(name)) is not None}
    found = _of_approvals(named)
    # The last position first, so that the first bulletin of a slot overwrites the others.
    rows = SlotItem.objects.filter(slot_id__in=slots).order_by("-position")
    for slot, code, title in rows.values_list("slot_id", "bulletin__code", "title"):
        found[str(slot)] = (code, title)
    told: dict[UUID, dict[str, str]] = {}
    for act, what, key in named:
        one = found.get(key.partition("@")[0] if what == CancelWhat.ITEM else key)
        if one is not None:
            told.setdefault(act, {})[one[0]] = one[1]
    return told


def _hamlet(act: Act) -> int | None:
    """Returns the hamlet's id from a plan id ("code.hamlet"), else None."""
    last = act.target_id.rpartition(".")[2]
    return int(last) if act.target == Act.Target.PLAN and last.isdigit() else None


def cancelled(acts: Collection[Act]) -> dict[UUID, str]:
    """Returns the titles of what each act cancels, by its id. An act that cancels nothing is left out."""
    named = _named(acts)
    items = {key for _act, what, key in named if what == CancelWhat.ITEM}
    units = {each.unit_id for each in acts}
    titles = dict(PlannedItem.objects.filter(unit_id__in=units, item__in=items).values_list("item", "title"))
    titles |= {approval: title for approval, (_code, title) in _of_approvals(named).items()}
    # A dict as an ordered set: each title once, in the act's order.
    found: dict[UUID, dict[str, None]] = {}
    for act, _what, key in named:
        if key in titles:
            found.setdefault(act, {})[titles[key]] = None
    return {act: ", ".join(each) for act, each in found.items()}
