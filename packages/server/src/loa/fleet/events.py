"""What happened to a device, in the past tense."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DevicePlaced:
    """A device belongs to a unit and (hamlet or None) to a plan there; the plan must be there for it."""

    device_id: UUID
    unit_id: int
    hamlet_id: int | None
    plan_id: str
