"""The trust bundle: one file with delegations, revocations and lowered floors, a sequence, and 30 days of
life.

A new edition is made when what it covers has changed, and every half day. So the bundle of a device that is
connected never comes near its end.
"""

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime
from typing import Final

from loa_protocol import issuing
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Purpose
from loa_protocol.messages import Revocation as RevocationMessage
from loa_protocol.timing import DAY, from_ms, to_ms

from loa.keys import queries as keys
from loa.keys.models import Delegation, Root, TrustBundle
from loa.keys.rules import (
    INLINE,
    MOST_DELEGATIONS,
    MOST_LOWERED,
    MOST_REVOKED,
    MOST_ROOTS,
    MOST_SHUT_OUT,
    SHUT_OUT_FOR,
)
from loa.signer.key_ring import KeyRing
from loa.signer.proofs import revocation
from loa.signer.publish import PublishedObjects

log = logging.getLogger("loa.signer")

RENEW_MS: Final = DAY // 2
"""The age in milliseconds at which an edition is replaced: half of what the signer's clock may be ahead of
the newest thing signed (`ownclock`)."""


def renew(key_ring: KeyRing, published: PublishedObjects, now: datetime) -> None:
    """Makes a new edition if one is due.

    One that is too large for a packet is published at the file door too, under its hash. Where it cannot be
    published, this raises StoreError and the caller rolls the row back. Needs read scope over every unit, for
    revocations. Raises NoKey, StoreError.
    """
    last = TrustBundle.objects.order_by("-sequence").first()
    newest = _renewed(key_ring, last, now) or last
    # Also for an edition that stands: this process may not have published it yet. If it has, this asks no
    # store.
    if newest is not None and len(newest.file) > INLINE:
        file = bytes(newest.file)
        published.publish_all({sha256_hex(file): file})


def _renewed(key_ring: KeyRing, last: TrustBundle | None, now: datetime) -> TrustBundle | None:
    """Returns a new edition, or None where the last one covers the same and is younger than RENEW_MS."""
    rows = list(Delegation.objects.filter(valid_to__gt=now).order_by("-valid_from", "sha256"))
    in_force = rows[:MOST_DELEGATIONS]
    # In a fixed order, since the digest of what an edition covers depends on it.
    heads = sorted(bytes(row.head) for row in in_force)
    devices, revoked = _revocations(now, {row.key_id for row in in_force})
    roots = [bytes(row.statement) for row in Root.objects.order_by("sequence")][-MOST_ROOTS:]
    floors = _floors(now)
    covers = _digest([*roots, *floors, *heads], devices, revoked)
    at = to_ms(now)
    if last and last.covers == covers and at - to_ms(last.made_at) < RENEW_MS:
        return None
    sequence = max((last.sequence + 1) if last else 1, at)
    listed = issuing.trust_list(
        key_ring.key(Purpose.BUNDLE), heads, seq=sequence, made_at=at, revocations=revoked, devices=devices
    )
    return TrustBundle.objects.create(
        sequence=sequence,
        serial=key_ring.delegation(Purpose.BUNDLE).serial,
        file=encode(issuing.trust_file(roots, heads, [], listed, floors)),
        covers=covers,
        made_at=now,
        expires_at=from_ms(at + issuing.LIST_LIFE_MS),
    )


def _floors(now: datetime) -> list[bytes]:
    """Returns the floors that the root lowered, at most MOST_LOWERED.

    More than that are never signed at a time. More can be in force only where this machine's clock was set
    back over the end of earlier ones; then the oldest are left out, since otherwise no box would accept the
    file.
    """
    lowered = keys.lowered(now)
    for each in lowered[:-MOST_LOWERED]:
        log.error("lowered floor %d is left out: there is room for %d", each.sequence, MOST_LOWERED)
    return [bytes(each.head) for each in lowered[-MOST_LOWERED:]]


def _revocations(
    now: datetime, in_force: Collection[str]
) -> tuple[tuple[str, ...], tuple[RevocationMessage, ...]]:
    """Returns revoked devices and revoked keys, each once, by its first proven revocation.

    Devices are those revoked within SHUT_OUT_FOR, keys those that a delegation in force names: nobody
    believes other keys anyway. Of each no more are returned than a list carries, the newest ones.
    """
    devices: dict[str, datetime] = {}
    revoked: dict[str, RevocationMessage] = {}
    for row in revocation.proven():
        if row.device and row.at > now - SHUT_OUT_FOR:
            devices.setdefault(str(row.device), row.at)
        elif row.key_id is not None and row.key_id in in_force:
            revoked.setdefault(row.key_id, RevocationMessage(key_id=row.key_id, at=to_ms(row.at), why=""))
    newest = sorted(devices, key=lambda each: (devices[each], each))
    if len(newest) > MOST_SHUT_OUT:
        log.error("the list names the newest %d of %d boxes shut out", MOST_SHUT_OUT, len(newest))
    return tuple(sorted(newest[-MOST_SHUT_OUT:])), tuple(revoked.values())[-MOST_REVOKED:]


def _digest(heads: list[bytes], devices: tuple[str, ...], revoked: tuple[RevocationMessage, ...]) -> str:
    """Returns a hash of what an edition covers, to tell whether a new one is needed."""
    said = hashlib.sha256()
    for head in heads:
        said.update(hashlib.sha256(head).digest())
    said.update(repr((devices, [each.key_id for each in revoked])).encode())
    return said.hexdigest()
