"""Proves a revocation before a list names it.

To revoke a box takes a person with the right where the box is, to revoke an online key two administrators of
the province. A row that is not proven revokes nothing.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet

from loa.fleet.models import Device
from loa.kernel.roles import Capability
from loa.keys.models import Revocation, RevocationAgreement
from loa.people.models import RoleGrant
from loa.places import queries as places
from loa.places.models import Unit
from loa.signer.proofs import entitled

Grants = Mapping[int, list[RoleGrant]]


def proven() -> list[Revocation]:
    """Returns the revocations that count, the oldest first. Needs read scope over every unit."""
    return _proven(Revocation.objects.all())


def revoked(devices: Collection[UUID]) -> set[UUID]:
    """Returns those of some devices that are revoked. Needs read scope over every unit."""
    return {row.device for row in _proven(Revocation.objects.filter(device__in=devices)) if row.device}


def _proven(which: QuerySet[Revocation]) -> list[Revocation]:
    """Returns those of some revocations that count, the oldest first."""
    rows = list(which.order_by("id").prefetch_related("agreements"))
    if not rows:
        return []
    agreed = [each for row in rows for each in row.agreements.all()]
    people = {row.by_id for row in rows} | {each.person_id for each in agreed}
    given = entitled.grants({each for each in people if each is not None})
    devices = Device.objects.select_related("unit__parent__parent").in_bulk(
        {row.device for row in rows if row.device}
    )
    top = places.province()
    return [
        row
        for row in rows
        if (_of_a_box(row, devices.get(row.device), given) if row.device else _of_a_key(row, top, given))
    ]


def _of_a_box(row: Revocation, device: Device | None, given: Grants) -> bool:
    """Returns whether a person with the right where the box is revoked it."""
    if device is None:
        return False
    above = entitled.above(device.unit)
    return entitled.holds(given.get(row.by_id, ()), Capability.KEEP_CLUSTERS, device.unit_id, above, row.at)


def _of_a_key(row: Revocation, top: Unit | None, given: Grants) -> bool:
    """Returns whether one administrator of the province revoked the key and another one agreed.

    A row in nobody's name was written by the database role that owns the tables: no process can write one.
    """
    if any(each.person_id is None for each in row.agreements.all()):
        return True
    if top is None or not entitled.holds(
        given.get(row.by_id, ()), Capability.REVOKE_KEYS, top.id, (), row.at
    ):
        return False
    return any(_second(each, row, top, given) for each in row.agreements.all())


def _second(said: RevocationAgreement, row: Revocation, top: Unit, given: Grants) -> bool:
    """Returns whether this agreement counts as that of a second administrator."""
    other = said.person_id is not None and said.person_id != row.by_id and said.at >= row.at
    return other and entitled.holds(
        given.get(said.person_id or 0, ()), Capability.REVOKE_KEYS, top.id, (), said.at
    )
