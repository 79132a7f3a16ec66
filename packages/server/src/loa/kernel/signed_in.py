"""For views: who is not signed in is asked to sign in first, and brought back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from loa.kernel import actor
from loa.kernel.errors import Refused

View = Callable[..., HttpResponseBase]


def wants_json(request: HttpRequest) -> bool:
    """A script asks, not a person."""
    return request.path.startswith("/api/") or request.headers.get("x-requested-with") == "XMLHttpRequest"


def signed_in(view: View) -> View:
    """Redirects whoever is not signed in to the sign-in page and back; a script gets 403."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor.current_or_none() is None:
            if wants_json(request):
                raise Refused(_("Chưa đăng nhập."))
            return redirect_to_login(request.get_full_path(), "/dang-nhap/")
        return view(request, *args, **kwargs)

    return asked
