"""The middleware that runs a view and its rendering in one transaction and one scope for each request.

An exception or a 5xx response rolls everything back. A refusal of an action becomes a page (or JSON for the
API), rendered after the rollback by a template that makes no database query.
"""

import logging
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.contrib import auth
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from loa.kernel import actor as acting
from loa.kernel import clock, constraints
from loa.kernel.errors import Conflict, Forbidden, Invalid, LoaError, NoRole
from loa.kernel.signed_in import ASKS_TO_SIGN_IN, SIGN_IN, page_before, wants_json
from loa.people import who
from loa.places import scope

IDLE_SECONDS = 2 * 3600
SEEN_EVERY_SECONDS = 300
SEEN = "loa_seen"

log = logging.getLogger("loa.request")


class _Refusal(HttpResponse):
    """A placeholder for the page of a refusal until the transaction is over."""

    def __init__(self, error: LoaError) -> None:
        super().__init__(status=error.status)
        self.error = error


class ScopeMiddleware:
    """The last middleware before the view, so that only views and their rendering run in the transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if iscoroutinefunction(get_response):
            raise ImproperlyConfigured("the scope's transaction cannot hold an asynchronous handler")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Runs the view in its transaction and returns the response, or the page of a refusal."""
        if _sets_own_scope(request):
            response = self.get_response(request)
            return refusal_page(request, response.error) if isinstance(response, _Refusal) else response
        _end_idle_session(request)
        try:
            with transaction.atomic():
                response = self._inside(request)
                if response.status_code >= 500 or isinstance(response, _Refusal):
                    transaction.set_rollback(True)
        except DatabaseError as error:  # deferred constraints (foreign keys) are checked only at the commit
            refused = self._refused(request, error)
            if refused is None:
                raise
            response = refused
        if isinstance(response, _Refusal):
            response = refusal_page(request, response.error)
        if isinstance(response, HttpResponseNotAllowed) and not wants_json(request):
            response = _not_allowed_page(request, response)
        if response.status_code >= 400 and getattr(request, "actor", None) is None:
            response.headers[ASKS_TO_SIGN_IN] = SIGN_IN
        return response

    def _inside(self, request: HttpRequest) -> HttpResponseBase:
        """Runs the view in the scope of whoever sent the request. Raises ImproperlyConfigured for a response
        that would read rows after the transaction."""
        actor = who.of_request(request)
        request.actor = actor  # type: ignore[attr-defined]
        # Not `scope.entered`: it would restore settings in a transaction that a refused write has aborted.
        with scope.for_transaction(actor), acting.acting_or_nobody(actor):
            response = self.get_response(request)
            if request.method == "HEAD" and _answers_get(response):
                # The headers of a page are asked for. The server sends no body.
                request.method = "GET"
                response = self.get_response(request)
        if getattr(response, "streaming", False) and not _is_file(response):
            response.close()
            raise ImproperlyConfigured(f"{request.path} streams: its rows would be read outside the scope")
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if iscoroutinefunction(view) or getattr(view, "view_is_async", False):
            raise ImproperlyConfigured(f"{request.path} is asynchronous: it would run outside the scope")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return self._refused(request, exception)

    def _refused(self, request: HttpRequest, exception: Exception) -> _Refusal | None:
        error = as_refusal(exception)
        if error is None:
            return None
        if isinstance(exception, DatabaseError):
            log.warning("%s %s refused by the database: %s", request.method, request.path, exception)
        return _Refusal(error)


def _sets_own_scope(request: HttpRequest) -> bool:
    """Returns whether the view is marked with `sets_own_scope`. Such a view (enrolment) has no signed-in
    person, commits on its own, and waits for another process."""
    try:
        return bool(getattr(resolve(request.path_info).func, "sets_own_scope", False))
    except Resolver404:
        return False


def as_refusal(exception: BaseException) -> LoaError | None:
    """Returns the refusal that an exception means; None for a programming error. What the database refuses is
    a refusal too (see loa.kernel.constraints), also a value that it cannot store (a NUL in a text, a number
    beyond its column), since the client sent that value."""
    return exception if isinstance(exception, LoaError) else constraints.refusal(exception)


def refusal_page(request: HttpRequest, error: LoaError) -> HttpResponse:
    """Returns the page (or JSON) of a refusal, with the error's status."""
    if wants_json(request):
        body: dict[str, Any] = {"error": str(error.message), "field": error.field}
        if isinstance(error, Invalid):
            body["lines"] = [str(line) for line in error.lines]
        if isinstance(error, Conflict):
            body["offers"] = error.offers
        return JsonResponse(body, status=error.status)
    lines = error.lines if isinstance(error, Invalid) else []
    step = " ".join(map(str, lines))
    if isinstance(error, Forbidden) and not isinstance(error, NoRole):
        # The template's own step for 403 is to ask for a role, which would not help here.
        step = _("Quay lại trang trước để xem điều đang có.")
    said = {"status": error.status, "sentence": error.message, "step": step}
    return render(request, "loa/error.html", {**said, **_way_back(request)}, status=error.status)


def _answers_get(response: HttpResponseBase) -> bool:
    """Returns whether a view refused the method and would answer GET."""
    return isinstance(response, HttpResponseNotAllowed) and "GET" in response.headers.get("Allow", "")


def _not_allowed_page(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Returns the page for an address that does not take the method, with a link to the nearest page above
    it."""
    if request.method in ("GET", "HEAD"):
        sentence = _("Địa chỉ này không mở thẳng được: nó chỉ nhận việc bấm từ một trang.")
    else:
        sentence = _("Địa chỉ này chỉ để xem, điều vừa gửi chưa được ghi lại.")
    said = {"status": 405, "sentence": sentence, "step": _("Mở trang rồi bấm lại từ đó.")}
    above = _page_above(request.path_info)
    way = {"step_url": above, "step_verb": _("Mở trang")} if above else {}
    page = render(request, "loa/error.html", {**said, **way}, status=405)
    page.headers["Allow"] = refused.headers["Allow"]
    return page


def _page_above(path: str) -> str:
    """Returns the nearest address above this one that is a page, or an empty string."""
    parts = path.strip("/").split("/")
    for count in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:count])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return ""


def _way_back(request: HttpRequest) -> dict[str, str]:
    """Returns, after a form, the link to the page that it was on, which then shows the present state."""
    page = page_before(request) if request.method == "POST" else "/"
    return {} if page == "/" else {"step_url": page, "step_verb": _("Mở lại trang vừa làm")}


def _is_file(response: HttpResponseBase) -> bool:
    """Returns whether the response sends a file on disk: it may be sent after the transaction, as it reads no
    rows."""
    return isinstance(response, FileResponse) and hasattr(response.file_to_stream, "fileno")


def _end_idle_session(request: HttpRequest) -> None:
    """Signs out a session that was not used for two hours; records its use at most every five minutes, so
    that not every request writes the session."""
    if auth.SESSION_KEY not in request.session:
        return
    now = int(clock.now().timestamp())
    seen = request.session.get(SEEN, now)
    if now - seen > IDLE_SECONDS:
        request.session.flush()
    elif SEEN not in request.session or now - seen > SEEN_EVERY_SECONDS:
        request.session[SEEN] = now
