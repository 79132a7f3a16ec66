"""The bridge's three connections to the broker: for messages of devices, for connect and disconnect events,
and for the NATS auth callout."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from loa.bridge import nats_auth_callout, presence, stale_connections
from loa.config.env import Env

log = logging.getLogger("loa.bridge")

REST_S: Final = 0.5
CLOSING_S: Final = 2.0
"""The time, in seconds, that closing a connection may take."""
# With a queue group NATS delivers each message to only one of the subscribers.
QUEUE: Final = "bridge"

Back = Callable[[Msg], Awaitable[None]]


class Broker:
    """The three connections. `back` is called each time the broker can be reached again after a loss."""

    def __init__(self, environment: Env, back: Callable[[], None]) -> None:
        self._secrets: dict[str, Any] = json.loads(environment.nats_secrets.read_text(encoding="utf-8"))
        self._url = self._secrets.get("url") or environment.nats_url
        self.issuer = nats_auth_callout.Issuer(self._secrets["account_seed"], self._secrets["account_public"])
        self._auth, self._app, self._sys = Client(), Client(), Client()
        self._back = back

    async def connect(self, heard: Back, seen: Back, asked: Back) -> None:
        """Signs in and subscribes; waits as long as the broker is away.

        Closes what an earlier bridge left open, so that no other process answers devices from then on.
        """
        said = self._secrets
        # One callback is enough: the three connections are to the same broker.
        await self._sign_in(self._sys, said["sys_user"], said["sys_password"], self._broker_back)
        await self._close_leftover()
        await self._sign_in(self._app, said["user"], said["password"])
        await self._app.subscribe("d.*.up.*", queue=QUEUE, cb=heard)
        await self._sys.subscribe(presence.EVENTS, cb=seen)
        await self._app.flush()
        await self._sys.flush()
        # The callout is subscribed last: a device that is admitted finds the subscriptions for its messages
        # in place.
        await self._sign_in(self._auth, said["auth_user"], said["auth_password"])
        await self._auth.subscribe(nats_auth_callout.SUBJECT, queue=QUEUE, cb=asked)

    async def _sign_in(
        self, client: Client, user: str, password: str, back: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Connects one client; tries again without end while the broker is away."""
        while True:
            try:
                await client.connect(
                    self._url,
                    user=user,
                    password=password,
                    name=f"loa-{user}",
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=1,
                    connect_timeout=5,
                    error_cb=_grumble,
                    reconnected_cb=back,
                    # Bytes kept for sending while the broker is away.
                    pending_size=64 * 1024 * 1024,
                )
            except (OSError, TimeoutError, nats.errors.Error) as wrong:
                log.warning("the broker is away: %s", wrong)
                await asyncio.sleep(REST_S)
            else:
                return

    async def _broker_back(self) -> None:
        self._back()

    async def _close_leftover(self) -> None:
        users = [self._secrets[name] for name in ("user", "auth_user", "sys_user")]
        while True:
            try:
                await stale_connections.close(self.ask, users, int(self._sys.client_id or 0))
            except (nats.errors.Error, TimeoutError, KeyError, ValueError) as wrong:
                log.warning("not alone at the broker yet: %s", wrong)
                await asyncio.sleep(REST_S)
            else:
                return

    async def publish(self, subject: str, payload: bytes) -> None:
        """Publishes to devices, by NATS subject."""
        await self._app.publish(subject, payload)

    async def flush(self) -> None:
        """Returns once the broker has received everything published. Raises nats.errors.Error,
        TimeoutError."""
        await self._app.flush(10)

    async def ask(self, subject: str, payload: bytes) -> bytes:
        """Returns the answer of the broker itself. Raises nats.errors.Error, TimeoutError."""
        return (await self._sys.request(subject, payload, timeout=5)).data

    async def close(self) -> None:
        """Closes all three connections and ignores errors."""
        closing = [asyncio.wait_for(each.close(), CLOSING_S) for each in (self._auth, self._app, self._sys)]
        await asyncio.gather(*closing, return_exceptions=True)


async def _grumble(wrong: Exception) -> None:
    log.warning("broker: %s", wrong)
