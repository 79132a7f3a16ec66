"""How the sidebar is drawn from `sidebar.py`: only our pages, each for the roles that see it."""

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
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.places import rights

HOME: Final = "/quan-ly/"


@dataclass(frozen=True)
class Line:
    """A line of the sidebar. `icon` is a shape of icons.py's FRAME_ICONS; whoever has
    `capability` anywhere sees it (None: all who are signed in); `waiting` counts what waits for the reader
    there, now."""

    label: Promise
    url_name: str
    icon: str
    capability: Capability | None = None
    waiting: Callable[[], int] | None = None


def seen(lines: Iterable[Line], who: Actor) -> list[Line]:
    """The lines that somebody sees, in the list's order."""
    return [line for line in lines if line.capability is None or rights.anywhere(who, line.capability)]


def items(lines: Iterable[Line], request: HttpRequest) -> list[MenuItem]:
    """The sidebar of the one who acts, as Wagtail draws it; nothing when nobody does."""
    acting = actor.current_or_none()
    if acting is None:
        return []
    return [_item(line, place, request) for place, line in enumerate(seen(lines, acting))]


def _item(line: Line, place: int, request: HttpRequest) -> MenuItem:
    waiting = line.waiting() if line.waiting else 0
    attrs = {}
    if waiting:
        said = ngettext("%(n)s việc đang chờ", "%(n)s việc đang chờ", waiting) % {"n": waiting}
        attrs = {"data-waiting": str(waiting), "aria-label": f"{line.label}, {said}"}
    return MenuItem(
        line.label,
        _url(line, request),
        name=line.url_name.replace(":", "-"),
        icon_name=f"loa-{line.icon}",
        attrs=attrs,
        order=place,
    )


def _url(line: Line, request: HttpRequest) -> str:
    """Wagtail marks the line whose path the page's path begins with, and every page's begins with home's:
    on other pages home is given whole, so that a page without a line of its own marks none."""
    url = reverse(line.url_name)
    return request.build_absolute_uri(url) if url == HOME and request.path != HOME else url
