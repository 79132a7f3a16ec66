"""The bridge's process: waits for its turn, and works as long as the turn lasts.

It has three connections to the broker, a pool to the database, and loops that survive the loss of either.
"""

import asyncio
import json
import logging
import signal
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

import nats
import psycopg
from nats.aio.msg import Msg

from loa.bridge import nats_auth_callout, presence, turn
from loa.bridge.authentication import AuthDecision, Authenticator
from loa.bridge.batching import APART_S, Batcher, QueueFull
from loa.bridge.broker import Broker
from loa.bridge.database import AWAY, ScopedDatabase, address
from loa.bridge.ending import end
from loa.bridge.log_lines import of
from loa.bridge.nats_auth_callout import ConnectRequest
from loa.bridge.presence import Presence, PresenceChange
from loa.bridge.reconciling import Reconciler
from loa.bridge.registry import Registry
from loa.bridge.routing import Router
from loa.bridge.sending import Sender
from loa.bridge.time_relay import TimeRelay
from loa.bridge.turn import Turn
from loa.config.env import Env
from loa.files.__main__ import secret

log = logging.getLogger("loa.bridge")

# In seconds: how often the rows are read without a notification, acts are sent again, expired acts are
# marked; and the pause after a failure.
LOOK_S: Final = 1.0
AGAIN_S: Final = 0.5
EXPIRE_S: Final = 30.0
REST_S: Final = 0.5
CLOSING_S: Final = 10.0
"""In seconds: longer than closing all connections of a turn takes, and shorter than the supervisor waits."""
SHUT_OUT_STAYS_S: Final = 15.0
"""How many seconds a disabled device stays connected to receive the notice and send what it has recorded."""
CHANNEL: Final = "loa_to_send"
URGENT_CHANNEL: Final = "loa_to_send_urgent"


class Bridge:
    """All parts of the bridge for one turn. A new one is made per turn, so that nothing cached about devices
    is older than the turn."""

    def __init__(self, environment: Env, held: Turn) -> None:
        self._turn = held
        self._recount = asyncio.Event()
        self.broker = Broker(environment, self._recount.set)
        self.base = ScopedDatabase(address(environment.database), holder=held.holder)
        self.registry = Registry(self.base)
        self.line = TimeRelay(environment.time_socket)
        self.presence = Presence(self.base, self.registry)
        self.seen: Batcher[PresenceChange, None] = Batcher(
            self.presence.write,
            1000,
            passing=AWAY,
            splits=(Exception,),
            sender=lambda change: change.device,
            apart_s=APART_S,
        )
        self.authenticator: Batcher[ConnectRequest, AuthDecision] = Batcher(
            Authenticator(self.base, self.registry).decide,
            500,
            passing=AWAY,
            splits=(Exception,),
            sender=lambda request: request.username,
        )
        reconciler = Reconciler(self.base, self.registry, environment.files_public, secret(environment))
        self.router = Router(self.base, self.registry, reconciler, self.line, self.broker.publish)
        self.sender = Sender(self.base, self.broker.publish, self.broker.flush)
        self._wakers = {name: asyncio.Event() for name in (CHANNEL, URGENT_CHANNEL)}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Runs until the turn is over, or until cancelled. Raises any unexpected failure of a part: that ends
        the process, and the supervisor starts it again."""
        # The end of the turn is watched first: it may come while the broker is still away.
        over = asyncio.create_task(self._turn.over())
        tasks = [over, asyncio.create_task(self._connect())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not over.done():
                tasks[1].result()
                tasks[1:] = [asyncio.create_task(each) for each in self._runs()]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            failed = [] if over.done() else [each for each in tasks if each.done()]
        finally:
            for task in tasks:
                task.cancel()
            # The broker is closed before the tasks have ended, so that no message goes out after the turn is
            # over.
            await self.broker.close()
            await end(tasks)
            await self._close()
        for task in failed:
            task.result()

    async def _connect(self) -> None:
        await self.base.open()
        await self.broker.connect(self._heard, self._seen, self._asked)
        self._recount.set()

    def _runs(self) -> list[Coroutine[Any, Any, None]]:
        return [
            *self.router.runs(),
            self.seen.run(),
            self.authenticator.run(),
            self._listen(),
            self._sending(URGENT_CHANNEL),
            self._sending(CHANNEL),
            self._sending_again(),
            self._recounting(),
        ]

    async def _close(self) -> None:
        """Cancels what waits for answers that nothing gives any more, and closes the signer's connection and
        the pool."""
        self.router.close()
        for task in self._tasks:
            task.cancel()
        self.line.close()
        await self.base.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        # The loop keeps only a weak reference to a task, so one is kept here until it ends.
        task = asyncio.get_running_loop().create_task(_to_its_end(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _heard(self, message: Msg) -> None:
        await self.router.take(message.subject, message.data)

    async def _seen(self, message: Msg) -> None:
        seen = presence.read(message.subject, message.data)
        if seen is not None:
            self._spawn(self._note(seen))

    async def _note(self, seen: PresenceChange) -> None:
        try:
            await self.seen.ask(seen)
        except QueueFull:
            log.warning("too much waits: an event of %s is dropped, and all are counted again", seen.device)
            self._recount.set()
            return
        known = await self.registry.get(seen.device)
        if seen.here and known is not None and known.shut_out:
            # No answer tells that the device has received everything, so it is given a fixed time.
            await asyncio.sleep(SHUT_OUT_STAYS_S)
            await self._disconnect(seen.device)

    async def _asked(self, message: Msg) -> None:
        self._spawn(self._decide(message))

    async def _decide(self, message: Msg) -> None:
        now_s = int(time.time())
        try:
            asked = nats_auth_callout.read(message.data)
        except nats_auth_callout.NotARequest as wrong:
            log.warning("not a request: %s", wrong)
            return
        # The broker must always get an answer; otherwise it lets the connection wait for half a minute.
        try:
            let = await self.authenticator.ask(asked)
        except QueueFull:
            let = AuthDecision("too many wait to connect")
        except Exception as wrong:  # the batcher has logged it
            let = AuthDecision(f"not decided: {type(wrong).__name__}")
        if let.why:
            log.warning("kept out: %s", let.why, extra=of(f"the door, {let.device or 'strangers'}"))
            await message.respond(self.broker.issuer.refuse(asked, let.why, now_s))
        else:
            await message.respond(self.broker.issuer.admit(asked, let.publish, let.subscribe, now_s))

    async def _listen(self) -> None:
        """Sets the event of each NOTIFY. Uses a connection of its own: one from the pool would be given
        back."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self.base.conninfo, autocommit=True
                ) as connection:
                    for name, waker in self._wakers.items():
                        await connection.execute(f"listen {name}".encode())
                        # Rows may have been added while nobody listened, so each event is set once after
                        # LISTEN.
                        waker.set()
                    async for notice in connection.notifies():
                        self._wakers[notice.channel].set()
            except AWAY as wrong:
                log.warning("no notifications, the database is away: %s", str(wrong).splitlines()[0])
                await asyncio.sleep(REST_S)

    async def _sending(self, name: str) -> None:
        """Sends at each notification, and each second in case one was lost.

        The urgent loop uses the cached ids of the units and asks for nothing first; the other loop reads the
        ids anew.
        """
        waker, urgent = self._wakers[name], name == URGENT_CHANNEL
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(waker.wait(), LOOK_S)
            waker.clear()
            try:
                units = await self.registry.units(fresh=not urgent)
                while (sent := await self.sender.send_waiting(units, urgent=urgent)).count:
                    if sent.assigned:
                        await self._reassigned(sent.assigned)
            except (*AWAY, nats.errors.Error, TimeoutError) as wrong:
                log.warning("not sent yet: %s", wrong)
                await asyncio.sleep(REST_S)

    async def _reassigned(self, devices: tuple[str, ...]) -> None:
        """Reads these devices anew and disconnects those that were moved or disabled: a moved one connects
        again and gets its new subjects."""
        before = await self.registry.get_all(devices)
        after = await self.registry.load(devices)
        for device in devices:
            now, then = after.get(device), before.get(device)
            if now is None or then != now or not now.active:
                await self._disconnect(device)

    async def _disconnect(self, device: str) -> None:
        """Closes a device's connections, if it has any."""
        for server, connection in self.presence.connections_of(device):
            asked = json.dumps({"cid": connection}).encode()
            said = await self.broker.ask(presence.kick_subject(server), asked)
            log.info("connection of %s closed: %s", device, json.loads(said).get("error", "yes"))

    async def _sending_again(self) -> None:
        """Sends unanswered acts again, and from time to time marks those that have expired."""
        since = time.monotonic()
        while True:
            await asyncio.sleep(AGAIN_S)
            try:
                units = await self.registry.units()
                while await self.sender.send_again(units):
                    pass
                if time.monotonic() - since > EXPIRE_S:
                    since = time.monotonic()
                    await self.sender.expire(units)
            except (*AWAY, nats.errors.Error, TimeoutError) as wrong:
                log.warning("not sent again yet: %s", wrong)
                await asyncio.sleep(REST_S)

    async def _recounting(self) -> None:
        """Counts who is connected, after the start and each time the broker came back, and disconnects
        disabled devices."""
        while True:
            await self._recount.wait()
            try:
                # Cleared before the count: a loss of the broker during the count must cause another count.
                self._recount.clear()
                log.info("%d devices are connected", await self.presence.recount(self.broker.ask))
                known = await self.registry.get_all(self.presence.connected())
                for device in (each.id for each in known.values() if each.shut_out):
                    await self._disconnect(device)
            except (*AWAY, nats.errors.Error, TimeoutError, KeyError, ValueError) as wrong:
                log.warning("not counted yet: %s", wrong)
                await asyncio.sleep(REST_S)
                self._recount.set()


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Runs a task that nobody awaits. Raises nothing; a failure is logged."""
    try:
        await work
    except (nats.errors.Error, TimeoutError) as wrong:
        log.warning("the broker is away: %s", wrong)
    except Exception:
        log.exception("not done")


async def run(environment: Env) -> None:
    """Works each time it is this process's turn, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    log.info("bridge: %s", environment.nats_url)
    turns, stopped = asyncio.create_task(_take_turns(environment)), asyncio.create_task(stop.wait())
    await asyncio.wait((turns, stopped), return_when=asyncio.FIRST_COMPLETED)
    await end((stopped, turns), CLOSING_S)
    if not turns.cancelled():
        turns.result()


async def _take_turns(environment: Env) -> None:
    while True:
        async with turn.taken(address(environment.database, turn=True)) as held:
            await Bridge(environment, held).run()
        log.warning("the turn is over: another bridge may work now")
