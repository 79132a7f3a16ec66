"""Computes the hash chain: the hash of each link covers the one before and every field of its entry. Pure."""

import hashlib
import json
from datetime import UTC
from typing import Any

from loa.audit.models import Entry

START = bytes(32)


def canonical(entry: Entry) -> bytes:
    """Returns the entry in one fixed form: sorted keys, UTC to the microsecond, no spaces."""
    fields: dict[str, Any] = {
        "id": entry.pk,
        "unit": entry.unit_id,
        "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "person": entry.person_id,
        "process": entry.process,
        "verb": entry.verb,
        "subject": entry.subject,
        "detail": entry.detail,
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def next_hash(before: bytes, entry: Entry) -> bytes:
    return hashlib.sha256(before + hashlib.sha256(canonical(entry)).digest()).digest()
