"""For views: asks a visitor to sign in first, and then returns to the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from loa.kernel import actor
from loa.kernel.errors import Forbidden

View = Callable[..., HttpResponseBase]
SIGN_IN: Final = "/dang-nhap/"
ASKS_TO_SIGN_IN: Final = "Loa-Sign-In"
"""The header, with that address, of every refusal to somebody who is not signed in: a script tells by it a
session that is over from a right that is missing."""


def wants_json(request: HttpRequest) -> bool:
    """Returns whether a script sent the request, and not a person."""
    return request.path.startswith("/api/") or request.headers.get("x-requested-with") == "XMLHttpRequest"


def page_before(request: HttpRequest) -> str:
    """Returns the page to return to, "/" where none is known. For a form it is the page that sent it, because
    the form's address shows nothing."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("referer", "")
    # The header comes from the client: only our own host, or this would be an open redirect.
    if not page or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def signed_in(view: View) -> View:
    """Redirects visitors who are not signed in to the sign-in page and back; a script gets 403."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor.current_or_none() is None:
            if wants_json(request):
                raise Forbidden(_("Chưa đăng nhập."))
            return redirect_to_login(page_before(request), SIGN_IN)
        return view(request, *args, **kwargs)

    return asked
