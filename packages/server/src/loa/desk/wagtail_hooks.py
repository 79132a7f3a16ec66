"""Wagtail's frame in our dress: colours, icons, and a sidebar of our own pages only."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import menu, sidebar
from .icons import FRAME_ICONS


def dress() -> SafeString:
    """Our colours on Wagtail's variables, and the reader's chosen ground before the first paint."""
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}"><script src="{}"></script>',
        static("loa/tokens.css"),
        static("loa/wagtail.css"),
        static("loa/theme.js"),
    )


def own_groups() -> SafeString:
    """What draws the headings of the sidebar's groups; after Wagtail's own script of the sidebar."""
    return format_html('<script src="{}"></script>', static("loa/groups.js"))


def own_icons(icons: list[str]) -> list[str]:
    """The shapes of ours that Wagtail draws in its sidebar and headers, as `loa-<shape>`."""
    return [*icons, *(f"loa/icons/{name}.svg" for name in FRAME_ICONS)]


def own_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Only our pages, each for the roles that see it."""
    menu_items[:] = menu.items(sidebar.LINES, request)


hooks.register("insert_global_admin_css", dress)
hooks.register("insert_global_admin_js", own_groups)
hooks.register("register_icons", own_icons)
hooks.register("construct_main_menu", own_menu)
