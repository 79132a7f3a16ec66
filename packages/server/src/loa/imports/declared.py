"""The imports that the rooms declare in their `imports.py` (see loa.kernel.importing)."""

from functools import cache

from django.utils.translation import gettext as _

from loa.kernel import autodiscovery
from loa.kernel.actor import current
from loa.kernel.errors import NoRole, NotFound
from loa.kernel.importing import ImportKind
from loa.places import queries, rights


@cache
def imports() -> dict[str, ImportKind]:
    """Returns all imports by kind, in the order of the rooms."""
    return {each.kind: each for _room, module in autodiscovery.files("imports") for each in module.IMPORTS}


def of(kind: str) -> ImportKind:
    """Returns the import of a kind. Raises NotFound."""
    found = imports().get(kind)
    if found is None:
        raise NotFound(_("Không có loại tệp này."))
    return found


def place(importing: ImportKind, unit_id: int | None) -> int:
    """Returns the unit for a file that the actor imports: the unit of the URL, or the province, or else the
    first unit at which the actor holds a role that may do this. Raises Forbidden, NotFound."""
    who = current()
    if importing.at_province:
        unit_id = getattr(queries.province(), "id", None)
    elif not importing.at_unit:
        held = rights.units(who, importing.capability)
        if not held:
            raise NoRole(_("Không có quyền nhập %(what)s từ tệp.") % {"what": importing.what})
        return held[0]
    if unit_id is None or not queries.units().filter(id=unit_id).exists():
        raise NotFound(_("Không có đơn vị này."))
    rights.require(who, importing.capability, unit_id)
    return unit_id
