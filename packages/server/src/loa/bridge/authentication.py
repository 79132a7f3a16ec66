"""Decides who may connect: a device whose password is signed by its key, with a counter higher than before.

A device that is shut out (disabled) is admitted once an hour, so that it receives the notice and sends its
records. It may connect again within two minutes of that: a box that does not know yet that it is shut out
subscribes to all its topics, and may close the connection when most of them are refused (PROTOCOL.md).

There is no bcrypt and no transaction per connection: all connections that wait are read and counted in one
transaction.
"""

import logging
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from loa_protocol import topics
from loa_protocol.enrolment import check_password
from loa_protocol.refusals import Refusal

from loa.bridge.database import Connection, ScopedDatabase, rows
from loa.bridge.nats_auth_callout import ConnectRequest
from loa.bridge.registry import KnownDevice, Registry

log = logging.getLogger("loa.bridge")

_SERVER: Final = "select key_id from keys_root order by sequence desc limit 1"
_COUNTERS: Final = """
select d.device, coalesce(c.counter, 0), coalesce(
  h.let_in_at > now() - interval '1 hour' and h.let_in_at < now() - interval '2 minutes', false)
from unnest(%s::uuid[], %s::bytea[]) as d(device, key)
left join fleet_connectcount c on c.device_id = d.device and c.key = d.key
left join fleet_health h on h.device_id = d.device
"""
# Within the hour the moment of the first admission stays, so that the two minutes are counted from it.
_HEARS: Final = """
insert into fleet_health (device_id, unit_id, let_in_at)
select d.device, d.unit, now() from unnest(%s::uuid[], %s::int[]) as d(device, unit) order by d.device
on conflict (device_id) do update set let_in_at = excluded.let_in_at
where fleet_health.let_in_at is null or fleet_health.let_in_at <= now() - interval '1 hour'
"""
# The counter belongs to the key: a counter that another box used under the name of this device does not keep
# this one out.
_COUNT: Final = """
insert into fleet_connectcount as c (device_id, key, unit_id, counter)
select d.* from unnest(%s::uuid[], %s::bytea[], %s::int[], %s::bigint[]) as d(device, key, unit, counter)
order by d.device
on conflict (device_id, key) do update set counter = excluded.counter where c.counter < excluded.counter
"""


@dataclass(frozen=True, slots=True)
class AuthDecision:
    """Admitted, with these NATS subjects; or, if `why` is not empty, rejected.

    device: the device that asked or was named, "" where there is none.
    shut_out: admitted only to receive the notice and to send its records.
    """

    why: str = ""
    device: str = ""
    shut_out: bool = False
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()


class Authenticator:
    """Decides on batches of waiting connections."""

    def __init__(self, base: ScopedDatabase, registry: Registry) -> None:
        self._base = base
        self._registry = registry

    async def decide(self, asked: Sequence[ConnectRequest]) -> list[AuthDecision]:
        """Returns one decision per connection, in order. Raises one of AWAY."""
        names = {each.client_id for each in asked if _is_device(each)}
        known = await self._registry.load(names) if names else {}
        verdicts: list[AuthDecision] = []
        async with self._base.scope({each.unit_id for each in known.values()}) as connection:
            root = await rows(connection, _SERVER)  # read each time: root may change at any moment
            server = root[0][0] if root else ""
            keys = [each.public_key for each in known.values()]
            found = await rows(connection, _COUNTERS, list(known), keys)
            counters = {str(device): int(counter) for device, counter, _lately in found}
            lately = {str(device) for device, _counter, lately in found if lately}
            # `_verdict` raises the counters in place, so that one password cannot be used twice in the same
            # batch.
            before = dict(counters)
            for each in asked:
                verdicts.append(_verdict(each, known.get(each.client_id), server, counters, lately))
            moved = [known[device] for device, count in counters.items() if count != before.get(device)]
            await self._count(connection, moved, counters)
            hears = {each.client_id for each, let in zip(asked, verdicts, strict=True) if let.shut_out}
            if hears:
                units = [known[device].unit_id for device in hears]
                await connection.execute(_HEARS, (list(hears), units))
        return verdicts

    async def _count(
        self, connection: Connection, moved: Sequence[KnownDevice], counters: dict[str, int]
    ) -> None:
        if moved:
            told = [(each.id, each.public_key, each.unit_id, counters[each.id]) for each in moved]
            await connection.execute(_COUNT, tuple(map(list, zip(*told, strict=True))))


def _is_device(asked: ConnectRequest) -> bool:
    """Returns True for an MQTT connection whose client id and user name are the same device id in
    its canonical spelling."""
    if asked.kind not in ("mqtt", "mqtt_websocket") or asked.client_id != asked.username:
        return False
    try:
        return str(UUID(asked.client_id)) == asked.client_id
    except ValueError:
        return False


def _verdict(
    asked: ConnectRequest, device: KnownDevice | None, server: str, counters: dict[str, int], lately: Set[str]
) -> AuthDecision:
    """Returns the decision on one connection and, if it is admitted, raises its counter.

    A device that is shut out is admitted once an hour. `lately`: those that were admitted within the hour and
    whose two minutes for another try have passed.
    """
    if device is None or not _is_device(asked):
        return AuthDecision("no such device")
    if not (device.active or device.shut_out) or (device.shut_out and device.id in lately):
        return AuthDecision(f"device {device.id} is {device.state}", device.id)
    shown = check_password(asked.password, device.public_key, server, device.id, counters.get(device.id, 0))
    if isinstance(shown, Refusal):
        return AuthDecision(f"device {device.id}: {shown.code} {shown.detail}", device.id)
    counters[device.id] = shown.counter
    heard = topics.subscriptions(device.id, device.places, device.plan_id)
    said = topics.publications(device.id)
    if device.shut_out:
        heard, said = topics.shut_out(device.id)
    return AuthDecision(
        device=device.id,
        shut_out=device.shut_out,
        publish=tuple(map(topics.subject, said)),
        subscribe=tuple(map(topics.subject, heard)),
    )
