"""The record as sentences: each room says its own verbs in `audit_words.py`.

    WORDS = {"newsroom.approved": _("đã duyệt bản tin %(title)s")}

A verb without words reads as itself: nothing recorded is ever left out of a page.
"""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from loa.audit.models import Entry
from loa.kernel import rooms


@cache
def words() -> dict[str, Any]:
    """All rooms' verbs."""
    found: dict[str, Any] = {}
    for _label, module in rooms.files("audit_words"):
        found.update(module.WORDS)
    return found


def sentence(entry: Entry, names: dict[int, str]) -> str:
    """One entry in words: who, and what they did. `names` of persons by id; an erased one is said to be."""
    if entry.person_id is None:
        who = _("Hệ thống (%(process)s)") % {"process": entry.process}
    else:
        who = names.get(entry.person_id) or _("Người dùng số %(id)s (đã xóa tên)") % {"id": entry.person_id}
    said = words().get(entry.verb)
    known = {
        key: names.get(value, value) if key == "person" else value for key, value in entry.detail.items()
    }
    try:
        return f"{who} {str(said) % known}" if said else f"{who}: {entry.verb}"
    except (KeyError, TypeError, ValueError):
        return f"{who}: {entry.verb}"
