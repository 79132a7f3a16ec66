"""Publishes heads that wait to be sent, and sends acts again that a device has not answered.

A row is marked as sent only after the broker has received the bytes. If the process is killed in between, the
head is sent twice, which does no harm. Urgent heads are selected separately, so that they go out while plans
are being sent.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from loa_protocol import topics

from loa.bridge.database import ScopedDatabase, rows

log = logging.getLogger("loa.bridge")

AT_ONCE: Final = 1000
_WAITING: Final = """
select s.id, s.topic, h.kind, h.subject, h.head from dispatch_tosend s join keys_signedhead h on h.id =
  s.head_id
where s.sent_at is null and s.urgent = %s order by s.id limit %s for update of s skip locked
"""
_SENT: Final = "update dispatch_tosend set sent_at = now() where id = any(%s)"
# A device that has not answered one second after its act went out to all is sent the act on its own subject
# from then on. Most have answered by then, and so the rows of a whole province are not written while the
# broker delivers the act. A row whose answer is being written at this moment is skipped, never waited for.
_FIRST: Final = """
update dispatch_attempt a set next_at = d.sent_at
from (
  select t.act_id, t.device_id, s.sent_at
  from dispatch_tosend s join keys_signedhead h on h.id = s.head_id
  join dispatch_attempt t on t.act_id = h.subject::uuid
  where h.kind = 'act' and h.subject = any(%s) and s.sent_at <= now() - interval '1 second'
    and t.state = 'waiting' and t.next_at is null
  for update of t skip locked
) as d
where a.act_id = d.act_id and a.device_id = d.device_id
"""
_UNTOLD: Final = (
    "select distinct act_id::text from dispatch_attempt where state = 'waiting' and next_at is null"
)
# 40 tries never come in practice: the pauses double, and an act expires long before.
_DUE: Final = """
select a.act_id, a.device_id, a.tries, h.head
from dispatch_attempt a
join dispatch_act o on o.id = a.act_id
join keys_signedhead h on h.kind = 'act' and h.subject = a.act_id::text
where a.state = 'waiting' and a.next_at <= now() and o.expires_at > now() and a.tries < 40
order by a.next_at limit %s for update of a skip locked
"""
_AGAIN: Final = """
update dispatch_attempt a set tries = a.tries + 1,
  next_at = now() + interval '1 second' * power(2, a.tries + 1)
from unnest(%s::uuid[], %s::uuid[]) as d(act, device) where a.act_id = d.act and a.device_id = d.device
"""
_EXPIRE: Final = """
update dispatch_attempt a set state = 'expired', next_at = null from dispatch_act o
where o.id = a.act_id and a.state = 'waiting' and o.expires_at <= now()
"""

Publish = Callable[[str, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SentRound:
    """What was sent in one round: how many heads, and the devices that got a new assignment."""

    count: int
    assigned: tuple[str, ...] = ()


class Sender:
    """Publishes what waits. `publish` takes a NATS subject; `flush` returns when the broker has received
    all."""

    def __init__(self, base: ScopedDatabase, publish: Publish, flush: Callable[[], Awaitable[None]]) -> None:
        self._base = base
        self._publish = publish
        self._flush = flush

    async def send_waiting(self, units: list[int], *, urgent: bool) -> SentRound:
        """Sends new heads, either the urgent ones or the rest. Raises one of AWAY."""
        async with self._base.scope(units) as connection:
            waiting = await rows(connection, _WAITING, urgent, AT_ONCE)
            if not waiting:
                return SentRound(0)
            for _id, topic, _kind, _subject, head in waiting:
                await self._publish(topics.subject(topic), bytes(head))
            await self._flush()
            await connection.execute(_SENT, ([row[0] for row in waiting],))
        return SentRound(
            len(waiting), tuple(subject for _i, _t, kind, subject, _h in waiting if kind == "assign")
        )

    async def send_again(self, units: list[int]) -> int:
        """Sends unanswered acts on their devices' own subjects, 1, 2, 4... s after the last time. Returns how
        many."""
        async with self._base.scope(units) as connection:
            if untold := [row[0] for row in await rows(connection, _UNTOLD)]:
                await connection.execute(_FIRST, (untold,))
            due = await rows(connection, _DUE, AT_ONCE)
            for _act, device, _tries, head in due:
                await self._publish(topics.subject(topics.down(str(device))), bytes(head))
            if due:
                await self._flush()
                await connection.execute(_AGAIN, ([row[0] for row in due], [row[1] for row in due]))
        return len(due)

    async def expire(self, units: list[int]) -> None:
        """Marks acts past their expiry as no longer waiting for an answer."""
        async with self._base.scope(units) as connection:
            await connection.execute(_EXPIRE)
