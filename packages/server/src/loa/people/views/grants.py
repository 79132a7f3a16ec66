"""The pages that grant, confirm and end roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from loa.kernel import parsing
from loa.kernel.actor import current
from loa.kernel.errors import Invalid
from loa.kernel.roles import TWO_PEOPLE
from loa.people import actions, queries
from loa.people.actions.accounts import find_account
from loa.people.actions.grants import find_grant
from loa.people.forms import GrantForm
from loa.people.naming import names as names_of
from loa.people.signed_in import signed_in
from loa.people.views.people import breadcrumbs, units_to_give
from loa.people.visibility import administered


@signed_in
@require_POST
def give(request: HttpRequest, account_id: int) -> HttpResponse:
    """Grants a role to the person of an account."""
    account = find_account(account_id)
    form = GrantForm(request.POST)
    form.fields["unit"].queryset = units_to_give(current())  # type: ignore[attr-defined]
    if not form.is_valid():
        raise Invalid(" ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    actions.grant(account.person, given["role"], given["unit"], valid_to=given["valid_to"])
    waits = given["role"] in TWO_PEOPLE
    said = _("Đã giao. Chờ quản trị viên thứ hai đồng ý.") if waits else _("Đã giao vai trò.")
    messages.success(request, said)
    return redirect("people_one", account_id)


@never_cache
@signed_in
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Shows the grants and the links that wait for a second administrator."""
    units = administered(current())
    links = list(queries.links_for_a_code(units))
    makers = names_of(link.made_by_id for link in links if link.made_by_id)
    shown = {
        "grants": queries.waiting_grants(units),
        "links": [(link, makers.get(link.made_by_id or 0, "")) for link in links],
        "me": current().person_id,
        "breadcrumbs_items": breadcrumbs(_("Chờ đồng ý")),
    }
    return render(request, "people/waiting.html", shown)


@signed_in
@require_POST
def confirm(request: HttpRequest, grant_id: int) -> HttpResponse:
    given = actions.confirm(find_grant(grant_id))
    name = names_of([given.person_id]).get(given.person_id, "")
    messages.success(request, _("Đã đồng ý vai trò này của %(name)s.") % {"name": name})
    return redirect("people_waiting")


@signed_in
@require_POST
def confirm_many(request: HttpRequest) -> HttpResponse:
    """Confirms the grants that are ticked, all or none."""
    named = [parsing.number(value) for value in request.POST.getlist("grant")]
    wanted = [each for each in named if each is not None]
    for grant_id in wanted:
        actions.confirm(find_grant(grant_id))
    messages.success(request, _("Đã đồng ý %(n)s vai trò.") % {"n": len(wanted)})
    return redirect("people_waiting")


@signed_in
@require_POST
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    given = actions.end_grant(find_grant(grant_id))
    messages.success(request, _("Đã thu lại vai trò."))
    account = given.person.accounts.first()
    return redirect("people_one", account.pk) if account else redirect("people_list")
