"""How the sidebar is drawn from `sidebar.py`: only our pages, each in its group, for the roles that see
it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.telepath import adapter
from wagtail.admin.ui import sidebar as drawn

from loa.kernel import actor
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.places import rights

HOME: Final = "/quan-ly/"


class Group(TextChoices):
    """The groups of the sidebar, top to bottom: what is said, from where it sounds, what is kept and by
    whom."""

    CONTENT = "content", pgettext_lazy("sidebar", "Nội dung")
    CHANNELS = "channels", pgettext_lazy("sidebar", "Nơi phát")
    KEEPING = "keeping", pgettext_lazy("sidebar", "Quản lý")


@dataclass(frozen=True)
class Line:
    """A line of the sidebar, in its group. `icon` is a shape of icons.py's FRAME_ICONS; whoever has
    `capability` anywhere sees it (None: all who are signed in); `waiting` counts what waits for the reader
    there, now."""

    group: Group
    label: Promise
    url_name: str
    icon: str
    capability: Capability | None = None
    waiting: Callable[[], int] | None = None


def seen(lines: Iterable[Line], who: Actor) -> list[Line]:
    """The lines that somebody sees, in the list's order."""
    return [line for line in lines if line.capability is None or rights.anywhere(who, line.capability)]


def grouped(lines: Iterable[Line], who: Actor) -> list[tuple[Group, list[Line]]]:
    """What somebody sees, by group; a group of which they see nothing is left out."""
    found = seen(lines, who)
    by_group = [(group, [line for line in found if line.group is group]) for group in Group]
    return [(group, of_group) for group, of_group in by_group if of_group]


def items(lines: Iterable[Line], request: HttpRequest) -> list[MenuItem]:
    """The sidebar of the one who acts, as Wagtail draws it; nothing when nobody does."""
    acting = actor.current_or_none()
    if acting is None:
        return []
    made: list[MenuItem] = []
    for group, of_group in grouped(lines, acting):
        made.append(_Heading(group.label, "", name=f"group-{group.value}", order=len(made)))
        for line in of_group:
            made.append(_item(line, len(made), request))
    return made


@adapter("loa.sidebar.Heading", base=drawn.BaseSidebarAdapter)
class _DrawnHeading(drawn.MenuItem):  # type: ignore[misc] # Wagtail has no types
    """What static/loa/groups.js draws."""


class _Heading(MenuItem):  # type: ignore[misc] # Wagtail has no types
    """A group's name above its lines."""

    def render_component(self, request: HttpRequest) -> _DrawnHeading:
        return _DrawnHeading(self.name, self.label)


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
