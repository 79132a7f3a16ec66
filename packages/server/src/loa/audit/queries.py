"""Reads the record within the scope."""

from collections.abc import Iterable

from django.db.models import QuerySet

from loa.audit.models import Entry


def entries(unit_ids: Iterable[int], subject: str = "", verb: str = "") -> QuerySet[Entry]:
    """Returns entries, newest first; of one subject ("newsroom.bulletin:17"), or of verbs that begin with
    `verb`."""
    found = Entry.objects.filter(unit_id__in=list(unit_ids)).select_related("link").order_by("-id")
    if subject:
        found = found.filter(subject=subject)
    return found.filter(verb__startswith=verb) if verb else found
