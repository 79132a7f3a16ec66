"""Building Wagtail's sidebar from `sidebar.py`: only our pages, each in its group, for the roles that may see
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
from loa.kernel.figures import number
from loa.kernel.roles import Capability
from loa.places import rights

HOME: Final = "/quan-ly/"


class Group(TextChoices):
    """The groups of the sidebar, top to bottom: the content, the places that sound, and the
    administration."""

    CONTENT = "content", pgettext_lazy("sidebar", "Nội dung")
    CHANNELS = "channels", pgettext_lazy("sidebar", "Nơi phát")
    KEEPING = "keeping", pgettext_lazy("sidebar", "Quản lý")


@dataclass(frozen=True)
class Line:
    """A line of the sidebar in its group. `icon` is a name of `FRAME_ICONS` in icons.py. Everyone who has
    `capability` anywhere sees the line (None: everyone who is signed in), and of a page about `communes` only
    who sees one. `waiting` returns how many things wait for the reader on that page now."""

    group: Group
    label: Promise
    url_name: str
    icon: str
    capability: Capability | None = None
    waiting: Callable[[], int] | None = None
    communes: bool = False


def seen(lines: Iterable[Line], who: Actor) -> list[Line]:
    """Returns the lines that the person may see, in the order of the list."""
    beyond = rights.beyond_communes(who)
    return [
        line
        for line in lines
        if (line.capability is None or rights.anywhere(who, line.capability))
        and not (line.communes and beyond)
    ]


def grouped(lines: Iterable[Line], who: Actor) -> list[tuple[Group, list[Line]]]:
    """Returns the lines that the person may see, by group, without empty groups."""
    found = seen(lines, who)
    by_group = [(group, [line for line in found if line.group is group]) for group in Group]
    return [(group, of_group) for group, of_group in by_group if of_group]


def items(lines: Iterable[Line], request: HttpRequest) -> list[MenuItem]:
    """Returns the menu items of the sidebar for the person who acts, or an empty list if nobody is signed
    in."""
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
    """The heading that Wagtail sends to the browser, where static/loa/groups.js draws it."""


class _Heading(MenuItem):  # type: ignore[misc] # Wagtail has no types
    """The menu item of a group's heading, above the group's lines."""

    def render_component(self, request: HttpRequest) -> _DrawnHeading:
        return _DrawnHeading(self.name, self.label)


def _item(line: Line, place: int, request: HttpRequest) -> MenuItem:
    waiting = line.waiting() if line.waiting else 0
    attrs = {}
    if waiting:
        said = ngettext("%(n)s việc đang chờ", "%(n)s việc đang chờ", waiting) % {"n": number(waiting)}
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
    """Returns the address of a line. Wagtail marks a line as active if the path of the page begins with the
    path of the line, and every path begins with the path of the home page. On other pages the home line
    therefore has an absolute URL, so that a page without a line of its own marks no line."""
    url = reverse(line.url_name)
    return request.build_absolute_uri(url) if url == HOME and request.path != HOME else url
