"""What a browser may do with a page of ours: run our own files, and nothing that got in among the words."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",  # a recording is heard before it is sent
        "style-src 'self' 'unsafe-inline'",  # the week is drawn to scale by style attributes
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
"""No script but a file of ours: no page has one in itself, nor an `onclick`, and a test keeps it so."""

MAY_USE: Final = "microphone=(self), camera=(), geolocation=(), payment=(), usb=()"


class HeadersMiddleware:
    """On every answer, errors and files too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", MAY_USE)
        return response
