"""Taking hold of one bulletin for a change."""

from typing import Any

from django.contrib.auth import get_user_model

from loa.kernel import actor

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
    return get_user_model().objects.get(pk=actor.current().account_id)
