"""Whose pages of people the one who acts may open."""

from typing import Final

from django.utils.translation import gettext as _

from loa.kernel.actor import Actor
from loa.kernel.errors import Refused
from loa.people.models import Role
from loa.places import queries as places
from loa.places import scope

SEES_PEOPLE: Final = (Role.ADMINISTRATOR, Role.AUDITOR)


def administered(actor: Actor) -> list[int]:
    """Units that the actor administers today, the whole subtree. Raises Refused when there is none."""
    return _over(actor, (Role.ADMINISTRATOR,))


def seen(actor: Actor) -> list[int]:
    """Units whose people the actor sees. Raises Refused when there is none."""
    return _over(actor, SEES_PEOPLE)


def sees_people(actor: Actor) -> bool:
    """Does the actor see people anywhere?"""
    return any(grant.role in SEES_PEOPLE for grant in actor.grants)


def _over(actor: Actor, roles: tuple[Role, ...]) -> list[int]:
    tops = {grant.unit_id for grant in actor.grants if grant.role in roles}
    if not tops:
        raise Refused(_("Trang này dành cho quản trị viên."))
    return sorted({unit.id for top in tops for unit in places.subtree(top)} & scope.current().read)
