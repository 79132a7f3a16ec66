"""Reads of the fleet: devices of units, their condition and how old its evidence is."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, Func, Q, QuerySet
from django.db.models.expressions import Combinable

from loa.fleet.models import Device, Health
from loa.fleet.rules import Condition, condition
from loa.kernel import clock
from loa.places.names import sort_key


@dataclass(frozen=True)
class Shown:
    """A device, its last word, and what state that is. `seen_at` None: never heard of."""

    device: Device
    health: Health | None
    condition: Condition
    seen_at: datetime | None


def devices(unit_ids: Collection[int]) -> QuerySet[Device]:
    """Clusters of these units with hamlet, site and health, in no order."""
    rows = Device.objects.filter(unit_id__in=unit_ids)
    return rows.select_related("unit", "hamlet", "site", "health").order_by()


def shown(unit_ids: Collection[int]) -> list[Shown]:
    """The same, each with its condition now: by unit, hamlet (the whole commune's first) and name, each in
    Vietnamese order."""
    now = clock.now()
    return [_shown(device, now) for device in sorted(devices(unit_ids), key=_place)]


def _place(device: Device) -> tuple[bytes, int, bytes, bytes]:
    hamlet = bytes(device.hamlet.sort_key) if device.hamlet else b""
    return bytes(device.unit.sort_key), device.unit_id, hamlet, _named(device.name)


_named = lru_cache(maxsize=4096)(sort_key)
"""The same few names stand in every commune."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A cluster as a map or a count needs it: no site, no hamlet, few columns."""

    device_id: UUID
    unit_id: int
    condition: Condition
    seen_at: datetime | None
    refused_at: datetime | None


class _Word(NamedTuple):
    """A last word without its row: a model for each of a province's clusters would cost a second."""

    seen_at: datetime | None
    told_at: datetime | None
    refused_at: datetime | None
    faults: bool
    connected: bool
    silenced: bool
    disk_full: bool
    clock: str
    sounding: str


_TIMES: Final = ("seen_at", "told_at", "refused_at")
_PLAIN: Final = ("connected", "silenced", "disk_full", "clock", "sounding")


def briefs(unit_ids: Collection[int]) -> list[Brief]:
    """Every cluster of these units in few words, for pages that count thousands."""
    now = clock.now()
    rows = Device.objects.filter(unit_id__in=unit_ids).order_by()
    # As numbers: what reads a time from its text takes longer than all the rest.
    columns: list[Combinable] = [
        *(F(each) for each in ("id", "unit_id", "state")),
        *(_Epoch(f"health__{each}") for each in _TIMES),
        ExpressionWrapper(~Q(health__faults=[]), BooleanField()),
        *(F(f"health__{each}") for each in _PLAIN),
    ]
    return [
        Brief(device_id, unit_id, condition(state, word, now), word.seen_at, word.refused_at)
        for device_id, unit_id, state, seen, told, refused, *said in rows.values_list(*columns)
        for word in (_Word(_moment(seen), _moment(told), _moment(refused), *said),)
    ]


class _Epoch(Func):
    """Seconds since 1970 (UTC)."""

    template = "extract(epoch from %(expressions)s)::float8"
    output_field = FloatField()


def _moment(epoch: float | None) -> datetime | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC)


def one(device_id: UUID) -> Shown | None:
    """One cluster within the scope."""
    device = Device.objects.select_related("unit", "hamlet", "site", "health").filter(id=device_id).first()
    return _shown(device, clock.now()) if device else None


def counts(unit_ids: Collection[int]) -> Counter[Condition]:
    """How many clusters are in which condition."""
    return Counter(each.condition for each in shown(unit_ids))


def _shown(device: Device, now: datetime) -> Shown:
    health: Health | None = getattr(device, "health", None)
    seen = health.seen_at if health else None
    return Shown(device, health, condition(device.state, health, now), seen)
