"""Access to the signed-in account, for views."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from loa.kernel.errors import Forbidden
from loa.kernel.signed_in import signed_in
from loa.people.models import Account

__all__ = ["account_of", "signed_in"]


def account_of(request: HttpRequest) -> Account:
    """Returns the signed-in account. Raises Forbidden."""
    if not isinstance(request.user, Account):
        raise Forbidden(_("Chưa đăng nhập."))
    return request.user
