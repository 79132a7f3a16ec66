"""Reads of what is signed and in force."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from loa.keys.models import (
    ClockDoubt,
    Delegation,
    Restoration,
    Root,
    SignedHead,
    SignedKind,
    ToSign,
    TrustBundle,
)


def root() -> Root | None:
    """The root in force; None before the signer's first start."""
    return Root.objects.order_by("-sequence").first()


def server_name() -> str:
    """What devices call this house in their MQTT password: the root's key id, which outlives addresses.

    Raises LookupError before the signer's first start.
    """
    found = root()
    if found is None:
        raise LookupError("no root yet")
    return found.key_id


def trust() -> TrustBundle | None:
    """The trust bundle in force."""
    return TrustBundle.objects.order_by("-sequence").first()


def clock_doubt() -> ClockDoubt | None:
    """Why the signer does not trust its clock now, and signs nothing; None while it does."""
    return ClockDoubt.objects.filter(ended_at=None).order_by("-id").first()


def unseen_restoration() -> Restoration | None:
    """The restoration after which nobody has looked yet, so that no plan is signed; None where there is
    none."""
    newest = Restoration.objects.order_by("-restored_at").first()
    return None if newest is None or newest.seen.exists() else newest


def delegations(at: datetime) -> QuerySet[Delegation]:
    """Delegations in force at a moment, each purpose's newest first."""
    return Delegation.objects.filter(valid_from__lte=at, valid_to__gt=at).order_by("purpose", "-valid_from")


def newest(kind: SignedKind, subject: str) -> SignedHead | None:
    """The head of the highest sequence for a plan id, an act or (subject = device id) an assignment."""
    return SignedHead.objects.filter(kind=kind, subject=subject).order_by("-sequence").first()


def unsigned_plans(unit_ids: Collection[int]) -> QuerySet[ToSign]:
    """Plans whose newest request the signer refused, newest first, with `code` and `why`: their clusters go
    on by the plan they hold, until its days are over."""
    newer = ToSign.objects.filter(kind=SignedKind.PLAN, subject=OuterRef("subject"), id__gt=OuterRef("id"))
    return ToSign.objects.filter(
        ~Exists(newer), unit_id__in=unit_ids, kind=SignedKind.PLAN, state=ToSign.State.REFUSED
    ).order_by("-id")


def refusal_of_slot(unit_id: int, slot: str) -> ToSign | None:
    """The standing refusal of a plan of the unit that names an item of this slot as its cause."""
    return unsigned_plans([unit_id]).filter(why__contains=f"{slot}@").first()


def waiting_since(unit_ids: Collection[int]) -> datetime | None:
    """Since when the oldest unsigned thing waits; None when nothing does. More than seconds means that the
    signer does not run."""
    first = ToSign.objects.filter(unit_id__in=unit_ids, state=ToSign.State.WAITING).order_by("id").first()
    return first.asked_at if first else None
