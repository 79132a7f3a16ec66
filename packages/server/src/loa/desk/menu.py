"""The one registry of the sidebar: a room's pages come in with the roles that see them, and nothing else is
shown.

A room's desk pages register in their `wagtail_hooks.py`:

    menu.register(menu.Entry("newsroom_bulletin", _("Bản tin"), "newsroom_bulletin:list", "write", 20,
                             frozenset({Role.EDITOR, Role.APPROVER}), waiting=queries.waiting_count))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem

from loa.kernel import actor

ORDER: Final = {
    "home": 10,
    "bulletins": 20,
    "schedule": 30,
    "clusters": 40,
    "playlog": 50,
    "operations": 60,
    "people": 70,
    "units": 80,
    "audit": 90,
}


@dataclass(frozen=True)
class Entry:
    """A line of the sidebar. `name` is a key of ORDER; `icon` a shape of icons.svg (see ICONS); `roles` who
    sees it (None: all who are signed in); `waiting` counts what waits for the reader there, now."""

    name: str
    label: Promise
    url_name: str
    icon: str
    roles: frozenset[str] | None = None
    waiting: Callable[[HttpRequest], int] | None = None


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add a line, once. ValueError for a name that has no place in ORDER or is taken by another line."""
    if entry.name not in ORDER:
        raise ValueError(f"no place in the sidebar for {entry.name}")
    if _entries.setdefault(entry.name, entry) != entry:
        raise ValueError(f"two lines of the sidebar are called {entry.name}")


def entries(roles: Iterable[str]) -> list[Entry]:
    """The lines that someone with these roles sees, in order."""
    held = frozenset(roles)
    seen = [entry for entry in _entries.values() if entry.roles is None or entry.roles & held]
    return sorted(seen, key=lambda entry: ORDER[entry.name])


def items(request: HttpRequest) -> list[MenuItem]:
    """The sidebar of the one who asks, as Wagtail draws it."""
    acting = actor.current_or_none()
    if acting is None:
        return []
    return [_item(entry, request) for entry in entries(grant.role for grant in acting.grants)]


def _item(entry: Entry, request: HttpRequest) -> MenuItem:
    waiting = entry.waiting(request) if entry.waiting else 0
    attrs = {}
    if waiting:
        said = ngettext("%(n)s việc đang chờ", "%(n)s việc đang chờ", waiting) % {"n": waiting}
        attrs = {"data-waiting": str(waiting), "aria-label": f"{entry.label}, {said}"}
    return MenuItem(
        entry.label,
        reverse(entry.url_name),
        name=entry.name,
        icon_name=f"loa-{entry.icon}",
        attrs=attrs,
        order=ORDER[entry.name],
    )
