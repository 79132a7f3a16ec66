"""One request, one transaction, one scope: the view and its rendering inside it.

An exception or an answer of 5xx rolls everything back. What an action refuses becomes a clear page (or JSON
for the API), drawn after the rollback by a template that asks nothing of the database.
"""

import logging
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.contrib import auth
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from loa.kernel import actor as acting
from loa.kernel import clock, constraints
from loa.kernel.errors import Conflict, Invalid, LoaError
from loa.kernel.signed_in import ASKS_TO_SIGN_IN, SIGN_IN, page_before, wants_json
from loa.people import who
from loa.places import scope

IDLE_SECONDS = 2 * 3600
SEEN_EVERY_SECONDS = 300
SEEN = "loa_seen"

log = logging.getLogger("loa.request")


class _Refusal(HttpResponse):
    """Stands in for the page until the transaction is over."""

    def __init__(self, error: LoaError) -> None:
        super().__init__(status=error.status)
        self.error = error


class ScopeMiddleware:
    """Stands last before the view, so that only views and their rendering are inside."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if iscoroutinefunction(get_response):
            raise ImproperlyConfigured("the scope's transaction cannot hold an asynchronous handler")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _sets_own_scope(request):
            response = self.get_response(request)
            return refusal_page(request, response.error) if isinstance(response, _Refusal) else response
        _end_idle_session(request)
        try:
            with transaction.atomic():
                response = self._inside(request)
                if response.status_code >= 500 or isinstance(response, _Refusal):
                    transaction.set_rollback(True)
        except DatabaseError as error:  # what is only judged at the end: a row that another one refers to
            refused = self._refused(request, error)
            if refused is None:
                raise
            response = refused
        if isinstance(response, _Refusal):
            response = refusal_page(request, response.error)
        if response.status_code >= 400 and getattr(request, "actor", None) is None:
            response.headers[ASKS_TO_SIGN_IN] = SIGN_IN
        return response

    def _inside(self, request: HttpRequest) -> HttpResponseBase:
        actor = who.of_request(request)
        request.actor = actor  # type: ignore[attr-defined]
        # Not `scope.entered`: that would put settings back in a transaction that a refused write has ended.
        with scope.for_transaction(actor), acting.acting_or_nobody(actor):
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
    """A view marked so has no signed-in person, commits on its own, waits for a process: enrolment."""
    try:
        return bool(getattr(resolve(request.path_info).func, "sets_own_scope", False))
    except Resolver404:
        return False


def as_refusal(exception: BaseException) -> LoaError | None:
    """The refusal that an exception is; None for a fault of ours. The database's own "no" is one too (see
    loa.kernel.constraints), and what it cannot hold (a NUL in a text, a number beyond its column) was sent
    so."""
    return exception if isinstance(exception, LoaError) else constraints.refusal(exception)


def refusal_page(request: HttpRequest, error: LoaError) -> HttpResponse:
    """The page (or JSON) of a refusal, its status the error's."""
    if wants_json(request):
        body: dict[str, Any] = {"error": str(error.message), "field": error.field}
        if isinstance(error, Invalid):
            body["lines"] = [str(line) for line in error.lines]
        if isinstance(error, Conflict):
            body["offers"] = error.offers
        return JsonResponse(body, status=error.status)
    lines = error.lines if isinstance(error, Invalid) else []
    said = {"status": error.status, "sentence": error.message, "step": " ".join(map(str, lines))}
    return render(request, "loa/error.html", {**said, **_way_back(request)}, status=error.status)


def _way_back(request: HttpRequest) -> dict[str, str]:
    """After a form the next step is the page that it stood on, as things are there now."""
    page = page_before(request) if request.method == "POST" else "/"
    return {} if page == "/" else {"step_url": page, "step_verb": _("Mở lại trang vừa làm")}


def _is_file(response: HttpResponseBase) -> bool:
    """A file on disk is no row: it may leave after the transaction."""
    return isinstance(response, FileResponse) and hasattr(response.file_to_stream, "fileno")


def _end_idle_session(request: HttpRequest) -> None:
    """Signs out a session that nobody used for two hours; notes use at most every five minutes."""
    if auth.SESSION_KEY not in request.session:
        return
    now = int(clock.now().timestamp())
    seen = request.session.get(SEEN, now)
    if now - seen > IDLE_SECONDS:
        request.session.flush()
    elif SEEN not in request.session or now - seen > SEEN_EVERY_SECONDS:
        request.session[SEEN] = now
