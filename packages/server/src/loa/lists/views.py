"""The views of a list: its page, which each room renders, and its files, which are the same for all lists."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.kernel.signed_in import View, signed_in
from loa.lists.actions import MOST, check, export
from loa.lists.actions import request as request_file
from loa.lists.files import TYPES
from loa.lists.listing import Listing


def page(request: HttpRequest, template: str, listing: Listing, **shown: Any) -> HttpResponse:
    """Renders the list's page; the template extends `lists/page.html`."""
    about = listing.about
    context = {
        "list": listing,
        "most": MOST,
        "breadcrumbs_items": [{"url": "", "label": about.title}],
        **shown,
    }
    return render(request, template, context)


def addresses(prefix: str, listing: type[Listing], view: View) -> list[URLPattern]:
    """Returns the URL patterns `<prefix>` and `<prefix>tep.<form>`, named `<route>` and `<route>_file`."""
    route = listing.about.route
    return [
        path(prefix, view, name=route),
        path(f"{prefix}tep.<slug:form>", files(listing), name=f"{route}_file"),
    ]


def files(listing: type[Listing]) -> View:
    """Returns the view that answers with the list as a file, or, where that takes long, has it written and
    redirects to the page of requested files."""

    @never_cache
    @signed_in
    @require_GET
    def file(request: HttpRequest, form: str, **within: int) -> HttpResponseBase:
        asked = listing(request, **within)
        if request.META["REQUEST_METHOD"] == "HEAD":
            check(asked, form)  # nobody takes the file, so none is written or recorded
            return HttpResponse(content_type=TYPES[form])
        if asked.is_slow_to_write:
            request_file(asked, form)
            return redirect("exports_list")
        made = export(asked.for_file(), form)
        return FileResponse(made.file, as_attachment=True, filename=made.name, content_type=TYPES[form])

    return file
