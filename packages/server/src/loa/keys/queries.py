"""Reads what is signed and in force."""

from collections.abc import Collection
from datetime import datetime
from operator import attrgetter

from django.db.models import Exists, Max, OuterRef, QuerySet
from loa_protocol.encoding import decode, from_text
from loa_protocol.heads import unseal
from loa_protocol.messages import Delegation as DelegationMessage
from loa_protocol.messages import Purpose, TrustFile, TrustList
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.signing import open_head

from loa.kernel import clock
from loa.keys.models import (
    Address,
    ClockDoubt,
    Delegation,
    LoweredFloor,
    Restoration,
    Revocation,
    Root,
    SignedHead,
    SignedKind,
    ToSign,
    TrustBundle,
)
from loa.keys.purposes import SIGNS


def root() -> Root | None:
    """Returns the root in force; None before the signer's first start."""
    return Root.objects.order_by("-sequence").first()


def server_name() -> str:
    """Returns the name that devices use for this server in their MQTT password: the root's key id, which
    stays the same when addresses change.

    Raises LookupError before the signer's first start.
    """
    found = root()
    if found is None:
        raise LookupError("no root yet")
    return found.key_id


def trust() -> TrustBundle | None:
    """Returns the trust bundle in force."""
    return TrustBundle.objects.order_by("-sequence").first()


def clock_doubt() -> ClockDoubt | None:
    """Returns the reason why the signer does not trust its clock now and signs nothing; None while it trusts
    it."""
    return ClockDoubt.objects.filter(ended_at=None).order_by("-id").first()


def unseen_restoration() -> Restoration | None:
    """Returns the restoration that nobody has looked at yet, so that no plan is signed; None where there is
    none."""
    newest = Restoration.objects.order_by("-restored_at").first()
    return None if newest is None or newest.seen.exists() else newest


def lowered(at: datetime) -> list[LoweredFloor]:
    """Returns the lowered floors of the root in force that have not ended at a moment, in the order in
    which boxes apply them."""
    found = root()
    if found is None:
        return []
    in_force = LoweredFloor.objects.filter(root__key_id=found.key_id, ends__gt=at)
    return list(in_force.order_by("sequence"))


def delegations(at: datetime) -> QuerySet[Delegation]:
    """Returns the delegations in force at a moment, the newest of each purpose first."""
    return Delegation.objects.filter(valid_from__lte=at, valid_to__gt=at).order_by("purpose", "-valid_from")


def delegated(purpose: Purpose, at: datetime) -> DelegationMessage | None:
    """Returns the root's delegation of the key that signs for a purpose at a moment; None where there is
    none."""
    row = delegations(at).filter(purpose=purpose.value).select_related("root").first()
    return None if row is None else _opened(row)


def _opened(row: Delegation) -> DelegationMessage | None:
    opened = unseal(bytes(row.head), bytes(row.root.public_key), DelegationMessage)
    return None if isinstance(opened, Refusal) else opened[1]


def trust_order() -> int | None:
    """Returns the sequence of the trust bundle in force; None before there is one."""
    return TrustBundle.objects.order_by("-sequence").values_list("sequence", flat=True).first()


def revoked_keys() -> frozenset[str]:
    """Returns the ids of the keys that the list in force names as revoked.

    A list in a former format counts as empty: the signer replaces it at once. Raises ValueError for a list
    that no key of ours signed.
    """
    newest = trust()
    if newest is None:
        return frozenset()
    try:
        head = from_text(decode(bytes(newest.file), TrustFile).list)
    except Malformed:
        return frozenset()
    sealed = open_head(head)
    by = "" if isinstance(sealed, Refusal) else sealed.key_id
    # The same key may have more than one delegation.
    for row in Delegation.objects.filter(key_id=by, purpose=Purpose.BUNDLE.value).select_related("root"):
        opened = _opened(row)
        listed = unseal(head, bytes.fromhex(opened.public_key), TrustList) if opened else None
        if listed is not None and not isinstance(listed, Refusal):
            return frozenset(each.key_id for each in listed[1].revocations)
    raise ValueError("the list in force is signed by no key of this house")


def revocations_of(key_ids: Collection[str]) -> dict[str, Revocation]:
    """Returns for each of these keys the revocation that people act upon: the first one that was agreed
    to, else the first one."""
    found: dict[str, Revocation] = {}
    for row in Revocation.objects.filter(key_id__in=key_ids).prefetch_related("agreements").order_by("id"):
        before = found.get(row.key_id or "")
        if before is None or (row.agreements.all() and not before.agreements.all()):
            found[row.key_id or ""] = row
    return found


def revocations_to_agree() -> list[Revocation]:
    """Returns the revocations of keys still in force that nobody has agreed to yet, the oldest first."""
    in_force = set(delegations(clock.now()).values_list("key_id", flat=True))
    found = sorted(revocations_of(in_force).values(), key=attrgetter("id"))
    return [each for each in found if not each.agreements.all()]


def signable_until(at: datetime) -> dict[str, datetime | None]:
    """Returns for each purpose the time until which something can be signed for it; None where nothing can
    be.

    Counts what is in force at a moment and not revoked, either by the list or by two people (a revocation
    that waits for the signer). Empty before the root has delegated to any key.
    """
    agreed = Revocation.objects.filter(key_id=OuterRef("key_id"), agreements__isnull=False)
    held = delegations(at).exclude(Exists(agreed)).exclude(key_id__in=revoked_keys()).order_by()
    until = dict(held.values("purpose").annotate(end=Max("valid_to")).values_list("purpose", "end"))
    if not until and not Delegation.objects.exists():
        return {}
    return {each: until.get(each) for each in SIGNS}


def trust_until() -> datetime | None:
    """Returns when the trust bundle in force expires; None before there is one."""
    newest = TrustBundle.objects.order_by("-sequence").values_list("expires_at", flat=True)
    return newest.first()


def newest(kind: SignedKind, subject: str) -> SignedHead | None:
    """Returns the newest head of a plan id, an act or (subject = device id) an assignment."""
    heads = SignedHead.objects.filter(kind=kind, subject=subject)
    return heads.order_by("-serial", "-sequence").first()


def is_ours(sha256: str) -> bool:
    """Returns True if this server signed a head with this hash, as far as the reader's scope and the data
    (perhaps restored from a backup) show."""
    return SignedHead.objects.filter(sha256=sha256).exists()


def address() -> Address | None:
    """Returns the address announced last."""
    return Address.objects.order_by("-serial", "-sequence").first()


def moved_address() -> Address | None:
    """Returns the address announced last, if it is not the only one: the server's address has changed."""
    found = list(Address.objects.order_by("-serial", "-sequence")[:2])
    return found[0] if len(found) > 1 else None


def unsigned_plans(unit_ids: Collection[int]) -> QuerySet[ToSign]:
    """Returns the plans whose newest request the signer rejected, newest first, with `code` and `why`. Their
    clusters go on with the plan that they hold, until its days are over."""
    newer = ToSign.objects.filter(kind=SignedKind.PLAN, subject=OuterRef("subject"), id__gt=OuterRef("id"))
    return ToSign.objects.filter(
        # A later request of the same plan replaces an earlier one, whatever its result.
        ~Exists(newer),
        unit_id__in=unit_ids,
        kind=SignedKind.PLAN,
        state=ToSign.State.REFUSED,
    ).order_by("-id")


def newest_request(kind: SignedKind, subject: str) -> ToSign | None:
    """Returns the last request for a plan id, an act or an assignment, with its result."""
    return ToSign.objects.filter(kind=kind, subject=subject).order_by("-id").first()


def overdue(unit_ids: Collection[int], before: datetime) -> list[ToSign]:
    """Returns the requests made before a moment that still wait, the oldest first.

    A request normally takes seconds. Its `code` says what it waits for; an empty one means that the
    signer has not come to it.
    """
    waiting = ToSign.objects.filter(unit_id__in=unit_ids, state=ToSign.State.WAITING, asked_at__lt=before)
    return list(waiting.select_related("unit").order_by("id"))
