"""Adds entries to the record."""

from typing import Any

from django.db import models

from loa.audit.models import Entry
from loa.kernel import actor, clock


def record(verb: str, subject: models.Model | str, unit_id: int, **detail: Any) -> Entry:
    """Adds one action of the current actor to the record, in the caller's transaction.

    `verb` is "room.past_tense" ("newsroom.approved"); `subject` a row or "room.model:key"; `detail` JSON
    values, people by id, never names, phone numbers or secrets. Raises Forbidden when there is no current
    actor.
    """
    who = actor.current()
    return Entry.objects.create(
        unit_id=unit_id,
        at=clock.now(),
        person_id=who.person_id,
        process=who.name if who.is_process else "",
        verb=verb,
        subject=subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}",
        detail=detail,
    )
