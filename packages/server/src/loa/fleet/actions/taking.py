"""Moves a device to another hamlet, and disables one that was stolen."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.ids import plan_id

from loa.audit import actions as audit
from loa.fleet.actions.claiming import assign
from loa.fleet.events import DevicePlaced
from loa.fleet.models import ClaimCode, Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.keys import actions as keys
from loa.places import rights
from loa.places.models import Hamlet


@transaction.atomic
def disable(device_id: UUID, why: str) -> Device:
    """Disables a device permanently: its assignment says disabled, every trust bundle names it, its
    connection is closed and its claim codes become invalid.

    Allowed to operators and administrators. Raises NotFound, Forbidden, Invalid (no reason
    given), Conflict (no box has claimed it).
    """
    device, person = _held(device_id)
    if not why.strip():
        raise Invalid(_("Ghi lý do để người sau còn biết."), field="why")
    if device.state == Device.State.DISABLED:
        return device
    if device.public_key is None:
        raise Conflict(_("Cụm này chưa có máy nào nhận, không cần khóa."))
    now = clock.now()
    device.state = Device.State.DISABLED
    device.disabled_at, device.disabled_why = now, why.strip()[:200]
    device.save(update_fields=["state", "disabled_at", "disabled_why"])
    ClaimCode.objects.filter(device=device, expires_at__gt=now).update(expires_at=now)
    # Two independent ways: the box stops if its assignment says disabled or if the list names it.
    keys.revoke_device(device.id, device.unit_id, device.disabled_why)
    assign(device, person)
    audit.record("fleet.device_disabled", device, device.unit_id, why=device.disabled_why)
    return device


@transaction.atomic
def move(device_id: UUID, hamlet: Hamlet | None) -> Device:
    """Moves a device into another hamlet of its commune (None: it serves the whole commune). Raises NotFound,
    Forbidden, Invalid (a hamlet of another commune)."""
    device, person = _held(device_id)
    if hamlet is not None and hamlet.unit_id != device.unit_id:
        raise Invalid(_("Thôn này không thuộc xã, phường của cụm loa."), field="hamlet")
    device.hamlet, device.moved_at = hamlet, clock.now()
    device.plan_id = plan_id(device.unit.code, hamlet.id if hamlet else None)
    device.save(update_fields=["hamlet", "plan_id", "moved_at"])
    audit.record("fleet.device_moved", device, device.unit_id, plan=device.plan_id)
    if device.state == Device.State.ACTIVE:
        announce(DevicePlaced(device.id, device.unit_id, device.hamlet_id, device.plan_id))
        assign(device, person)
    return device


def _held(device_id: UUID) -> tuple[Device, int]:
    """Returns the device, locked, and the person who acts on it. Raises NotFound or Forbidden."""
    who = acting.current()
    device = (
        Device.objects.select_for_update(of=("self",)).select_related("unit").filter(id=device_id).first()
    )
    if device is None:
        raise NotFound(_("Không có cụm loa này."))
    rights.require(who, Capability.KEEP_CLUSTERS, device.unit_id)
    if who.person_id is None:
        raise Forbidden(_("Đây là việc của người, không phải của máy."))
    return device, who.person_id
