"""Where the signed-in person writes, approves and reads."""

from collections import Counter
from collections.abc import Collection

from django.utils.translation import gettext as _

from loa.fleet.models import Device
from loa.kernel import actor
from loa.kernel.errors import Refused
from loa.kernel.roles import Capability
from loa.places import rights, scope
from loa.places.models import Unit


def readable() -> list[int]:
    """Every unit whose bulletins the person may read."""
    return sorted(scope.current().read)


def writing_unit(asked: str | None) -> Unit:
    """The unit that a new bulletin is for: the one asked, else the first at which the person is an editor."""
    units = rights.units(actor.current(), Capability.WRITE)
    if not units or (asked and asked not in map(str, units)):
        raise Refused(_("Trang này dành cho người biên tập của đơn vị."))
    return Unit.objects.get(pk=int(asked) if asked else units[0])


def require_writer(unit_id: int) -> None:
    """Raises Refused unless whoever acts writes for the unit: asked before a page is made, or a form read."""
    rights.require(actor.current(), Capability.WRITE, unit_id)


def clusters_by_hamlet(unit_id: int) -> Counter[int | None]:
    """Clusters in use, by hamlet; None for those of the whole commune."""
    rows = Device.objects.filter(unit_id=unit_id).exclude(state=Device.State.DISABLED)
    return Counter(rows.values_list("hamlet_id", flat=True))


def clusters_in(counts: Counter[int | None], hamlets: Collection[int]) -> int:
    """How many of them would sound a bulletin for these hamlets; for none named, the whole commune's."""
    return sum(counts[each] for each in hamlets) if hamlets else counts.total()
