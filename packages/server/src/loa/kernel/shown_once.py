"""For views whose answer to a form holds a secret that is shown once: a link, a code. A form that is sent a
second time, by a reload or by going back, makes no second secret, which would end the first one."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from loa.kernel.signed_in import page_before

KEPT: Final = 50
"""How many forms a session remembers."""
_SENT: Final = "loa_shown_once"
_PAGE: Final = "csrfmiddlewaretoken"
"""Django masks the token anew for each page that it renders, so that it also tells one page from another."""


def was_sent(request: HttpRequest) -> bool:
    """Returns whether this very form of this very page was answered with a secret before."""
    return _name(request) in request.session.get(_SENT, [])


def remember(request: HttpRequest) -> None:
    """Remembers that this form was answered with a secret."""
    if request.POST.get(_PAGE):
        request.session[_SENT] = [*request.session.get(_SENT, []), _name(request)][-KEPT:]


def shown_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers a form that was sent before with a page that says so and offers to make a new secret. What the
    view refuses may be sent again."""

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if was_sent(request):
            fields = [
                (name, value) for name, values in request.POST.lists() if name != _PAGE for value in values
            ]
            shown = {"hidden": fields, "action": request.path, "back": page_before(request)}
            return render(request, "loa/shown_already.html", shown)
        answer = view(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.OK:  # a redirect holds no secret
            remember(request)
        return answer

    return once


def _name(request: HttpRequest) -> str:
    # All that was sent, since a page may hold several forms for one address.
    return sha256(f"{request.path} {request.POST.urlencode()}".encode()).hexdigest()[:32]
