"""Adds and changes rows of devices that no box has claimed. Such a row plays nothing."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.ids import plan_id

from loa.audit import actions as audit
from loa.fleet.models import Device, Site
from loa.fleet.rules import NAME_LENGTH, called, too_like
from loa.kernel import actor as acting
from loa.kernel.errors import Conflict, Invalid, NotFound
from loa.kernel.ids import uuid7
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.tidy import names_something, tidy
from loa.places import queries as places
from loa.places import rights
from loa.places.alike import Names
from loa.places.models import Hamlet, Unit


@dataclass(frozen=True)
class Place:
    """Where a device is placed. `hamlet` None means that it serves the whole commune."""

    unit: Unit
    hamlet: Hamlet | None = None
    site: str = ""
    latitude: float | None = None
    longitude: float | None = None


def unit_codes(unit_id: int) -> list[str]:
    """Returns the unit codes from the province down to the unit: its devices may subscribe to the
    subjects of these units."""
    above = [*reversed(places.ancestors(unit_id)), unit_id]
    units = Unit.objects.in_bulk(above)
    return [units[each].code for each in above]


@transaction.atomic
def add_device(place: Place, name: str) -> Device:
    """Adds a row that waits for its box. Allowed to operators and administrators of the unit or above.

    Raises Invalid for a name that is empty, too long, taken in that commune or easily taken for another one
    of it, or for a hamlet of another commune.
    """
    rights.require(acting.current(), Capability.KEEP_CLUSTERS, place.unit.id)
    name = tidy(name)
    if not names_something(name) or len(name) > NAME_LENGTH:
        raise Invalid(_("Tên cụm loa có từ 1 đến %(most)d chữ.") % {"most": NAME_LENGTH}, field="name")
    if place.hamlet is not None and place.hamlet.unit_id != place.unit.id:
        raise Invalid(_("Thôn này không thuộc xã, phường đã chọn."), field="hamlet")
    _require_name_of_its_own(place.unit, name)
    device = Device.objects.create(
        id=uuid7(),
        unit=place.unit,
        hamlet=place.hamlet,
        site=_site(place),
        name=name,
        plan_id=plan_id(place.unit.code, place.hamlet.id if place.hamlet else None),
        places=unit_codes(place.unit.id),
    )
    audit.record("fleet.device_added", device, place.unit.id, plan=device.plan_id)
    return device


def _require_name_of_its_own(unit: Unit, name: str) -> None:
    """A rule, and a constraint for the very same name alone: a province of before may have names that are
    taken for one. Raises Invalid."""
    alone_with(LockSubject.NAMES, [f"fleet_device {unit.pk}"])
    names = Names(Device.objects.filter(unit=unit).order_by().values_list("name", flat=True))
    if there := names.alike(name):
        raise Invalid(too_like(there, name), field="name")


@transaction.atomic
def place_again(device_id: UUID, place: Place) -> Device:
    """Changes hamlet (where `place` has one) and site of a row that no box has claimed. A row with a box is
    changed by `move`. Raises NotFound, Forbidden, Invalid, Conflict (a box has claimed it)."""
    # Locked, so that no box claims the row between the check and the change.
    device = Device.objects.select_for_update(of=("self",)).filter(id=device_id, unit=place.unit).first()
    if device is None:
        raise NotFound(_("Không có cụm loa này."))
    rights.require(acting.current(), Capability.KEEP_CLUSTERS, place.unit.id)
    if device.state != Device.State.NEW:
        raise Conflict(_("Cụm loa này đã có máy nhận."), "name")
    if place.hamlet is not None:
        if place.hamlet.unit_id != place.unit.id:
            raise Invalid(_("Thôn này không thuộc xã, phường đã chọn."), field="hamlet")
        device.hamlet, device.plan_id = place.hamlet, plan_id(place.unit.code, place.hamlet.id)
    device.site = _site(place) or device.site
    device.save(update_fields=["hamlet", "plan_id", "site"])
    audit.record("fleet.device_placed_again", device, place.unit.id, plan=device.plan_id)
    return device


def _site(place: Place) -> Site | None:
    name = tidy(place.site)[:120].strip()
    if not name:
        return None
    # A site that exists keeps its own hamlet and coordinates. "Văn hóa" and "Văn hoá" are one place, which no
    # constraint finds.
    alone_with(LockSubject.NAMES, [f"fleet_site {place.unit.pk}"])
    there = Site.objects.filter(unit=place.unit)
    if site := called(there.filter(name=name), name) or called(there, name):
        return site
    return Site.objects.create(
        unit=place.unit,
        name=name,
        hamlet=place.hamlet,
        latitude=place.latitude,
        longitude=place.longitude,
    )
