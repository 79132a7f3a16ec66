"""Reads the fleet: devices of units, their condition and the age of its evidence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Func,
    Max,
    Min,
    Q,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.db.models.lookups import GreaterThanOrEqual

from loa.fleet.models import ClaimCode, Device, Health
from loa.fleet.rules import SILENT_AFTER, Condition, condition
from loa.kernel import clock
from loa.places.names import sort_key


@dataclass(frozen=True)
class DeviceState:
    """A device, its last report, and its condition. `seen_at` None: the device never reported."""

    device: Device
    health: Health | None
    condition: Condition
    seen_at: datetime | None


def devices(unit_ids: Collection[int]) -> QuerySet[Device]:
    """Returns the clusters of these units with hamlet, site and health, in no order."""
    rows = Device.objects.filter(unit_id__in=unit_ids)
    return rows.select_related("unit", "hamlet", "site", "health").order_by()


def units() -> set[int]:
    """Returns the units within the scope that have clusters of any kind."""
    return set(Device.objects.order_by().values_list("unit_id", flat=True).distinct())


def shown(unit_ids: Collection[int]) -> list[DeviceState]:
    """Returns the clusters of these units, each with its condition now, by unit, hamlet (the whole commune's
    clusters first) and name, each in Vietnamese order."""
    now = clock.now()
    return [_shown(device, now) for device in sorted(devices(unit_ids), key=_place)]


def _place(device: Device) -> tuple[bytes, int, bytes, bytes]:
    hamlet = bytes(device.hamlet.sort_key) if device.hamlet else b""
    return bytes(device.unit.sort_key), device.unit_id, hamlet, _named(device.name)


_named = lru_cache(maxsize=4096)(sort_key)
"""Cached, since the same few names occur in every commune."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Clusters of one unit that a map or a count need not distinguish, and when they last reported (UTC)."""

    unit_id: int
    condition: Condition
    refused: bool
    missed: bool
    clusters: int
    oldest: datetime | None
    newest: datetime | None


class _Word(NamedTuple):
    """The last report of a group of devices, without a row."""

    seen_at: datetime | None
    told_at: datetime | None
    connected: bool
    silenced: bool
    disk_full: bool
    faults: bool
    clock: str
    sounding: str


def alike(unit_ids: Collection[int], missed: Collection[UUID], refused_since: datetime) -> list[Alike]:
    """Returns every cluster of these units, grouped by all that decides its condition: the 15,000 of a
    province are a few hundred groups.

    `missed` marks some of them, `refused_since` (UTC) those that refused a signature after that.
    """
    now = clock.now()
    last = Greatest("health__seen_at", "health__told_at")
    groups = (
        Device.objects.filter(unit_id__in=unit_ids)
        .order_by()
        .values("unit_id", "state", "health__connected", "health__silenced", "health__disk_full")
        .annotate(
            faulty=_is(~Q(health__faults=[])),
            none=_is(Q(health__clock="none")),
            sounds=_is(~Q(health__sounding="")),
            fresh=_is(GreaterThanOrEqual(last, now - SILENT_AFTER)),
            refused=_is(Q(health__refused_at__gt=refused_since, health__refused_at__isnull=False)),
            heard=_is(Q(health__seen_at__isnull=False)),
            # A list of thousands of ids as an `in (...)` would be as many parameters.
            missed=_OneOf(F("id"), Value(list(missed), ArrayField(UUIDField()))),
            clusters=Count("id"),
            seen=Max("health__seen_at"),
            told=Max("health__told_at"),
            first=Min("health__seen_at"),
        )
    )
    return [
        Alike(
            each["unit_id"],
            condition(each["state"], _word(each), now),
            bool(each["refused"]),
            bool(each["missed"]),
            each["clusters"],
            each["first"],
            each["seen"],
        )
        for each in groups
    ]


def _is(question: Combinable | Q) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(question, BooleanField())


class _OneOf(Func):
    """Whether an array contains a value. Needs one parameter, however long the array is."""

    # The parenthesis closes `any(`, which joins the two expressions.
    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


def _word(group: Mapping[str, Any]) -> _Word:
    """Returns the newest report of a group. Either all of the group are fresh by it or none: `fresh` is one
    of the columns by which they are grouped."""
    return _Word(
        group["seen"],
        group["told"],
        group["health__connected"],
        group["health__silenced"],
        group["health__disk_full"],
        group["faulty"],
        "none" if group["none"] else "",
        "sounds" if group["sounds"] else "",
    )


def took_address(unit_ids: Collection[int], order: tuple[int, int]) -> tuple[int, int]:
    """Returns how many clusters in use of these units report that they hold the address with this (serial,
    sequence) or a later one, and how many clusters in use there are."""
    serial, sequence = order
    later = Q(health__address_serial__gt=serial)
    same = Q(health__address_serial=serial, health__address_sequence__gte=sequence)
    found = Device.objects.filter(unit_id__in=unit_ids, state=Device.State.ACTIVE).aggregate(
        took=Count("id", filter=later | same), all=Count("id")
    )
    return found["took"], found["all"]


def open_codes(now: datetime) -> int:
    """Returns how many claim codes are unused and not expired at a moment."""
    return ClaimCode.objects.filter(used_at=None, expires_at__gt=now).count()


def is_key_of(device_id: UUID, key: bytes) -> bool:
    """Returns True if this key is now the device's, within the scope."""
    return Device.objects.filter(id=device_id, public_key=key).exists()


def one(device_id: UUID) -> DeviceState | None:
    """Returns one cluster within the scope."""
    device = Device.objects.select_related("unit", "hamlet", "site", "health").filter(id=device_id).first()
    return _shown(device, clock.now()) if device else None


def _shown(device: Device, now: datetime) -> DeviceState:
    health: Health | None = getattr(device, "health", None)
    seen = health.seen_at if health else None
    return DeviceState(device, health, condition(device.state, health, now), seen)
