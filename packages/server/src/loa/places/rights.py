"""What an actor may do at which unit, by their grants, the table of roles, and the tree of units."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from loa.kernel.actor import Actor, BodyGrant, Grant
from loa.kernel.errors import NoRole
from loa.kernel.roles import EXACT, Capability, roles_with
from loa.places import queries
from loa.places.models import UnitKind


def _grants_with(actor: Actor, capability: Capability) -> Iterator[Grant]:
    roles = roles_with(capability)
    return (grant for grant in actor.grants if grant.role in roles)


def granting(actor: Actor, capability: Capability, unit_id: int) -> Grant | None:
    """Returns the grant by which the actor may do this at the unit now, or None: one at the unit itself
    before one above it. A role that is held at exactly one unit counts there; a role over a subtree also
    counts below, in the tree of today or of any earlier date."""
    grants = list(_grants_with(actor, capability))
    for grant in grants:
        if grant.unit_id == unit_id:
            return grant
    reaching = [grant for grant in grants if grant.role not in EXACT]
    above = set(queries.ancestors(unit_id)) if reaching else set()
    return next((grant for grant in reaching if grant.unit_id in above), None)


def may(actor: Actor, capability: Capability, unit_id: int) -> bool:
    """Returns whether the actor may do this at the unit now."""
    return granting(actor, capability, unit_id) is not None


def require(actor: Actor, capability: Capability, unit_id: int, said: str = "") -> Grant:
    """Returns the grant by which the actor may do this there: evidence names its role. Raises Forbidden, with
    the sentence `said` or a general one, if there is none."""
    grant = granting(actor, capability, unit_id)
    if grant is None:
        raise NoRole(said or _("Không có quyền làm việc này ở nơi này."))
    return grant


def at_a_unit(actor: Actor, capability: Capability) -> bool:
    """Returns whether the actor may do this at any unit: what pages about units ask."""
    return any(True for _grant in _grants_with(actor, capability))


def anywhere(actor: Actor, capability: Capability) -> bool:
    """Returns whether the actor may do this at any unit or for any body."""
    return at_a_unit(actor, capability) or bool(bodies(actor, capability))


def beyond_communes(actor: Actor) -> bool:
    """Returns whether the actor holds a role, but none by which a commune is seen: one over exactly the
    province, or at a body. Where communes are counted such a person sees none, which says nothing of them."""
    held = bool(actor.grants or actor.at_bodies)
    return held and all(grant.kind != UnitKind.COMMUNE and grant.role in EXACT for grant in actor.grants)


def at_the_province(actor: Actor, capability: Capability) -> bool:
    """Returns whether the actor holds, at the province itself, a role that may do this."""
    return any(grant.kind == UnitKind.PROVINCE for grant in _grants_with(actor, capability))


def units(actor: Actor, capability: Capability) -> list[int]:
    """Returns the units at which the actor holds a role that may do this, in the order of the grants."""
    return list(dict.fromkeys(grant.unit_id for grant in _grants_with(actor, capability)))


def reached(actor: Actor, capability: Capability) -> frozenset[int]:
    """Returns the units at which the actor may do this now: those of the grants, and all below them today for
    a role over a subtree."""
    found: set[int] = set()
    for grant in _grants_with(actor, capability):
        found.add(grant.unit_id)
        if grant.role not in EXACT:
            found.update(queries.under(grant.unit_id))
    return frozenset(found)


def _held_at_bodies(actor: Actor, capability: Capability) -> Iterator[BodyGrant]:
    roles = roles_with(capability)
    return (held for held in actor.at_bodies if held.role in roles)


def may_at_body(actor: Actor, capability: Capability, body_id: int) -> bool:
    """Returns whether the actor may do this for the body now. Only roles held at that body count."""
    return body_id in bodies(actor, capability)


def require_at_body(actor: Actor, capability: Capability, body_id: int, said: str = "") -> BodyGrant:
    """Returns the grant by which the actor may do this for the body: evidence names its role. Raises
    Forbidden, with the sentence `said` or a general one, if there is none."""
    held = next((each for each in _held_at_bodies(actor, capability) if each.body_id == body_id), None)
    if held is None:
        raise NoRole(said or _("Không có quyền làm việc này ở cơ quan này."))
    return held


def bodies(actor: Actor, capability: Capability) -> list[int]:
    """Returns the bodies at which the actor holds a role that may do this, in the order of the grants."""
    return list(dict.fromkeys(held.body_id for held in _held_at_bodies(actor, capability)))


def highest(actor: Actor, capability: Capability, unit_id: int) -> int | None:
    """Returns the highest unit whose role lets the actor do this at a unit; None if there is none."""
    held = {grant.unit_id for grant in _grants_with(actor, capability) if grant.role not in EXACT}
    for above in reversed(queries.ancestors(unit_id)):
        if above in held:
            return above
    at_the_unit = any(grant.unit_id == unit_id for grant in _grants_with(actor, capability))
    return unit_id if at_the_unit else None
