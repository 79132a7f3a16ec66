"""Decisions about roles."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from loa.kernel.actor import Actor, Grant
from loa.kernel.errors import Refused
from loa.people.models import Account, Role
from loa.places import queries as places

EXACT = frozenset({Role.EDITOR, Role.APPROVER})
TWO_PEOPLE = frozenset({Role.APPROVER, Role.ADMINISTRATOR})


def may(actor: Actor, role: Role | str, unit_id: int) -> bool:
    """Does the actor hold the role at the unit now? Editor and approver count at exactly that unit; the
    others also when held at a unit above it, as the tree stands today or ever stood."""
    held = {grant.unit_id for grant in actor.grants if grant.role == role}
    if not held:
        return False
    if unit_id in held:
        return True
    return role not in EXACT and not held.isdisjoint(places.ancestors(unit_id))


def highest(actor: Actor, roles: Iterable[Role | str], unit_id: int) -> int | None:
    """The highest unit from which the actor holds one of the roles at a unit; None where from none."""
    wanted = set(roles)
    for above in (*reversed(places.ancestors(unit_id)), unit_id):
        for grant in actor.grants:
            counts = grant.role not in EXACT or above == unit_id
            if grant.role in wanted and grant.unit_id == above and counts:
                return above
    return None


def in_effect(account: Account, grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """What is left of the person's roles for this account: one that takes two people needs an account whose
    password two administrators opened the way to. Whoever made a link alone gains nothing by using it."""
    return tuple(grant for grant in grants if not waits_for_code(account, grant.role))


def waits_for_code(account: Account, role: str) -> bool:
    """Is the role without effect for this account until its password is set by link and code?"""
    return account.vouched_at is None and role in TWO_PEOPLE


def require(actor: Actor, role: Role | str | Iterable[Role | str], unit_id: int) -> None:
    """Raises Refused unless the actor holds the role (or one of several) at the unit."""
    roles = [role] if isinstance(role, str) else list(role)
    if not any(may(actor, each, unit_id) for each in roles):
        raise Refused(_("Không có quyền làm việc này ở nơi này."))
