"""The lines of the sidebar that the signed-in person sees: only our pages, each in its group, for the roles
that may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from loa.kernel.actor import Actor
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
    """A line of the sidebar in its group. `icon` is a name of icons.svg. Everyone who has `capability`
    anywhere sees the line (None: everyone who is signed in), and of a page about `communes` only who sees
    one. `waiting` returns how many things wait for the reader on that page now."""

    group: Group
    label: Promise
    url_name: str
    icon: str
    capability: Capability | None = None
    waiting: Callable[[], int] | None = None
    communes: bool = False


@dataclass(frozen=True)
class Drawn:
    """A line as one page shows it. `chosen` is the value of aria-current: "page" on the page of the line,
    "true" on the pages below it, empty elsewhere. `waiting` is 0 if nothing waits."""

    label: Promise
    url: str
    icon: str
    chosen: str
    waiting: int


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


def drawn(lines: Iterable[Line], who: Actor, path: str) -> list[tuple[Group, list[Drawn]]]:
    """Returns the lines that the person may see, by group, as the page at `path` shows them."""
    return [(group, [_drawn(line, path) for line in of_group]) for group, of_group in grouped(lines, who)]


def _drawn(line: Line, path: str) -> Drawn:
    url = reverse(line.url_name)
    return Drawn(line.label, url, line.icon, _chosen(url, path), line.waiting() if line.waiting else 0)


def _chosen(url: str, path: str) -> str:
    """Every path begins with that of the home page, whose line is therefore chosen on its own page alone."""
    if url == path:
        return "page"
    return "true" if url != HOME and path.startswith(url) else ""
