"""The language of a response: Vietnamese, unless a cookie of this device asks for English. The browser's
Accept-Language is ignored.

A phone bought with English menus still belongs to an officer who reads Vietnamese.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


class LanguageMiddleware:
    """The middleware that activates the device's language for every response, error pages included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(code)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response
