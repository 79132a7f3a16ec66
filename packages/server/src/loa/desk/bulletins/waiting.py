"""What waits for the one who is signed in."""

from loa.newsroom import queries
from loa.people.models import Role

from .places import held


def bulletins_waiting() -> int:
    """Bulletins to approve, and returned ones to mend."""
    return queries.waiting(held(Role.APPROVER)).count() + queries.returned(held(Role.EDITOR)).count()
