"""Whose pages of people the one who acts may open."""

from django.utils.translation import gettext as _

from loa.kernel.actor import Actor
from loa.kernel.errors import Forbidden
from loa.kernel.roles import Capability
from loa.places import queries as places
from loa.places import rights, scope


def administered(actor: Actor) -> list[int]:
    """Units that the actor administers today, the whole subtree. Raises Refused when there is none."""
    return _over(actor, Capability.KEEP_PEOPLE)


def seen(actor: Actor) -> list[int]:
    """Units whose people the actor sees. Raises Refused when there is none."""
    return _over(actor, Capability.SEE_PEOPLE)


def sees_people(actor: Actor) -> bool:
    """Does the actor see people anywhere?"""
    return rights.anywhere(actor, Capability.SEE_PEOPLE)


def _over(actor: Actor, capability: Capability) -> list[int]:
    tops = rights.units(actor, capability)
    if not tops:
        raise Forbidden(_("Trang này dành cho quản trị viên."))
    return sorted({unit.id for top in tops for unit in places.subtree(top)} & scope.current().read)
