"""The gate before Wagtail: a view that is not of ours passes only by name."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from loa.kernel import autodiscovery
from loa.kernel.errors import Forbidden, NotFound
from loa.people.middleware import refusal_page

NO_SUCH_PAGE: Final = ".*/$"
"""Wagtail's last route, which catches every address that is none."""


@cache
def open_urls() -> dict[str, str]:
    """Names of Wagtail's URLs that are open, each with its reason, from every room's `open_urls.py`."""
    found: dict[str, str] = {}
    for _label, module in autodiscovery.files("open_urls"):
        found.update(module.OPEN_URLS)
    return found


def is_ours(view: Callable[..., Any]) -> bool:
    """Written by us: the function's module, or the module of the class behind it."""
    behind = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return str(getattr(behind, "__module__", "")).startswith("loa.")


def passes(name: str, view: Callable[..., Any]) -> bool:
    """Is this URL open at all? `name` is namespace and name, as in `reverse`."""
    return is_ours(view) or name in open_urls()


class GateMiddleware:
    """Stands inside the scope's middleware. A refusal is returned, not raised: nothing catches what a
    middleware raises here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or not match.route.startswith("quan-ly/"):
            return None
        if match.route.endswith(NO_SUCH_PAGE):
            return refusal_page(request, NotFound(_("Không có trang này, hoặc nó thuộc nơi khác.")))
        if not passes(match.view_name, view):
            return refusal_page(request, Forbidden(_("Loa không dùng trang này.")))
        return None
