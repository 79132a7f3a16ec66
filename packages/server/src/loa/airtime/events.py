"""Events of the schedule, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ScheduleChanged:
    """The event that slots or rules of a unit changed.

    Days outside `first`..`last` (local, both included) sound as before. `narrows`: less may sound than
    before, so it is more urgent than a change that allows more.
    """

    unit_id: int
    first: date
    last: date
    narrows: bool = False
