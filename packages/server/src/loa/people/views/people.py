"""The pages of people: the list, a new person, one person's page."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.kernel import clock, shown_once
from loa.kernel.actor import Actor, current
from loa.kernel.errors import LoaError
from loa.kernel.roles import Capability
from loa.lists import views
from loa.people import actions, queries
from loa.people.actions.accounts import find_account
from loa.people.forms import EndForm, GrantForm, PersonForm
from loa.people.listed import People
from loa.people.models import Account
from loa.people.naming import names as names_of
from loa.people.rules import waits_for_code
from loa.people.signed_in import signed_in
from loa.people.visibility import administered, seen
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Unit


def units_to_give(actor: Actor) -> QuerySet[Unit]:
    return places.units().filter(id__in=administered(actor)).order_by("-kind", "sort_key")


@never_cache
@signed_in
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Shows the list of people."""
    listing = People(request)
    return views.page(
        request,
        "people/list.html",
        listing,
        waiting=queries.waiting_grants(listing.units).count(),
        codes=queries.codes_to_give(listing.units),
        may_change=_administers(),
    )


def breadcrumbs(label: str = "") -> list[dict[str, str]]:
    """Returns the breadcrumbs: the list of people, and the page below it."""
    listed = {"url": reverse("people_list"), "label": _("Người và quyền")}
    return [listed, {"url": "", "label": label}] if label else [listed]


def _administers() -> bool:
    return rights.at_a_unit(current(), Capability.KEEP_PEOPLE)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Shows the form for a new person, and creates the person with roles and a one-time link."""
    if request.method == "POST" and shown_once.was_sent(request):
        messages.warning(
            request,
            _("Đã thêm người này, liên kết đã hiện một lần. Cần liên kết mới thì làm ở trang của người ấy."),
        )
        return redirect("people_list")
    form = PersonForm(request.POST if request.method == "POST" else None)
    form.fields["unit"].queryset = units_to_give(current())  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():  # after a refusal the form is shown again, so nothing may be stored
                account = actions.create_person(
                    given["name"], given["phone"], given["unit"], given["username"]
                )
                for role in given["roles"]:
                    actions.grant(account.person, role, given["unit"])
                secret = actions.make_link(account)
        except LoaError as error:
            at_its_box(form, error)
        else:
            if not given["roles"]:
                said = _("%(name)s chưa có vai trò nào: đăng nhập được nhưng chưa xem được gì.")
                messages.warning(request, said % {"name": given["name"]})
            shown_once.remember(request)
            return _link_page(request, account, secret)
    shown = {"form": form, "breadcrumbs_items": breadcrumbs(_("Thêm người"))}
    return render(request, "people/new.html", shown)


def at_its_box(form: Form, error: LoaError) -> None:
    """Shows a refusal at the field of the form that it is about, else above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


def grant_form(data: QueryDict | None = None) -> GrantForm:
    """Returns the form that gives a role at a unit where the reader may give roles."""
    form = GrantForm(data)
    form.fields["unit"].queryset = units_to_give(current())  # type: ignore[attr-defined]
    return form


def _link_page(request: HttpRequest, account: Account, secret: str) -> HttpResponse:
    """Renders the page with the link. It is shown only here."""
    url = request.build_absolute_uri(f"/mo/{secret}/")
    shown = {
        "account": account,
        "url": url,
        "takes_two": queries.takes_two(account.person_id),
        "breadcrumbs_items": breadcrumbs(account.name),
    }
    return render(request, "people/link.html", shown)


@never_cache
@signed_in
@require_GET
def one(request: HttpRequest, account_id: int) -> HttpResponse:
    """Shows the page of an account: its person, their roles, and the forms to change them."""
    return page_of(request, find_account(account_id))


def page_of(
    request: HttpRequest,
    account: Account,
    form: GrantForm | None = None,
    ending: tuple[int, EndForm] | None = None,
) -> HttpResponse:
    """Returns the page of an account. `form` and `ending` (with the id of its grant) are forms that were
    refused: they stand there with what was typed and what is wrong with it."""
    seen(current())  # raises Forbidden for whoever sees no people
    today, keeps = clock.today(), rights.reached(current(), Capability.KEEP_PEOPLE)
    grants = list(account.person.grants.select_related("unit", "body").order_by("-granted_at"))
    standing = [grant for grant in grants if not grant.is_over(today)]
    deciders = names_of(
        each for grant in grants for each in (grant.granted_by_id, grant.confirmed_by_id) if each
    )
    shown = {
        "account": account,
        "grants": [
            (
                grant,
                deciders.get(grant.granted_by_id or 0, ""),
                deciders.get(grant.confirmed_by_id or 0, ""),
                grant.unit_id in keeps,
                grant.is_over(today),
                ending[1] if ending and ending[0] == grant.pk else None,
            )
            for grant in grants
        ],
        "held": sum(1 for grant in standing if not grant.waits),
        "wait": sum(1 for grant in standing if grant.waits),
        "without_effect": any(waits_for_code(account, grant.role) for grant in standing),
        "may_give": bool(keeps),
        "may_change": account.unit_id in keeps,
        "breadcrumbs_items": breadcrumbs(account.name),
    }
    if shown["may_give"]:
        shown["form"] = form or grant_form()
    return render(request, "people/one.html", shown, status=422 if form or ending else 200)


@never_cache
@signed_in
@require_POST
@shown_once.shown_once
def new_link(request: HttpRequest, account_id: int) -> HttpResponse:
    """Makes a new one-time link and shows it. It is shown only this once."""
    account = find_account(account_id)
    return _link_page(request, account, actions.make_link(account))


@signed_in
@require_POST
def switch(request: HttpRequest, account_id: int, on: bool) -> HttpResponse:
    account = find_account(account_id)
    (actions.enable if on else actions.disable)(account)
    messages.success(
        request, _("Đã mở lại tài khoản.") if on else _("Đã khóa tài khoản và cho thoát mọi máy.")
    )
    return redirect("people_one", account_id)
