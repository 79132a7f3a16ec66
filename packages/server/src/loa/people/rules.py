"""What of a person's roles counts for an account."""

from collections.abc import Iterable
from typing import TypeVar

from loa.kernel.actor import BodyGrant, Grant
from loa.kernel.roles import TWO_PEOPLE
from loa.people.models import Account

AnyGrant = TypeVar("AnyGrant", Grant, BodyGrant)


def in_effect(account: Account, grants: Iterable[AnyGrant]) -> tuple[AnyGrant, ...]:
    """What is left of the person's roles for this account: one that takes two people needs an account whose
    password two administrators opened the way to. Whoever made a link alone gains nothing by using it."""
    return tuple(grant for grant in grants if not waits_for_code(account, grant.role))


def waits_for_code(account: Account, role: str) -> bool:
    """Is the role without effect for this account until its password is set by link and code?"""
    return account.vouched_at is None and role in TWO_PEOPLE
