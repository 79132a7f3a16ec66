"""The number of bulletins that wait for the signed-in person."""

from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.newsroom import queries
from loa.places import rights


def bulletins_waiting() -> int:
    """Returns how many bulletins the person has to approve, and how many returned ones to correct."""
    who = actor.current()
    to_approve = queries.waiting(rights.units(who, Capability.APPROVE))
    to_mend = queries.returned(rights.units(who, Capability.WRITE))
    return to_approve.count() + to_mend.count()
