"""Wagtail hooks: our colours, our icons, and a sidebar of our own pages only."""

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
    """Returns the stylesheets that set Wagtail's variables to our colours, and the script that applies the
    reader's theme before the first paint."""
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}"><script src="{}"></script>',
        static("loa/tokens.css"),
        static("loa/wagtail.css"),
        static("loa/theme.js"),
    )


def own_groups() -> SafeString:
    """Returns the script that draws the headings of the sidebar's groups. It is loaded after Wagtail's own
    sidebar script."""
    return format_html('<script src="{}"></script>', static("loa/groups.js"))


def own_icons(icons: list[str]) -> list[str]:
    """Returns the icons with ours added, which Wagtail draws in its sidebar and headers as `loa-<name>`."""
    return [*icons, *(f"loa/icons/{name}.svg" for name in FRAME_ICONS)]


def own_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Replaces Wagtail's menu items by our pages, each for the roles that may see it."""
    menu_items[:] = menu.items(sidebar.LINES, request)


hooks.register("insert_global_admin_css", dress)
hooks.register("insert_global_admin_js", own_groups)
hooks.register("register_icons", own_icons)
hooks.register("construct_main_menu", own_menu)
