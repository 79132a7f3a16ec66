"""Play records as the bridge stores them, for tests that only read them."""

from datetime import datetime

from loa.dispatch.models import PlannedItem
from loa.fleet.models import Device
from loa.kernel import clock
from loa.playlog.models import PlayRecord


def record(
    device: Device,
    of: PlannedItem,
    number: int,
    kind: str,
    *,
    at: datetime,
    code: str = "",
    counts: bool = True,
) -> PlayRecord:
    """Creates a cluster's report about the first sound of a planned item. `at` is when it happened (UTC)."""
    return PlayRecord.objects.create(
        day=of.date,
        device_id=device.pk,
        number=number,
        unit_id=of.unit_id,
        kind=kind,
        slot=of.slot,
        item=of.item,
        sound=0,
        media_sha256=of.sounds[0]["sha256"],
        plan_sha256="",
        planned_at=of.starts_at,
        happened_at=at,
        mono_ms=0,
        clock="rtc",
        offset_ms=0,
        lost_ms=0,
        code=code,
        note="",
        counts=counts,
    )


def of_itself(device: Device, number: int, kind: str, *, at: datetime, **more: object) -> PlayRecord:
    """Creates a cluster's report about itself (a boot, an act, a refusal), in the day of its own clock."""
    told = {
        "unit_id": device.unit_id,
        "item": "",
        "sound": 0,
        "media_sha256": "",
        "plan_sha256": "",
        "mono_ms": 0,
        "clock": "rtc",
        "offset_ms": 0,
        "lost_ms": 0,
        "code": "",
        "note": "",
        "counts": True,
        **more,
    }
    day = clock.local(at).date()
    return PlayRecord.objects.create(
        day=day, device_id=device.pk, number=number, kind=kind, happened_at=at, **told
    )
