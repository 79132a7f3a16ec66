"""What stood around the words at which a bulletin was returned, so that they are found again after the text
was edited."""

from dataclasses import dataclass

from wagtail.models import Revision

from .models import Bulletin, Decision

REACH = 120
"""How many characters on each side are compared."""


@dataclass(frozen=True)
class Surroundings:
    """The text before and after the words, and at which character of the returned text they began."""

    before: str
    after: str
    start: int


def of_last_return(bulletin: Bulletin) -> Surroundings | None:
    """Returns the surroundings of the place of the last return, or None if it names no place."""
    row = Decision.objects.filter(bulletin=bulletin, kind=Decision.RETURNED).order_by("-at", "-id").first()
    if row is None or row.place_start is None or row.place_end is None:
        return None
    text = Revision.objects.get(pk=row.revision_id).as_object().text
    start, end = row.place_start, row.place_end
    return Surroundings(text[max(0, start - REACH) : start], text[end : end + REACH], start)
