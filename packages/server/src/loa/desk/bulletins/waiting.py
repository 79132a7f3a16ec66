"""What waits for the one who is signed in."""

from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.newsroom import queries
from loa.places import rights


def bulletins_waiting() -> int:
    """Bulletins to approve, and returned ones to mend."""
    who = actor.current()
    to_approve = queries.waiting(rights.units(who, Capability.APPROVE))
    to_mend = queries.returned(rights.units(who, Capability.WRITE))
    return to_approve.count() + to_mend.count()
