"""Claiming: a code is made for a device's row, and the box that presents the code's secret becomes that
device."""

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
from loa.fleet.sealed_claim import SealedClaim
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, NotFound
from loa.kernel.events import announce
from loa.kernel.roles import Capability
from loa.keys import actions as keys
from loa.keys import queries as trust
from loa.keys.models import Assignment
from loa.places import rights, scope


@dataclass(frozen=True)
class ShownCode:
    """A claim code as it is displayed once: the text for a file or a QR picture, when it expires, and whether
    it leads to a demo's root, which a box pins only when told so."""

    text: str
    expires_at: datetime
    demo: bool


@transaction.atomic
def make_claim_code(device_id: UUID) -> ShownCode:
    """Makes a new code for a device; an older code that no box has used becomes invalid.

    Allowed to operators and administrators of the unit or above. Raises Conflict while the signer has made no
    root, and for a disabled device; NotFound, Forbidden.
    """
    who = acting.current()
    device = Device.objects.select_for_update().filter(id=device_id).first()
    if device is None:
        raise NotFound(_("Không có cụm loa này."))
    rights.require(who, Capability.KEEP_CLUSTERS, device.unit_id)
    if device.state == Device.State.DISABLED:
        raise Conflict(_("Cụm loa này đã khóa."))
    root = trust.root()
    if root is None or who.person_id is None:
        raise Conflict(_("Khóa gốc chưa có. Chờ vài giây rồi làm lại."))
    now = clock.now()
    secret, expires = rules.new_secret(), now + rules.CODE_LIVES
    # Only one code of a device is valid at a time.
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
    return ShownCode(write_code(code), expires, root.demo)


def claim(asked: SealedClaim) -> Assignment:
    """Makes the box that presents a valid secret the device, and stores the claim that the box
    signed, for the signer.

    Returns the assignment whose signature is requested. The same box may ask again. Raises Forbidden, without
    a reason, for a secret that is not valid.
    """
    # The caller has no scope yet: the table of codes shows its rows without one (see `tables.py`).
    shown = ClaimCode.objects.filter(
        device_id=asked.device, secret_sha256=rules.secret_hash(asked.said.secret)
    ).first()
    if shown is None:
        raise _not_accepted()
    with (
        scope.using([shown.unit_id], [shown.unit_id]),
        acting.acting(acting.process("api")),
    ):
        # The code is checked and used in one transaction that locks both rows: of several boxes with the same
        # code only one gets the device.
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
        # The answer to the first request was lost; the box gets the same one again.
        before = Assignment.objects.filter(device=device.id, public_key=asked.key).order_by("-at").first()
        return before or _assigned(device, code.made_by_id)


def _of_row(code: ClaimCode, device: Device) -> rules.Code:
    return rules.Code(
        bytes(code.secret_sha256),
        code.expires_at,
        bytes(code.key) if code.key else None,
        bytes(device.public_key) if device.public_key else None,
    )


def _not_accepted() -> Forbidden:
    return Forbidden(_("Mã nhận máy không đúng, đã dùng, hết hạn, hoặc đã có mã mới hơn."))


def _become(device: Device, code: ClaimCode, asked: SealedClaim, now: datetime) -> None:
    code.used_at, code.key = now, asked.key
    code.save(update_fields=["used_at", "key"])
    Claim.objects.create(code=code, unit_id=device.unit_id, device=device, head=asked.head)
    # Written last: the database accepts as a device's key only that of its newest claim.
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
    """Requests an assignment with what the device's row contains now. `by` is the person who decided it."""
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
