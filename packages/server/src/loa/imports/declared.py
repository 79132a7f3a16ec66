"""Which tables the rooms take, each declared in its `imports.py` (see loa.kernel.importing)."""

from functools import cache

from django.utils.translation import gettext as _

from loa.kernel import rooms
from loa.kernel.actor import current
from loa.kernel.errors import Missing, Refused
from loa.kernel.importing import Importing
from loa.places import queries, rights


@cache
def imports() -> dict[str, Importing]:
    """By kind, in the house's order."""
    return {each.kind: each for _room, module in rooms.files("imports") for each in module.IMPORTS}


def of(kind: str) -> Importing:
    """One kind. Raises Missing."""
    found = imports().get(kind)
    if found is None:
        raise Missing(_("Không có loại tệp này."))
    return found


def place(importing: Importing, unit_id: int | None) -> int:
    """The unit under which whoever acts brings a file in: the one that the address names, or the province,
    else the first at which they hold a role that may. Raises Refused, Missing."""
    who = current()
    if importing.at_province:
        unit_id = getattr(queries.province(), "id", None)
    elif not importing.at_unit:
        held = rights.units(who, importing.capability)
        if not held:
            raise Refused(_("Không có quyền nhập %(what)s từ tệp.") % {"what": importing.what})
        return held[0]
    if unit_id is None or not queries.units().filter(id=unit_id).exists():
        raise Missing(_("Không có đơn vị này."))
    rights.require(who, importing.capability, unit_id)
    return unit_id
