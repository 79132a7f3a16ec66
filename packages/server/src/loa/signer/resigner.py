"""Signs again with the newest key what an older key signed: assignments, plans and stops.

A box verifies what it holds at each start and whenever its trust changes. A year after its claim the key that
signed its assignment ends, and without a new signature the box would no longer belong anywhere. So after each
renewal of the keys all that is in force is signed once more: a few at a time, after everything else, and long
before the older keys end. Where the older key was revoked, the same brings the devices back.
"""

import logging
import time
from datetime import datetime
from typing import Final

from django.db import connection
from loa_protocol.messages import Purpose
from loa_protocol.messages.act import LASTING, STANDING

from loa.kernel import clock
from loa.places import scope
from loa.signer.key_ring import KeyRing, NoKey
from loa.signer.work import AT_ONCE

log = logging.getLogger("loa.signer")

REST_S: Final = 3600.0
"""Pause in seconds after a look that found nothing, while the keys stay the same."""

_ASSIGNMENTS: Final = """
select t.id from fleet_device d cross join lateral (
  select t.id, t.state
  from keys_assignment a join keys_tosign t on t.kind = 'assign' and t.subject = a.id::text
  where a.device = d.id and t.state in ('waiting', 'signed') order by t.id desc limit 1
) t cross join lateral (
  select serial from keys_signedhead where kind = 'assign' and subject = d.id::text
  order by serial desc, sequence desc limit 1
) h where t.state = 'signed' and h.serial < %(serial)s order by t.id limit %(most)s
"""
"""The requests to sign again. For each device, `t` is the newest request of its assignments that waits or was
signed, and `h` the newest head. Where that request waits already, nothing is requested."""
_PLANS: Final = """
select t.id from dispatch_plan p cross join lateral (
  select id, state from keys_tosign where kind = 'plan' and subject = p.plan_id order by id desc limit 1
) t cross join lateral (
  select serial, valid_to from keys_signedhead where kind = 'plan' and subject = p.plan_id
  order by serial desc, sequence desc limit 1
) h where t.state = 'signed' and h.serial < %(serial)s and h.valid_to > %(now)s order by t.id limit %(most)s
"""
# For each target only the newest stop or restore counts, so no older one may be signed again: its new
# signature would come above the newest. A restore lets something sound at its own moment, so it is not signed
# again; a person can press it again. 401 days: a day more than the longest life of a stop.
_STOPS: Final = """
with acts as (
  select o.id, o.kind, o.target, o.target_id, o.expires_at, h.serial, h.sequence
  from dispatch_act o cross join lateral (
    select serial, sequence from keys_signedhead where kind = 'act' and subject = o.id::text
    order by serial desc, sequence desc limit 1
  ) h where o.kind = any(%(kinds)s) and o.decided_at > %(now)s - interval '401 days'
), standing as (
  select * from (
    select distinct on (target, target_id) * from acts where kind <> 'cancel'
    order by target, target_id, serial desc, sequence desc
  ) newest union all select * from acts where kind = 'cancel'
)
select t.id from standing s cross join lateral (
  select id, state from keys_tosign where kind = 'act' and subject = s.id::text order by id desc limit 1
) t where s.kind <> 'restore' and s.expires_at > %(now)s and s.serial < %(serial)s and t.state = 'signed'
order by s.sequence limit %(most)s
"""
_KINDS: Final = [kind.value for kind in {*LASTING, *STANDING}]
_WAYS: Final = {Purpose.ACT: _STOPS, Purpose.ASSIGN: _ASSIGNMENTS, Purpose.PLAN: _PLANS}

_ASK: Final = """
update keys_tosign set state = 'waiting', code = '', why = '', decided_at = null, asked_at = now()
where id = any(%s) and state = 'signed'
"""


class Resigner:
    """The part of the signer that requests new signatures for what an older key signed.

    It looks when the keys changed since the last look that found nothing, and each hour.
    """

    def __init__(self, key_ring: KeyRing) -> None:
        self._key_ring = key_ring
        self._settled: dict[Purpose, int] = {}
        self._next = 0.0

    def look(self) -> int:
        """Requests new signatures for the next few that an older key signed; returns how many. Raises
        django.db.DatabaseError."""
        serials = self._serials()
        if serials == self._settled and time.monotonic() < self._next:
            return 0
        with scope.entered(scope.everywhere()):
            asked = sum(_ask(_WAYS[purpose], serial, clock.now()) for purpose, serial in serials.items())
        if asked:
            log.info("to be signed again by a newer key: %d", asked)
        else:
            self._settled, self._next = serials, time.monotonic() + REST_S
        return asked

    def _serials(self) -> dict[Purpose, int]:
        """Returns the serial of the key that signs now, for each purpose that has a key here."""
        found: dict[Purpose, int] = {}
        for purpose in _WAYS:
            try:
                found[purpose] = self._key_ring.delegation(purpose).serial
            except NoKey:
                continue
        return found


def _ask(which: str, serial: int, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(which, {"serial": serial, "now": now, "most": AT_ONCE, "kinds": _KINDS})
        ids = [each for (each,) in cursor.fetchall()]
        if ids:
            cursor.execute(_ASK, [ids])
    return len(ids)
