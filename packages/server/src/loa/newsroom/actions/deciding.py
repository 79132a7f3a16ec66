"""Records what a person decided on a bulletin: each decision is a new row in that person's name."""

from ..models import Approval, Bulletin, Decision
from . import locking


def decide(
    bulletin: Bulletin,
    kind: str,
    reason: str = "",
    ends: Approval | None = None,
    place: tuple[int, int] | None = None,
) -> Decision:
    """Creates the row of a decision, on the approval that it ends or otherwise on the latest revision.
    `place` is the passage of that revision's text which it is about (see `rules.place_in`)."""
    revision = ends.revision_id if ends else bulletin.latest_revision_id
    assert revision is not None, "what is decided on was written"
    return Decision.objects.create(
        unit_id=bulletin.unit_id,
        kind=kind,
        bulletin=bulletin,
        revision_id=revision,
        approval=ends,
        person_id=locking.person(),
        reason=reason,
        place_start=place[0] if place else None,
        place_end=place[1] if place else None,
    )
