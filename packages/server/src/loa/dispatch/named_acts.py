"""Names acts that a device's records name by id and by the hash of the head that it held."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from loa.dispatch import naming
from loa.dispatch.models import Act, Attempt, GivenAct
from loa.kernel.ids import read_uuid
from loa.people.naming import names as names_of


@dataclass(frozen=True)
class NamedAct:
    """What an act was, and who decided it: the person's name, or the place where it was decided."""

    kind: str
    """Of `Act.Kind`; "" where nothing but its sending is known."""
    who: str
    stopped: str
    """Titles of what it cancelled."""


def named(device_id: UUID, acts: Collection[tuple[str, str]]) -> dict[tuple[str, str], NamedAct]:
    """Returns the acts by (act id, hash of its head), as a device's records have them. Unknown acts are left
    out.

    An act from a place above that the reader may not open is known only by its sending to this very device.
    """
    ids = {name: one for name, _head in acts if (one := read_uuid(name)) is not None}
    rows = Act.objects.select_related("unit").in_bulk(ids.values())
    names = names_of(each.by_id for each in rows.values())
    titles = naming.cancelled(list(rows.values()))
    given = GivenAct.objects.select_related("unit").in_bulk([head for _name, head in acts])
    sent = set(
        Attempt.objects.filter(device=device_id, act__in=ids.values()).values_list("act_id", flat=True)
    )
    found: dict[tuple[str, str], NamedAct] = {}
    for name, head in acts:
        act = rows.get(ids[name]) if name in ids else None
        if act is not None:
            who = names.get(act.by_id) or act.unit.name
            found[name, head] = NamedAct(act.kind, who, titles.get(act.pk, ""))
        elif head in given:
            found[name, head] = NamedAct(given[head].kind, given[head].unit.name, "")
        elif ids.get(name) in sent:
            found[name, head] = NamedAct("", "", "")
    return found
