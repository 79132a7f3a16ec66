"""The regulations that wait for the reader to agree as the second person."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from loa.airtime import regulations
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.people.naming import names
from loa.places import rights
from loa.places.models import Unit


@dataclass(frozen=True)
class WaitingRegulation:
    """A regulation that waits: of which unit, who wrote it and when (UTC), and its page."""

    unit: str
    source: str
    by: str
    at: datetime
    page: str


def waiting(who: Actor) -> list[WaitingRegulation]:
    """Returns the regulations to which this person may agree, the oldest first."""
    may = rights.reached(who, Capability.AGREE_TO_REGULATION)
    rows = regulations.waiting_for(who.person_id or 0, may) if may else []
    called = names(row.made_by_id for row in rows if row.made_by_id is not None)
    units = Unit.objects.in_bulk({row.unit_id for row in rows})
    page = reverse("schedule_regulation")
    return [
        WaitingRegulation(
            units[row.unit_id].name,
            row.source,
            called.get(row.made_by_id or 0, ""),
            row.made_at,
            f"{page}?noi={row.unit_id}",
        )
        for row in rows
    ]
