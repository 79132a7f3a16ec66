"""The page of the first run, `/khoi-dau/<secret>/`: the province's units and the first two administrators."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from loa.kernel.errors import Invalid
from loa.people.actions import first_run as action
from loa.people.forms import FirstRunForm
from loa.places import lists
from loa.places.loading import Province
from loa.places.management.commands.load_units import default_folder


def _listed(given: dict[str, Any]) -> Province:
    if given["lists"] == "thanh-hoa":
        return lists.thanh_hoa(default_folder())
    return lists.province(given["code"], given["province"])


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows the form of the first run, and does the first run."""
    action.open_first_run(secret)
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        first = action.FirstAdministrator(given["first_name"], given["first_username"])
        second = action.FirstAdministrator(given["second_name"], given["second_username"])
        try:
            other, invitation = action.first_run(secret, _listed(given), first, given["password"], second)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            url = request.build_absolute_uri(f"/mo/{invitation}/")
            return render(
                request, "people/first_run_done.html", {"other": other, "name": second.name, "url": url}
            )
    return render(request, "people/first_run.html", {"form": form})
