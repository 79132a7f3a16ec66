"""Events of devices, named in the past tense."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DevicePlaced:
    """A device belongs to a unit and to a plan in it (`hamlet_id` None: the plan of the whole commune).
    Listeners make sure that the plan exists."""

    device_id: UUID
    unit_id: int
    hamlet_id: int | None
    plan_id: str
