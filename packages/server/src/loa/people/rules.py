"""Rules for which of a person's roles count for an account, and which nobody holds at the same time."""

from collections.abc import Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from loa.kernel.actor import BodyGrant, Grant
from loa.kernel.roles import TWO_PEOPLE, Role, never_together
from loa.people.models import Account

AnyGrant = TypeVar("AnyGrant", Grant, BodyGrant)


def in_effect(account: Account, grants: Iterable[AnyGrant]) -> tuple[AnyGrant, ...]:
    """Returns the person's grants that count for this account. A role that takes two people counts only if
    two administrators made the setting of the account's password possible, so that an administrator who uses
    a link that they made alone gains nothing."""
    return tuple(grant for grant in grants if not waits_for_code(account, grant.role))


def waits_for_code(account: Account, role: str) -> bool:
    """Returns whether the role has no effect for this account until its password is set by link and code."""
    return account.vouched_at is None and role in TWO_PEOPLE


def clash(roles: Iterable[str]) -> tuple[Role, Role] | None:
    """Returns the first two of these roles that nobody may hold at the same time, or None."""
    held = set(roles)
    return next((pair for pair in never_together() if held.issuperset(pair)), None)


def never_both(one: Role, other: Role) -> str:
    """Returns the sentence that nobody holds both roles."""
    said = _("Một người không giữ cả vai trò %(one)s lẫn vai trò %(other)s.")
    return said % {"one": one.label, "other": other.label}
