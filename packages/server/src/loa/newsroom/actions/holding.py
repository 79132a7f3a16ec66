"""Taking hold of one bulletin for a change."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from loa.kernel import actor
from loa.kernel.errors import Refused

from ..content import not_there
from ..models import Bulletin


def hold(bulletin_id: int, unit_id: int | None = None) -> Bulletin:
    """The bulletin's row, locked until the transaction ends.

    Raises Missing where it does not exist for this scope.
    """
    rows = Bulletin.objects.select_for_update(of=("self",))
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    try:
        return rows.get(pk=bulletin_id)
    except Bulletin.DoesNotExist:
        raise not_there() from None


def account() -> Any:
    """The signed-in account, as Wagtail wants it."""
    return get_user_model().objects.get(pk=_signed_in(actor.current().account_id))


def person() -> int:
    """Who acts, by id. Raises Refused for a process: bulletins are people's work."""
    return _signed_in(actor.current().person_id)


def _signed_in(key: int | None) -> int:
    if key is None:
        raise Refused(_("Việc này cần một người đăng nhập."))
    return key
