"""The pages to sign in and out. Five wrong passwords for a name from one address block that name from there
for fifteen minutes; sixty from one address, over all names, block the address."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from loa.people.attempts import too_many
from loa.people.forms import SignInForm
from loa.people.models import Account
from loa.places import scope
from loa.places.scope import Scope


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/quan-ly/"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Shows the form for signing in, and signs in."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"].strip().lower()
        if too_many(request):
            form.add_error(None, _("Máy này thử sai quá nhiều lần. Chờ 15 phút rồi đăng nhập lại."))
            return _page(request, form, 429)
        account = auth.authenticate(request, username=username, password=form.cleaned_data["password"])
        if isinstance(account, Account):
            with scope.entered(Scope(account=account.pk, person=account.person_id)):
                auth.login(request, account)
            return HttpResponseRedirect(_next(request))
        if not AxesProxyHandler.is_allowed(request, {"username": username}):
            form.add_error(
                None, _("Sai quá nhiều lần. Chờ 15 phút, hoặc gọi quản trị viên để đặt lại mật khẩu.")
            )
            return _page(request, form, 429)
        form.add_error(None, _("Tên đăng nhập hoặc mật khẩu không đúng."))
    return _page(request, form, 200)


def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    return render(request, "loa/sign_in.html", {"form": form, "next": _next(request)}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return HttpResponseRedirect("/dang-nhap/")
