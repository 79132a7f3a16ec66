"""Changing one's own password."""

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel.actor import current
from loa.kernel.errors import Invalid
from loa.people.actions.links import check_password
from loa.people.models import Account
from loa.places import scope
from loa.places.scope import Scope


@transaction.atomic
def change_own_password(account: Account, old: str, new: str) -> None:
    """Changes the actor's own password. All sessions of the account end; the caller keeps its own with
    `django.contrib.auth.update_session_auth_hash`. Raises Invalid."""
    if current().account_id != account.pk or not account.check_password(old):
        raise Invalid(_("Mật khẩu đang dùng không đúng."), "old")
    check_password(new, account)
    account.set_password(new)
    account.save(update_fields=["password"])
    unit = frozenset({account.unit_id})
    here = Scope(unit, unit, person=account.person_id, account=account.pk)
    with scope.entered(here):
        record("people.password_changed", account, account.unit_id)
