"""A province at work, as rows: communes with clusters in every condition, what sounds, what stayed silent."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from loa_protocol.signing import SoftKey

from loa.dispatch.models import DayPlan, Plan, PlanBody, PlanDay, PlannedItem
from loa.fleet.models import Device, Health, Site
from loa.kernel import clock
from loa.kernel.ids import uuid7
from loa.places import lists, loading
from loa.places.models import Hamlet, Unit
from loa.playlog.models import PlayRecord
from loa.testing import listened
from loa.testing.records import record
from loa.testing.roots import demo_root

DATA = Path(__file__).parents[7] / "data" / "thanh-hoa"
LONG = timedelta(minutes=3)


def province() -> Unit:
    """The real 166 communes and wards, and a demo's root."""
    made = loading.load(lists.thanh_hoa(DATA)).province
    demo_root()
    return made


def commune(name: str) -> Unit:
    return Unit.objects.get(name=name, kind="commune", valid_to=None)


def clusters(unit: Unit, count: int, at: Hamlet | None = None, **last: object) -> list[Device]:
    """Clusters in use, heard of half a minute ago unless `last` (columns of Health) says otherwise."""
    now = clock.now()
    begin = Device.objects.filter(unit=unit).count()
    plan = f"{unit.code}.{at.pk if at else 0}"
    made = Device.objects.bulk_create(
        Device(
            id=uuid7(),
            unit=unit,
            hamlet=at,
            name=f"Cụm {begin + number:02}",
            plan_id=plan,
            places=["38", unit.code],
            state=Device.State.ACTIVE,
            public_key=SoftKey.generate().public_key,
            claimed_at=now - timedelta(days=30),
        )
        for number in range(1, count + 1)
    )
    told = {
        "connected": True,
        "seen_at": now - timedelta(seconds=30),
        "told_at": now - timedelta(seconds=30),
        "clock": "ntp",
        "clock_off_ms": 40,
        "agent": "loa-agent 1.0.0",
        "disk_free": 11_400_000_000,
        "volume": 80,
        "uptime_s": 770_000,
        "records_waiting": 0,
        "plan_id": plan,
        "plan_sequence": 1_204,
        "held_at": now - timedelta(minutes=3),
        "verified_sequence": 1_204,
        "verified_at": now - timedelta(hours=2),
        "whole_at": now - timedelta(hours=1),
        "missing": 0,
        **last,
    }
    Health.objects.bulk_create(Health(device=device, unit=unit, **told) for device in made)
    return made


def site(device: Device, name: str) -> None:
    device.site = Site.objects.create(unit=device.unit, hamlet=device.hamlet, name=name)
    device.save(update_fields=["site"])


def plan(unit: Unit, at: Hamlet | None = None) -> Plan:
    """A plan whose compiled body the clusters hold."""
    name = f"{unit.code}.{at.pk if at else 0}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    body = PlanBody.objects.create(sha256=digest, unit=unit, bytes=b"{}")
    now = clock.now()
    made = Plan.objects.create(
        plan_id=name, unit=unit, hamlet=at, body=body, compiled_at=now, compiled_for=clock.local(now).date()
    )
    Health.objects.filter(unit=unit, plan_id=name).update(body_sha256=digest)
    return made


def item(of: Plan, title: str, starts_at: datetime, priority: str = "ordinary") -> PlannedItem:
    """One sound planned for all clusters of a plan."""
    day = clock.local(starts_at).date()
    slot = uuid7()
    digest = hashlib.sha256(f"{of.plan_id} {day}".encode()).hexdigest()
    sound = {"sha256": digest, "duration_ms": int(LONG.total_seconds() * 1000), "bytes": 1000}
    made = PlannedItem.objects.create(
        sha256=hashlib.sha256(slot.bytes).hexdigest(),
        item=f"{slot}@{day.isoformat()}",
        unit=of.unit,
        date=day,
        slot=slot,
        priority=priority,
        title=title,
        starts_at=starts_at,
        latest_start_at=starts_at + timedelta(minutes=10),
        ends_at=starts_at + LONG,
        expires_at=starts_at + timedelta(hours=1),
        sounds=[{**sound, "source": "bulletin", "right": str(UUID(int=1)), "title": title}],
        bytes=b"{}",
    )
    planned, _new = DayPlan.objects.get_or_create(
        sha256=digest, defaults={"unit": of.unit, "date": day, "frame": b"{}", "items": []}
    )
    planned.items.append(made.pk)
    planned.save(update_fields=["items"])
    PlanDay.objects.get_or_create(date=day, plan=of, defaults={"unit": of.unit, "day": planned})
    return made


def told(device: Device, of: PlannedItem, *kinds: str, code: str = "") -> None:
    """Records that a cluster sent about one item."""
    number = PlayRecord.objects.filter(device=device).count()
    for kind in kinds:
        number += 1
        happened = of.starts_at if kind == "started" else of.ends_at
        record(device, of, number, kind, at=happened, code=code)


def busy_province() -> Unit:
    """Most communes well; some silent for different reasons, one refusing, one muted, one never heard of."""
    top = province()
    now = clock.now()
    for unit in Unit.objects.filter(kind="commune", valid_to=None).order_by("code")[:150]:
        if unit.name not in SPECIAL:
            clusters(unit, 2)
    before, now_at = now - timedelta(hours=2), now - timedelta(minutes=1)
    for name, (good, bad, last) in SPECIAL.items():
        unit = commune(name)
        clusters(unit, good)
        clusters(unit, bad, **{key: when(now) if callable(when) else when for key, when in last.items()})
        of = plan(unit)
        early = item(of, "Thông báo lịch tiêm chủng tháng 12", before)
        sounds = item(of, "Phòng cháy trong mùa hanh khô", now_at, "priority")
        item(of, "Bản tin chiều của xã", now + timedelta(hours=5))
        for place, device in enumerate(Device.objects.filter(unit=unit).order_by("name")):
            if place < good:
                told(device, early, "started", "completed")
                told(device, sounds, "started")
    listened.counted()
    return top


SPECIAL = {
    "Phường Hạc Thành": (12, 0, {}),
    "Xã Bát Mọt": (
        1,
        8,
        {"connected": False, "seen_at": lambda now: now - timedelta(hours=3), "told_at": None},
    ),
    "Xã Mường Lát": (
        5,
        6,
        {"connected": False, "seen_at": lambda now: now - timedelta(hours=5), "told_at": None},
    ),
    "Xã Pù Nhi": (6, 2, {"clock": "none", "faults": ["clock: not trusted, nothing scheduled sounds"]}),
    "Xã Các Sơn": (
        11,
        1,
        {
            "refused_at": lambda now: now - timedelta(minutes=20),
            "refused_code": "unknown-key",
            "held_at": None,
        },
    ),
    "Xã Thanh Phong": (3, 4, {"silenced": True}),
    "Xã Mường Chanh": (0, 3, {"connected": False, "seen_at": None, "told_at": None, "held_at": None}),
}
