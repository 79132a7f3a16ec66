"""Claiming: a code is made for a device's row; the box that shows its secret becomes that device."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol import messages
from loa_protocol.enrolment import write_code
from loa_protocol.timing import to_ms

from loa.audit import actions as audit
from loa.config.env import env
from loa.fleet import rules
from loa.fleet.events import DevicePlaced
from loa.fleet.models import Claim, ClaimCode, Device
from loa.fleet.sealed import Sealed
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.errors import Conflict, Missing, Refused
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.keys import actions as keys
from loa.keys import queries as trust
from loa.keys.models import Assignment
from loa.places import rights, scope


@dataclass(frozen=True)
class Shown:
    """A claim code as it is shown once: text for a file or a QR picture, and until when it opens."""

    text: str
    expires_at: datetime


@transaction.atomic
def make_claim_code(device_id: UUID) -> Shown:
    """A new code for a device; an older one that no box has used is void from now on.

    Operators and administrators of the unit or above. Raises Conflict while the signer has made no root.
    """
    who = acting.current()
    device = Device.objects.select_for_update().filter(id=device_id).first()
    if device is None:
        raise Missing(_("Không có cụm loa này."))
    rights.require(who, Capability.KEEP_CLUSTERS, device.unit_id)
    if device.state == Device.State.DISABLED:
        raise Refused(_("Cụm loa này đã khóa."))
    root = trust.root()
    if root is None or who.person_id is None:
        raise Conflict(_("Khóa gốc chưa có. Chờ vài giây rồi làm lại."))
    now = clock.now()
    secret, expires = rules.new_secret(), now + rules.CODE_LIVES
    ClaimCode.objects.filter(device=device, used_at=None, expires_at__gt=now).update(expires_at=now)
    ClaimCode.objects.create(
        unit_id=device.unit_id,
        device=device,
        secret_sha256=rules.secret_hash(secret),
        made_by_id=who.person_id,
        expires_at=expires,
    )
    audit.record("fleet.claim_code_made", device, device.unit_id)
    code = messages.ClaimCode(
        v=1,
        server=env().public_url,
        device=str(device.id),
        secret=secret,
        root_sha256=root.sha256,
        made_at=to_ms(now),
    )
    return Shown(write_code(code), expires)


def claim(asked: Sealed) -> Assignment:
    """A box shows a secret: it becomes the device, and its own sealed words are kept for the signer.

    Gives the assignment that the signer is asked for. The same box may ask again. Raises Refused, saying
    nothing of why, for a secret that does not open.
    """
    shown = ClaimCode.objects.filter(
        device_id=asked.device, secret_sha256=rules.secret_hash(asked.said.secret)
    ).first()
    if shown is None:
        raise _not_accepted()
    with (
        scope.using([shown.unit_id], [shown.unit_id]),
        acting.acting(acting.process("api")),
    ):
        # Asked and used in one transaction, its rows locked: of several boxes with one code one wins.
        device = Device.objects.select_for_update().get(id=asked.device)
        code = ClaimCode.objects.select_for_update().get(pk=shown.pk)
        now = clock.now()
        if device.state == Device.State.DISABLED or not rules.opens(
            _of_row(code, device), asked.said.secret, asked.key, now
        ):
            raise _not_accepted()
        if code.used_at is None:
            _become(device, code, asked, now)
            return _assigned(device, code.made_by_id)
        before = Assignment.objects.filter(device=device.id, public_key=asked.key).order_by("-at").first()
        return before or _assigned(device, code.made_by_id)


def _of_row(code: ClaimCode, device: Device) -> rules.Code:
    return rules.Code(
        bytes(code.secret_sha256),
        code.expires_at,
        bytes(code.key) if code.key else None,
        bytes(device.public_key) if device.public_key else None,
    )


def _not_accepted() -> Refused:
    return Refused(_("Mã nhận máy không đúng hoặc đã dùng."))


def _become(device: Device, code: ClaimCode, asked: Sealed, now: datetime) -> None:
    code.used_at, code.key = now, asked.key
    code.save(update_fields=["used_at", "key"])
    Claim.objects.create(code=code, unit_id=device.unit_id, device=device, head=asked.head)
    # Last: the database gives a device no other key than its newest claim's.
    device.public_key = asked.key
    device.has_rtc = asked.said.has_rtc
    device.claimed_at = now
    device.state = Device.State.ACTIVE
    device.save(update_fields=["public_key", "has_rtc", "claimed_at", "state"])
    audit.record("fleet.device_claimed", device, device.unit_id, agent=asked.said.agent)


def _assigned(device: Device, by: int) -> Assignment:
    announce(DevicePlaced(device.id, device.unit_id, device.hamlet_id, device.plan_id))
    return assign(device, by)


def assign(device: Device, by: int) -> Assignment:
    """Ask for an assignment that says what the device's row says now. `by` is the person who decided it."""
    return keys.assign(
        device.unit_id,
        device.id,
        bytes(device.public_key or b""),
        state="disabled" if device.state == Device.State.DISABLED else "active",
        site=device.site.name if device.site else device.name,
        places=device.places,
        plan_id=device.plan_id,
        volume=device.volume,
        ceiling=device.ceiling,
        by=by,
    )
