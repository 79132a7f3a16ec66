"""What a device says of the one sound that is planned."""

from loa.dispatch.models import PlannedItem
from loa.playlog.models import PlayRecord


def said(device, number, kind, code="", counts=True):
    """One record of the planned sound."""
    item = PlannedItem.objects.get()
    PlayRecord.objects.create(
        day=item.date,
        device_id=device.id,
        number=number,
        unit_id=item.unit_id,
        kind=kind,
        slot=item.slot,
        item=item.item,
        sound=0,
        media_sha256=item.sounds[0]["sha256"],
        plan_sha256="",
        planned_at=item.starts_at,
        happened_at=item.starts_at,
        mono_ms=0,
        clock="rtc",
        offset_ms=0,
        lost_ms=0,
        code=code,
        note="",
        counts=counts,
    )
