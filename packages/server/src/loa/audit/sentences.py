"""Shows the entries of the record as sentences. Each room defines the words of its verbs in `audit_words.py`.

    WORDS = {"newsroom.copied": _("đã chép “%(source)s” thành bản tin mới “%(subject)s”")}
    NAMES = {"newsroom.bulletin": bulletins}      # kind of thing -> a Namer (see loa.audit.named_things)
    REFERS = {"source": "newsroom.bulletin"}      # a key of detail that holds another thing's key
    SAID = {"valid_from": day}                    # a key of detail that is displayed in another form

`%(subject)s` is the thing acted on. Where one sentence does not fit all cases, the words of a verb are a
function of the detail. A verb without words is displayed as it is: a page never omits anything recorded.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.audit.models import Entry
from loa.audit.named_things import NamedThing, Namer
from loa.kernel import autodiscovery

PERSON: Final = "people.person"
PROCESSES: Final = {
    "api": gettext_lazy("Hệ thống (cửa nhận máy)"),
    "worker": gettext_lazy("Hệ thống (việc chạy nền)"),
    "signer": gettext_lazy("Hệ thống (nơi ký)"),
    "first-run": gettext_lazy("Hệ thống (khởi đầu)"),
    "host": gettext_lazy("Hệ thống (máy chủ)"),
}
Found = Mapping[str, Mapping[str, NamedThing]]
"""Names by kind and key."""


@cache
def _rooms() -> dict[str, ModuleType]:
    """Returns each room's `audit_words`, by the room's label."""
    return dict(autodiscovery.files("audit_words"))


def _said(entry: Entry) -> str | None:
    """Returns the words of the entry's verb; None when there are none, or none for such a detail."""
    words = _of_room(entry.verb, "WORDS").get(entry.verb)
    try:
        return str(words(entry.detail) if callable(words) else words) if words else None
    except (KeyError, TypeError):
        return None  # recorded in an older form that the current words do not fit


def _of_room(verb: str, table: str) -> dict[str, Any]:
    return getattr(_rooms().get(verb.partition(".")[0]), table, {})


@cache
def namers() -> dict[str, Namer]:
    """Returns the function that names things, by kind of thing."""
    found: dict[str, Namer] = {}
    for room in _rooms().values():
        found.update(getattr(room, "NAMES", {}))
    return found


def sentences(entries: Sequence[Entry]) -> list[SafeString]:
    """Returns entries as sentences: who, what they did, to what, linked to its page where the reader may open
    it. The names are current; there is one query per kind of thing."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for kind, key in things(entry):
            wanted[kind].add(key)
    known = namers()
    found = {kind: known[kind](keys) for kind, keys in wanted.items() if kind in known}
    return [_sentence(entry, found) for entry in entries]


def things(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yields (kind, key) of every thing that the entry's sentence names."""
    if entry.person_id is not None:
        yield PERSON, str(entry.person_id)
    said = _said(entry) or ""
    if "%(subject)s" in said:
        kind, _colon, key = entry.subject.partition(":")
        yield kind, key
    for name, kind in _of_room(entry.verb, "REFERS").items():
        if f"%({name})s" in said and name in entry.detail:
            yield kind, str(entry.detail[name])


def _sentence(entry: Entry, found: Found) -> SafeString:
    who = _who(entry, found)
    said = _said(entry)
    if said is not None:
        try:
            words = escape(said) % _values(entry, found)
            return format_html("{} {}", who, mark_safe(words))  # noqa: S308 - every part of it is escaped
        except (KeyError, TypeError, ValueError):
            pass  # recorded in an older form that the current words do not fit
    return format_html("{}: {}", who, entry.verb)


def _who(entry: Entry, found: Found) -> SafeString:
    if entry.person_id is not None:
        return _link(found, PERSON, str(entry.person_id))
    named = PROCESSES.get(entry.process)
    return escape(named or _("Hệ thống (%(process)s)") % {"process": entry.process})


def _values(entry: Entry, found: Found) -> dict[str, SafeString]:
    refers, said = _of_room(entry.verb, "REFERS"), _of_room(entry.verb, "SAID")
    values = {}
    for name, value in entry.detail.items():
        if name in refers:
            values[name] = _link(found, refers[name], str(value))
        else:
            values[name] = escape(said[name](value) if name in said else value)
    kind, _colon, key = entry.subject.partition(":")
    return {**values, "subject": _link(found, kind, key)}


def _link(found: Found, kind: str, key: str) -> SafeString:
    called = found.get(kind, {}).get(key)
    if called is None:
        return escape(_("(không còn, số %(key)s)") % {"key": key})
    return format_html('<a href="{}">{}</a>', called.url, called.name) if called.url else escape(called.name)
