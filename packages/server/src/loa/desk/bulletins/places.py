"""The units in which the signed-in person writes and reads bulletins, and the numbers of clusters in a
unit."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Count
from django.utils.translation import gettext as _

from loa.fleet.models import Device
from loa.fleet.rules import ClusterCount, condition, counted
from loa.kernel import actor, clock
from loa.kernel.errors import NoRole
from loa.kernel.roles import Capability
from loa.places import rights, scope
from loa.places.models import Unit


def readable() -> list[int]:
    """Returns every unit whose bulletins the person may read."""
    return sorted(scope.current().read)


def writing_unit(asked: str | None) -> Unit:
    """Returns the unit of a new bulletin: the one that is asked for, else the first at which the person is an
    editor. Raises `Forbidden`."""
    units = rights.units(actor.current(), Capability.WRITE)
    if not units or (asked and asked not in map(str, units)):
        raise NoRole(_("Trang này dành cho người biên tập của đơn vị."))
    return Unit.objects.get(pk=int(asked) if asked else units[0])


def require_writer(unit_id: int) -> None:
    """Raises `Forbidden` unless the person who acts may write for the unit. It is called before a page is
    made or a form is read."""
    rights.require(actor.current(), Capability.WRITE, unit_id)


def clusters_by_hamlet(unit_id: int) -> Mapping[int | None, ClusterCount]:
    """Returns the numbers of clusters by hamlet; None has those of the whole commune."""
    rows = Device.objects.filter(unit_id=unit_id).order_by().values_list("hamlet_id", "state")
    found: dict[int | None, ClusterCount] = defaultdict(ClusterCount)
    for hamlet, state, count in rows.annotate(n=Count("pk")):
        # Without health the condition says only whether the cluster is in use.
        found[hamlet] += counted([(condition(state, None, clock.now()), count)])
    return found


def clusters_in(counts: Mapping[int | None, ClusterCount], hamlets: Collection[int]) -> ClusterCount:
    """Returns the clusters that a bulletin for these hamlets is for. Without hamlets it is the whole
    commune."""
    named = [each for hamlet, each in counts.items() if not hamlets or hamlet in hamlets]
    return sum(named, ClusterCount())
