"""The pages on which people set their own password: by a one-time link, or with the old password."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from loa.kernel.errors import Invalid
from loa.people import actions, attempts
from loa.people.forms import ChangePasswordForm, CodeForm, NewPasswordForm
from loa.people.signed_in import account_of, signed_in


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def one_time_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows `/mo/<secret>/`. Only the POST changes something, since chat programs open links by
    themselves."""
    opened = actions.open_link(secret)
    form = (CodeForm if opened.asks_code else NewPasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = actions.set_password_by_link(secret, given["password"], given.get("code", ""))
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            auth.logout(request)
            messages.success(
                request, _("Đã đặt mật khẩu. Đăng nhập bằng tên %(name)s.") % {"name": account.username}
            )
            return HttpResponseRedirect("/dang-nhap/")
    shown = {"form": form, "account": opened.account, "opened": opened}
    return render(request, "people/one_time_link.html", shown)


@sensitive_post_parameters()
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Shows the form for a new password, and changes it."""
    form = ChangePasswordForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        account, given = account_of(request), form.cleaned_data
        try:
            if attempts.is_closed(request, account.username):
                status = 429
                raise Invalid(_("Sai quá nhiều lần. Chờ 15 phút rồi đổi mật khẩu."), field="old")
            actions.change_own_password(account, given["old"], given["password"])
        except Invalid as error:
            form.add_error(error.field, str(error.message))
            if error.field == "old" and status == 200:
                attempts.count_wrong(request, account.username)
        else:
            auth.update_session_auth_hash(request, account)
            messages.success(request, _("Đã đổi mật khẩu. Các máy khác phải đăng nhập lại."))
            return HttpResponseRedirect("/tai-khoan/mat-khau/")
    account_page = {"url": reverse("desk_own_account"), "label": _("Tài khoản")}
    shown = {"form": form, "breadcrumbs_items": [account_page, {"url": "", "label": _("Đổi mật khẩu")}]}
    return render(request, "people/own_password.html", shown, status=status)
