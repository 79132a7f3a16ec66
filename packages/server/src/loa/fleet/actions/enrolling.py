"""Enrols many devices at once, for the demo's fleet and for measurements: rows, keys and codes in one
transaction.

Works only under a demo's root, which never enrols a real box: the secrets come from the caller, in claims
that the boxes have signed, and not from a code that this server made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.ids import plan_id

from loa.audit import actions as audit
from loa.fleet import rules
from loa.fleet.actions.listing import unit_codes
from loa.fleet.events import DevicePlaced
from loa.fleet.models import Claim, ClaimCode, Device, Site
from loa.fleet.sealed_claim import SealedClaim
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.errors import Forbidden
from loa.kernel.events import announce
from loa.kernel.ids import uuid7
from loa.kernel.roles import Capability
from loa.keys import queries as trust
from loa.keys.models import Assignment, SignedKind, ToSign
from loa.places import rights
from loa.places.models import Unit


@dataclass(frozen=True)
class Enrolment:
    """One device to be enrolled: its signed claim, its hamlet (None: the whole commune), its name and its
    place."""

    claim: SealedClaim
    hamlet_id: int | None
    name: str
    site: str = ""
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def enrol_demo(unit: Unit, wanted: Sequence[Enrolment]) -> list[Device]:
    """Enrols devices of one commune as if each had claimed its code. Allowed to operators, only under a
    demo's root. Raises Forbidden."""
    who = acting.current()
    rights.require(who, Capability.ENROL_CLUSTERS, unit.id)
    root = trust.root()
    if root is None or not root.demo or who.person_id is None:
        raise Forbidden(_("Chỉ bản dùng thử mới nhận nhiều máy một lúc."))
    now, codes = clock.now(), unit_codes(unit.id)
    sites = _sites(unit, wanted)
    devices = Device.objects.bulk_create(
        Device(
            id=each.claim.device,
            unit=unit,
            hamlet_id=each.hamlet_id,
            site=sites.get(each.site),
            name=each.name,
            plan_id=plan_id(unit.code, each.hamlet_id),
            places=codes,
        )
        for each in wanted
    )
    used = ClaimCode.objects.bulk_create(
        ClaimCode(
            unit=unit,
            device_id=each.claim.device,
            secret_sha256=rules.secret_hash(each.claim.said.secret),
            made_by_id=who.person_id,
            expires_at=now + rules.CODE_LIVES,
            used_at=now,
            key=each.claim.key,
        )
        for each in wanted
    )
    Claim.objects.bulk_create(
        Claim(code=code, unit=unit, device_id=code.device_id, head=each.claim.head)
        for code, each in zip(used, wanted, strict=True)
    )
    _become(devices, wanted, now)
    _assign(devices, who.person_id)
    # One event per plan is enough: its listeners make sure that the plan exists.
    for device in {each.plan_id: each for each in devices}.values():
        announce(DevicePlaced(device.id, unit.id, device.hamlet_id, device.plan_id))
    audit.record("fleet.demo_enrolled", unit, unit.id, devices=len(devices))
    return devices


def _sites(unit: Unit, wanted: Sequence[Enrolment]) -> dict[str, Site]:
    """By name. Several boxes may stand at one site, new or there already; it is as the first of them says."""
    named = {each.site: each for each in reversed(wanted) if each.site}
    there = {site.name: site for site in Site.objects.filter(unit=unit, name__in=named)}
    made = Site.objects.bulk_create(
        Site(
            unit=unit,
            name=name,
            hamlet_id=each.hamlet_id,
            latitude=each.latitude,
            longitude=each.longitude,
        )
        for name, each in named.items()
        if name not in there
    )
    return there | {site.name: site for site in made}


def _become(devices: Sequence[Device], wanted: Sequence[Enrolment], now: datetime) -> None:
    """Sets state and key. Must run after the claims are stored: the database accepts as a device's key only
    that of its newest claim."""
    for device, each in zip(devices, wanted, strict=True):
        device.state, device.claimed_at = Device.State.ACTIVE, now
        device.public_key, device.has_rtc = each.claim.key, each.claim.said.has_rtc
    Device.objects.bulk_update(devices, ["state", "public_key", "has_rtc", "claimed_at"], batch_size=500)


def _assign(devices: Sequence[Device], person: int) -> None:
    decided = Assignment.objects.bulk_create(
        Assignment(
            id=uuid7(),
            unit_id=device.unit_id,
            device=device.id,
            public_key=device.public_key,
            state="active",
            site=device.site.name if device.site else device.name,
            places=device.places,
            plan_id=device.plan_id,
            volume=device.volume,
            ceiling=device.ceiling,
            by_id=person,
        )
        for device in devices
    )
    ToSign.objects.bulk_create(
        ToSign(kind=SignedKind.ASSIGN, unit_id=each.unit_id, subject=str(each.id)) for each in decided
    )
