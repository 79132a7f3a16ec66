"""The middleware that closes Wagtail's own views: a view that is not ours is open only if an `open_urls.py`
names it."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from loa.kernel import autodiscovery
from loa.kernel.errors import Forbidden, NotFound
from loa.people.middleware import refusal_page

NO_SUCH_PAGE: Final = ".*/$"
"""The end of the route of Wagtail's last URL pattern, which matches every address that no other pattern
matches."""


@cache
def open_urls() -> dict[str, str]:
    """Returns the names of Wagtail's URLs that are open, each with its reason, from the `open_urls.py` of
    every app."""
    found: dict[str, str] = {}
    for _label, module in autodiscovery.files("open_urls"):
        found.update(module.OPEN_URLS)
    return found


def is_ours(view: Callable[..., Any]) -> bool:
    """Returns whether the view is written by us, by the module of the function or of the class behind it."""
    # Django stores the class of a class-based view in `view_class`; REST framework stores it in `cls`.
    behind = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return str(getattr(behind, "__module__", "")).startswith("loa.")


def passes(name: str, view: Callable[..., Any]) -> bool:
    """Returns whether the URL is open. `name` is namespace and name, as in `reverse`."""
    return is_ours(view) or name in open_urls()


class GateMiddleware:
    """The middleware that answers 404 or 403 for Wagtail's closed views. It runs inside the middleware of the
    scope. It returns the error page instead of raising, because nothing catches what a middleware raises at
    this point."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        # Wagtail's views are only under /quan-ly/.
        if match is None or not match.route.startswith("quan-ly/"):
            return None
        if match.route.endswith(NO_SUCH_PAGE):
            return refusal_page(request, NotFound(_("Không có trang này, hoặc nó thuộc nơi khác.")))
        if not passes(match.view_name, view):
            return refusal_page(request, Forbidden(_("Loa không dùng trang này.")))
        return None
