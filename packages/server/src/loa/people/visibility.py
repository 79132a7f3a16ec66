"""The units whose people the actor may see or administer."""

from django.utils.translation import gettext as _

from loa.kernel.actor import Actor
from loa.kernel.errors import NoRole
from loa.kernel.roles import Capability
from loa.places import rights, scope


def administered(actor: Actor) -> list[int]:
    """Returns the units that the actor administers today. Raises Forbidden if none."""
    return _over(actor, Capability.KEEP_PEOPLE)


def seen(actor: Actor) -> list[int]:
    """Returns the units whose people the actor sees. Raises Forbidden if none."""
    return _over(actor, Capability.SEE_PEOPLE)


def sees_people(actor: Actor) -> bool:
    """Returns whether the actor sees people at any unit."""
    return rights.at_a_unit(actor, Capability.SEE_PEOPLE)


def _over(actor: Actor, capability: Capability) -> list[int]:
    if not rights.at_a_unit(actor, capability):
        raise NoRole(_("Trang này dành cho quản trị viên."))
    return sorted(rights.reached(actor, capability) & scope.current().read)
