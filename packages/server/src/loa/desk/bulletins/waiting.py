"""The bulletins that wait for the signed-in person."""

from django.db.models import QuerySet

from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.newsroom import queries
from loa.newsroom.models import Bulletin
from loa.places import rights


def to_approve() -> QuerySet[Bulletin]:
    """Returns the bulletins that wait for the person's approval, longest waiting first."""
    return queries.waiting(rights.units(actor.current(), Capability.APPROVE))


def bulletins_waiting() -> int:
    """Returns how many bulletins the person has to approve, and how many returned ones to correct."""
    to_mend = queries.returned(rights.units(actor.current(), Capability.WRITE))
    return to_approve().count() + to_mend.count()
