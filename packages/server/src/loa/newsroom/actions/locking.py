"""Locks one bulletin for a change, and identifies who makes the change."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from loa.kernel import actor
from loa.kernel.errors import Forbidden

from ..content import not_there
from ..models import Bulletin


def hold(bulletin_id: int, unit_id: int | None = None) -> Bulletin:
    """Returns the bulletin's row, locked until the transaction ends.

    Raises NotFound where it does not exist within this scope.
    """
    rows = Bulletin.objects.select_for_update(of=("self",))
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    try:
        return rows.get(pk=bulletin_id)
    except Bulletin.DoesNotExist:
        raise not_there() from None


def account() -> Any:
    """Returns the signed-in account, as Wagtail needs it."""
    return get_user_model().objects.get(pk=_signed_in(actor.current().account_id))


def person() -> int:
    """Returns the id of the acting person. Raises Forbidden for a process: only people work on bulletins."""
    return _signed_in(actor.current().person_id)


def _signed_in(key: int | None) -> int:
    if key is None:
        raise Forbidden(_("Việc này cần một người đăng nhập."))
    return key
