"""Announces the addresses of this server to every device, in a signed head, when they change.

A device stores the previous address for a day and returns to it after ten failures, so that one wrong
announcement does not lose a device.
"""

import logging
from datetime import datetime
from typing import Final

from django.db.models import Max
from loa_protocol import topics
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import NewAddress, Purpose, Target, TargetKind
from loa_protocol.timing import DAY, from_ms, to_ms

from loa.dispatch.models import ToSend
from loa.fleet.models import Health
from loa.keys import queries as keys
from loa.keys.models import Address, SignedHead, SignedKind
from loa.keys.rules import CREDIBLE_MS
from loa.places import queries as places
from loa.signer.key_ring import KeyRing

log = logging.getLogger("loa.signer")

EVERYONE: Final = "all"
"""The subject of the address head. There is one address for all devices."""
_LASTS_MS: Final = 400 * DAY
"""How long a head counts as valid after it was signed, in milliseconds."""


def announce(key_ring: KeyRing, now: datetime, url: str, mqtt: str) -> Address | None:
    """Signs and queues these addresses and returns the row, or returns None where nothing has to be
    announced.

    Addresses are announced when other ones, or none, were announced last, or when an older key than the one
    in force announced them. Needs scope over every unit. Raises NoKey where no key for it is here. A key that
    is not delegated for the province announces nothing; that is logged.
    """
    last = keys.address()
    province = places.province()
    if province is None:
        return None
    delegation, at = key_ring.delegation(Purpose.ASSIGN), to_ms(now)
    # What an older key announced is announced again by the newer one.
    said = (last.url, last.mqtt) if last is not None and last.serial >= delegation.serial else None
    if said == (url, mqtt):
        return None
    if province.code not in delegation.places:
        log.error("the address is not announced: the key for it is not delegated for %s", province.code)
        return None
    before = last.sequence if last is not None and last.serial == delegation.serial else 0
    # The UTC time is a floor for the sequence, so that it also grows after a restore of an older backup.
    sequence = max(at, before + 1, _reported(delegation.serial, at) + 1)
    message = NewAddress(v=1, seq=sequence, target=Target(TargetKind.ALL), url=url, mqtt=mqtt, at=at)
    raw = seal(message, key_ring.key(Purpose.ASSIGN))
    head = SignedHead.objects.create(
        unit=province,
        kind=SignedKind.ADDRESS,
        subject=EVERYONE,
        serial=delegation.serial,
        sequence=sequence,
        sha256=sha256_hex(raw),
        head=raw,
        signed_at=now,
        valid_to=from_ms(at + _LASTS_MS),
    )
    ToSend.objects.create(unit=province, topic=topics.ALL, head=head)
    log.info("announced to every device: %s, %s", url, mqtt)
    return Address.objects.create(
        head=head, url=url, mqtt=mqtt, serial=head.serial, sequence=sequence, announced_at=now
    )


def _reported(serial: int, at: int) -> int:
    """Returns the highest credible sequence that a device reports for this key, or 0.

    After a restore the rows here are older than what devices hold, so the next sequence must be above it.
    """
    held = Health.objects.filter(address_serial=serial, address_sequence__lte=at + CREDIBLE_MS)
    return held.aggregate(most=Max("address_sequence"))["most"] or 0
