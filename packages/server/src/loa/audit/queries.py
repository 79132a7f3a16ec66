"""Reads of the record within the scope."""

from collections.abc import Iterable

from django.db.models import QuerySet

from loa.audit.models import Entry


def entries(unit_ids: Iterable[int], subject: str = "", verb: str = "") -> QuerySet[Entry]:
    """Newest first; of one subject ("newsroom.bulletin:17") or of verbs that begin with `verb`."""
    found = Entry.objects.filter(unit_id__in=list(unit_ids)).select_related("link").order_by("-id")
    if subject:
        found = found.filter(subject=subject)
    return found.filter(verb__startswith=verb) if verb else found


def people_of(shown: Iterable[Entry]) -> set[int]:
    """Ids of all persons that these entries name, for one question of their names."""
    found: set[int] = set()
    for entry in shown:
        found.update(each for each in (entry.person_id, entry.detail.get("person")) if isinstance(each, int))
    return found
