"""The pages that grant, confirm and end roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from loa.kernel import clock, parsing
from loa.kernel.actor import current
from loa.kernel.errors import Conflict, Invalid
from loa.kernel.figures import number
from loa.kernel.roles import TWO_PEOPLE
from loa.people import actions, queries
from loa.people.actions.accounts import find_account
from loa.people.actions.grants import find_grant
from loa.people.forms import EndForm
from loa.people.naming import names as names_of
from loa.people.signed_in import signed_in
from loa.people.views.people import at_its_box, breadcrumbs, grant_form, page_of
from loa.people.visibility import administered


@signed_in
@require_POST
def give(request: HttpRequest, account_id: int) -> HttpResponse:
    """Grants a role to the person of an account."""
    account = find_account(account_id)
    form = grant_form(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.grant(account.person, given["role"], given["unit"], valid_to=given["valid_to"])
        except (Conflict, Invalid) as error:
            at_its_box(form, error)
    if form.errors:
        return page_of(request, account, form)
    waits = given["role"] in TWO_PEOPLE
    said = _("Đã giao. Chờ quản trị viên thứ hai đồng ý.") if waits else _("Đã giao vai trò.")
    messages.success(request, said)
    return redirect("people_one", account_id)


@never_cache
@signed_in
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Shows the grants and the links that wait for a second administrator."""
    units, me = administered(current()), current().person_id
    links = list(queries.links_for_a_code(units))
    makers = names_of(link.made_by_id for link in links if link.made_by_id)
    shown = {
        "grants": queries.waiting_grants(units),
        "links": [(link, makers.get(link.made_by_id or 0, "")) for link in links],
        "me": me,
        "may_agree": queries.grants_to_confirm(units, me).exists(),
        "may_read": queries.links_to_read(units, me).exists(),
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
    if not wanted:
        messages.warning(request, _("Chưa chọn vai trò nào: đánh dấu những vai trò đồng ý rồi bấm lại."))
        return redirect("people_waiting")
    for grant_id in wanted:
        actions.confirm(find_grant(grant_id))
    said = ngettext("Đã đồng ý %(n)s vai trò.", "Đã đồng ý %(n)s vai trò.", len(wanted))
    messages.success(request, said % {"n": number(len(wanted))})
    return redirect("people_waiting")


@signed_in
@require_POST
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Ends a role at once, or after the last day that is posted."""
    given, form = find_grant(grant_id), EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_grant(given, form.cleaned_data["valid_to"])
        except (Conflict, Invalid) as error:
            at_its_box(form, error)
    account = given.person.accounts.first()
    if form.errors:
        if account is None:
            raise Invalid(" ".join(str(each) for errors in form.errors.values() for each in errors))
        return page_of(request, account, ending=(grant_id, form))
    if given.is_over(clock.today()):
        messages.success(request, _("Đã thu lại vai trò."))
    else:
        said = _("Vai trò này còn tới hết ngày %(day)s.") % {"day": f"{given.last_day:%d/%m/%Y}"}
        messages.success(request, said)
    return redirect("people_one", account.pk) if account else redirect("people_list")
