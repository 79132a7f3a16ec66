"""The targets of acts: the unit where the right is checked, the topic, and the clusters that an act
reaches."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from loa_protocol import topics

from loa.dispatch.models import Act, Plan
from loa.fleet.models import Device
from loa.kernel.errors import NotFound
from loa.places import queries as places
from loa.places.models import Unit

ALL_TOPIC: Final = topics.ALL


@dataclass(frozen=True)
class Target:
    """Everything, a unit (a commune), a plan (a hamlet) or a device. The right is checked at `unit`."""

    kind: str
    id: str
    unit: Unit

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id, as the row of an act has them."""
        return self.kind, self.id

    def devices(self) -> QuerySet[Device]:
        """Returns the clusters in use that the target reaches, within the scope."""
        rows = Device.objects.filter(state=Device.State.ACTIVE)
        match self.kind:
            case Act.Target.ALL:
                return rows
            case Act.Target.UNIT:
                return rows.filter(unit=self.unit)
            case Act.Target.PLAN:
                return rows.filter(unit=self.unit, plan_id=self.id)
            case _:
                return rows.filter(unit=self.unit, id=self.id)


def everything() -> Target:
    """Returns the whole province as a target. Raises NotFound where there is no province yet."""
    province = places.province()
    if province is None:
        raise NotFound(_("Chưa khai báo tỉnh."))
    return Target(Act.Target.ALL, "", province)


def unit(unit_id: int) -> Target:
    """Returns a commune as a target; for the province, everything."""
    found = Unit.objects.get(id=unit_id)
    return everything() if found.parent_id is None else Target(Act.Target.UNIT, found.code, found)


def plan(plan_id: str) -> Target:
    """Returns the clusters of one hamlet as a target. Raises NotFound outside the scope."""
    found = Plan.objects.select_related("unit").filter(plan_id=plan_id).first()
    if found is None:
        raise NotFound(_("Không có nơi này."))
    return Target(Act.Target.PLAN, plan_id, found.unit)


def device(device_id: UUID) -> Target:
    """Returns one cluster as a target. Raises NotFound outside the scope."""
    found = Device.objects.select_related("unit").filter(id=device_id).first()
    if found is None:
        raise NotFound(_("Không có cụm loa này."))
    return Target(Act.Target.DEVICE, str(device_id), found.unit)


def topic(kind: str, target_id: str) -> str:
    """Returns the MQTT topic that reaches a target."""
    match kind:
        case Act.Target.ALL:
            return topics.ALL
        case Act.Target.UNIT:
            return topics.unit(target_id)
        case Act.Target.PLAN:
            return topics.plan(target_id)
        case _:
            return topics.down(target_id)
