"""The response headers that say what a browser may do with our pages: it may run our own script files, and no
script that got into the text of a page."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",  # a recording can be played before it is sent
        "style-src 'self' 'unsafe-inline'",  # the week is drawn to scale by style attributes
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""The Content-Security-Policy. It allows only script files of ours: no page has an inline script or an
`onclick`, and a test checks it."""

MAY_USE: Final = "microphone=(self), camera=(), geolocation=(), payment=(), usb=()"
"""The Permissions-Policy: our own pages may use the microphone, and nothing may use the other devices."""


class HeadersMiddleware:
    """The middleware that adds the headers to every response, error pages and files included. A header that a
    view has set already stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", MAY_USE)
        return response
