"""What a browser sends of a form, without the signs that turn the direction of writing."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from loa.kernel import directions

FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class DirectionsMiddleware:
    """The middleware that takes the signs out of every field of a form and every file's name, before any view
    reads them. One place for all rooms, since there is no field in which they are meant.

    Vietnamese has no use for them; they come with text that is copied from elsewhere, or on purpose.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Reads the form, as the check against forged requests did before."""
        if request.method != "POST" or request.content_type not in FORMS:
            return
        fields = request.POST.copy()
        for name, values in request.POST.lists():
            fields.setlist(name, [directions.without(each) for each in values])
        fields._mutable = False  # as Django leaves a form that it has read
        request.POST = fields  # type: ignore[assignment]
        for _name, files in request.FILES.lists():
            for file in files:
                file.name = directions.without(file.name or "")
