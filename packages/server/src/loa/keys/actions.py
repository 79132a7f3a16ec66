"""Requests signatures, and records that a device or the machine's clock is or is not trusted. The signer
verifies each request itself."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.kernel import actor as acting
from loa.kernel import bulk_insert, clock
from loa.kernel.errors import Forbidden
from loa.kernel.ids import uuid7
from loa.kernel.roles import Capability
from loa.keys import queries
from loa.keys.models import Assignment, ClockWord, RestorationSeen, Revocation, SignedKind, ToSign
from loa.places import queries as places
from loa.places import rights


def ask(kind: SignedKind, unit_id: int, subject: str, *, wanted: str = "", urgent: bool = False) -> ToSign:
    """Queues one item for the signer, in the caller's transaction; the row notifies the signer at commit."""
    return ToSign.objects.create(kind=kind, unit_id=unit_id, subject=subject, wanted=wanted, urgent=urgent)


def ask_many(kind: SignedKind, unit_id: int, wanted: Sequence[tuple[str, str]]) -> None:
    """Queues several items of a unit: (subject, hash wanted)."""
    count = len(wanted)
    bulk_insert.insert(
        ToSign,
        {
            "kind": [kind.value] * count,
            "unit": [unit_id] * count,
            "subject": [subject for subject, _ in wanted],
            "wanted": [name for _, name in wanted],
            "urgent": [False] * count,
            "state": [ToSign.State.WAITING.value] * count,
            "code": [""] * count,
            "why": [""] * count,
        },
    )


def assign(
    unit_id: int,
    device: UUID,
    public_key: bytes,
    *,
    state: str,
    site: str,
    places: list[str],
    plan_id: str,
    volume: int,
    ceiling: str,
    by: int,
) -> Assignment:
    """Stores the decision where a device belongs, and requests its signature. `by` is the person who
    decided."""
    decided = Assignment.objects.create(
        id=uuid7(),
        unit_id=unit_id,
        device=device,
        public_key=public_key,
        state=state,
        site=site,
        places=places,
        plan_id=plan_id,
        volume=volume,
        ceiling=ceiling,
        by_id=by,
    )
    # A box that is shut out must hear of it before the plans that wait.
    ask(SignedKind.ASSIGN, unit_id, str(decided.id), urgent=state == "disabled")
    return decided


@transaction.atomic
def confirm_clock() -> ClockWord | None:
    """Records that a person of the province confirms the machine's clock: the signer verifies the person's
    role and then signs again. Returns None where the signer does not doubt its clock.

    Allowed to operators and administrators of the province.
    """
    who = acting.current()
    province = places.province()
    rights.require(who, Capability.CONFIRM_CLOCK, province.id if province else 0)
    doubt = queries.clock_doubt()
    if doubt is None or province is None or who.person_id is None:
        return None
    said = ClockWord.objects.create(doubt=doubt, by_id=who.person_id)
    audit.record(
        "keys.clock_confirmed",
        f"places.unit:{province.id}",
        province.id,
        shown=clock.local(clock.now()).isoformat(timespec="minutes"),
        newest=clock.local(doubt.newest).isoformat(timespec="minutes"),
    )
    return said


@transaction.atomic
def restoration_seen() -> RestorationSeen | None:
    """Records that an operator of the province has looked at what would sound after data were restored: the
    signer verifies the operator's role and then signs plans. Returns None where nothing waits for that."""
    who = acting.current()
    province = places.province()
    rights.require(who, Capability.LET_SIGN_AGAIN, province.id if province else 0)
    waiting = queries.unseen_restoration()
    if waiting is None or province is None or who.person_id is None:
        return None
    said = RestorationSeen.objects.create(restoration=waiting, by_id=who.person_id)
    audit.record(
        "keys.restoration_seen",
        f"places.unit:{province.id}",
        province.id,
        backup=clock.local(waiting.backup_at).isoformat(timespec="minutes"),
    )
    return said


def revoke_device(device: UUID, unit_id: int, why: str) -> Revocation:
    """Names a device in every trust bundle from now on.

    A second call by the same person changes nothing. A revocation by another person does not prevent one's
    own. Raises Forbidden for a process.
    """
    who = acting.current()
    if who.person_id is None:
        raise Forbidden(_("Khóa một cụm loa là việc của người, không phải của máy."))
    made = Revocation.objects.filter(device=device, by_id=who.person_id).order_by("id").first()
    if made is None:
        made = Revocation.objects.create(device=device, by_id=who.person_id, unit_id=unit_id, why=why)
        audit.record("keys.device_revoked", f"fleet.device:{device}", unit_id, why=why)
    return made
