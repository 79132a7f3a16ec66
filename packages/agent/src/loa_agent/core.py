"""One device: what it was told, what it believes, what should sound now, what it says. No thread, no waiting.

The loop gives it messages and link events as they come and a tick when one is due; everything else is a port.
A simulator runs thousands of these in one process with its own link, store, objects and player.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.device import Ack, AckState, Refused
from loa_protocol.messages.records import RecordKind
from loa_protocol.refusals import Code
from loa_protocol.signing import Signs

from loa_agent import __version__, report
from loa_agent.belief import Belief, Enrolled
from loa_agent.clock import Clock
from loa_agent.diary import Diary
from loa_agent.door import Fetch
from loa_agent.holdings import Holdings, Turned
from loa_agent.inbox import Inbox, Verdict
from loa_agent.link import Link, LinkEvent, Message
from loa_agent.objects import Objects
from loa_agent.orders import Orders
from loa_agent.outbox import Outbox
from loa_agent.power import Power
from loa_agent.shelf import Shelf
from loa_agent.sound.port import Player
from loa_agent.stage import Stage
from loa_agent.store import Full, Store
from loa_agent.sync import Sync
from loa_agent.timekeeper import Timekeeper
from loa_agent.uplink import Uplink

_HAVE_AFTER_MS = 2_000
_GREET_MS = 10_000
_LONGEST_GREET_MS = 300_000
_DOOR_AGAIN_MS = 60_000
_SAME_REFUSAL_MS = 3_600_000
_MOST_REFUSALS = 100
_TIDY_MS = 3_600_000


class Ports(msgspec.Struct):
    """Everything outside the core. ``ticks``: monotonic ms of real time, for what concerns the network."""

    clock: Clock
    ticks: Callable[[], int]
    store: Store
    objects: Objects
    fetch: Fetch
    link: Link
    player: Player
    power: Power
    disk_free: Callable[[], int]
    shelf: Shelf


class Habits(msgspec.Struct, frozen=True):
    """What the installer decided that the core must know."""

    has_rtc: bool = True
    amplifier_before_ms: int = 1_500
    amplifier_after_ms: int = 1_000
    health_ms: int = 300_000
    keep_free: int = 16 * 1024 * 1024


class Due(msgspec.Struct, frozen=True):
    """When to tick again at the latest: by the plan's clock (ms, None: nothing there), by `ticks` (ms)."""

    wall_ms: int | None
    ticks_ms: int


class Core:
    """See the module."""

    def __init__(self, ports: Ports, habits: Habits, key: Signs, enrolled: Enrolled) -> None:
        self.ports = ports
        self._habits = habits
        self.boot = secrets.token_hex(16)
        self._born = ports.ticks()
        store, clock = ports.store, ports.clock
        self.belief = Belief(store, clock, ports.shelf, enrolled.device, key.public_key.hex())
        self.holdings = Holdings(store, ports.objects, self.belief, ports.shelf)
        self.orders = Orders(store, self.belief)
        self.outbox = Outbox(store, key, enrolled.device, self.boot)
        self.diary = Diary(store, self.outbox, clock)
        self.timekeeper = Timekeeper(self.belief, clock, ports.ticks)
        self.sync = Sync(enrolled.device, ports.fetch)
        self.uplink = Uplink(ports.link, store, key, enrolled.device, enrolled.server)
        self.stage = Stage(ports, habits, self.belief, self.holdings, self.orders, self.diary)
        self.inbox = Inbox(self.belief, self.holdings, self.orders, self.timekeeper, self.outbox, self.sync)
        self.last_refusal, self._refused_at = "", 0
        self._told: dict[tuple[str, str], int] = {}
        self._sure = self.belief.sure
        self._have_at: int | None = None
        self._haves = 0
        self._health_at = 0
        self._greet_at: int | None = None
        self._greet_again = _GREET_MS
        self._asked_door_at = -_DOOR_AGAIN_MS
        self._tidy_at = 0
        self._last_state: tuple[object, ...] = ()
        self.outbox.add(self.diary.note(RecordKind.BOOT, note=__version__))
        self.diary.power_came_back()
        self._turned(self.holdings.reload())
        self.orders.reload()
        self._subscribe()

    # What comes in

    def on_link(self, event: LinkEvent) -> None:
        """A session came, went, or brought something."""
        now = self.ports.ticks()
        if isinstance(event, Message):
            self.on_message(event.topic, event.payload)
        elif self.uplink.on(event, now):
            self._greet_again = _GREET_MS
            self._greet(now)
            self.timekeeper.connected()
            self.outbox.reconnected()
            self._health_at = now

    def _greet(self, now: int) -> None:
        """Hello and have; again until the server says a word, since its ear may not be up yet."""
        hello = report.hello(self.belief, self.ports.clock, self.boot, self._habits.has_rtc)
        self.uplink.send(topics.Up.HELLO, encode(hello))
        self._say_have()
        self._greet_at = now + self._greet_again
        self._greet_again = min(self._greet_again * 2, _LONGEST_GREET_MS)

    def on_message(self, topic: str, payload: bytes) -> None:
        """One message from outside. Whatever it is, the plan goes on."""
        if topic == topics.down(self.belief.device):
            self._greet_at = None
        verdict = self.inbox.receive(topic, payload)
        if verdict.what == "act":
            self._acknowledge(verdict)
        if verdict.refusal is not None:
            self._refused(Turned(verdict.sha256, verdict.refusal), fault=verdict.act is None)
        if not verdict.fresh:
            return
        if verdict.what in ("trust", "assignment", "time"):
            self._believe_again(reload=verdict.what != "assignment")
        if verdict.what == "plan":
            self._settle()
        self.stage.stale()
        self._have_soon()

    def _acknowledge(self, verdict: Verdict) -> None:
        refusal, state = verdict.refusal, AckState.APPLIED
        if refusal is not None:
            unsupported = refusal.code is Code.UNSUPPORTED
            state = AckState.UNSUPPORTED if unsupported else AckState.REFUSED
        act = verdict.act.id if verdict.act else ""
        code = None if refusal is None else refusal.code
        ack = Ack(1, self.belief.device, act, verdict.sha256, state, self._wall(), code)
        self.uplink.send(topics.Up.ACK, encode(ack))
        if verdict.fresh and refusal is None:
            self.outbox.add(self.diary.note(RecordKind.ACT, plan_sha256=verdict.sha256, note=act))

    def _refused(self, turned: Turned, *, fault: bool = True) -> None:
        """Report what was turned away, as a fault unless it is a genuine order. The same again within the
        hour, and what is more than a hundred in one, only on the wire, not in records: whoever floods a box
        shall not fill its disk."""
        refusal, now = turned.refusal, self.ports.ticks()
        if fault:
            self.last_refusal, self._refused_at = f"{refusal.code}: {refusal.detail}"[:200], now
        word = Refused(1, self.belief.device, turned.sha256, refusal.code, self._wall(), refusal.detail[:200])
        self.uplink.send(topics.Up.REFUSED, encode(word))
        key = (turned.sha256, refusal.code.value)
        if now - self._told.get(key, -_SAME_REFUSAL_MS) < _SAME_REFUSAL_MS:
            return
        self._told = {name: at for name, at in self._told.items() if now - at < _SAME_REFUSAL_MS}
        if len(self._told) >= _MOST_REFUSALS:
            return
        self._told[key] = now
        self.outbox.add(
            self.diary.note(
                RecordKind.REFUSED,
                plan_sha256=turned.sha256,
                code=refusal.code.value,
                note=refusal.detail[:200],
            )
        )

    def _turned(self, turned: list[Turned]) -> None:
        for one in turned:
            self._refused(one)

    def _wall(self) -> int:
        return max(self.ports.clock.now_ms(), 0)

    # What follows from it

    def _believe_again(self, *, reload: bool) -> None:
        if reload:
            refusal = self.belief.reload()
            if refusal is not None and self.belief.trust is not None and self.belief.assignment is not None:
                self._refused(Turned(self.belief.pins.assignment_sha256, refusal))
        try:
            self._turned(self.holdings.reload())
        except Full:
            self._have_soon()
        self.orders.reload()
        self._sure = self.belief.sure
        self._subscribe()
        self.stage.stale()

    def _subscribe(self) -> None:
        mine = self.belief.assignment
        places, plan_id = (mine.places, mine.plan_id) if mine else ((), None)
        self.uplink.want(topics.subscriptions(self.belief.device, places, plan_id))

    def _settle(self) -> None:
        try:
            self._turned(self.holdings.settle())
        except Full:
            return  # the plan in force goes on; the next tick tries again

    def _have_soon(self) -> None:
        if self._have_at is None:
            self._have_at = self.ports.ticks() + _HAVE_AFTER_MS

    def _say_have(self) -> None:
        lacks = self.holdings.lacks()
        self._haves += 1
        have = report.have(
            self.belief, self.holdings, self.orders, self.outbox, lacks,
            number=self._haves, door_until=self.sync.door.expires_at if self.sync.door else 0,
        )  # fmt: skip
        self.uplink.send(topics.Up.HAVE, encode(have))
        self._have_at = None

    # What time brings

    def on_tick(self) -> Due:
        """Do what is due now; when to tick again at the latest."""
        now, ticks = self.ports.clock.now_ms(), self.ports.ticks()
        if self.belief.sure is not self._sure:
            self._believe_again(reload=True)
        self._take_objects(ticks)
        wall = self.stage.step(now)
        if self.stage.altered:
            self._turned(self.stage.take_altered())
            self._have_soon()
        self._converse(ticks)
        look = self.sync.step(self.holdings.lacks(), now if self.belief.sure else None, ticks)
        if ticks >= self._tidy_at:
            self._tidy(now, ticks)
        dues = [
            self._health_at,
            self._tidy_at,
            look,
            self._have_at,
            self.outbox.next_due(connected=self.uplink.ready),
            self.uplink.next_due,
        ]
        if self.uplink.ready:
            dues += [self.timekeeper.next_due(), self._greet_at]
        return Due(wall, max(min(due for due in dues if due is not None), ticks))

    def _take_objects(self, ticks: int) -> None:
        came, turned = self.sync.take(ticks)
        self._turned(turned)
        if came:
            self._settle()
            self.stage.stale()
            self._have_soon()

    def _converse(self, ticks: int) -> None:
        self.uplink.step(ticks)
        ready = self.uplink.ready
        for batch in self.outbox.due(ticks, connected=ready):
            self.uplink.send(topics.Up.RECORDS, batch)
        state = (self.diary.sounding, self.stage.silenced, self.faults())
        changed = state != self._last_state
        if not ready:
            self._health_at = ticks + self._habits.health_ms
            self._have_at = self._greet_at = None
            return
        if self._greet_at is not None and ticks >= self._greet_at:
            self._greet(ticks)
        if (question := self.timekeeper.question()) is not None:
            self.uplink.send(topics.Up.TIME, encode(question))
        if self.sync.denied and ticks - self._asked_door_at >= _DOOR_AGAIN_MS:
            self._asked_door_at = ticks
            self._say_have()
        if self._have_at is not None and ticks >= self._have_at:
            self._say_have()
        if changed or ticks >= self._health_at:
            self._last_state = state
            self._say_health(ticks)

    def _say_health(self, ticks: int) -> None:
        health = report.health(
            self.belief, self.ports.clock, self.diary, self.outbox,
            uptime_s=(ticks - self._born) // 1000, silenced=self.stage.silenced,
            disk_free=self.ports.disk_free(), disk_full=self.ports.store.full or self.sync.full,
            faults=self.faults(),
        )  # fmt: skip
        self.uplink.send(topics.Up.HEALTH, encode(health))
        if ticks >= self._health_at:
            self._health_at = ticks + self._habits.health_ms
            self._say_have()

    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words that never change: the server shows them in its own language."""
        found = []
        if self.ports.clock.quality() is ClockQuality.NONE:
            found.append("clock: not trusted, nothing scheduled sounds")
        if self.belief.refused:
            found.append("trust: no valid trust or assignment, or disabled")
        if self.orders.overfull:
            found.append("orders: more than can be held, everything is mute")
        if self.ports.store.full or self.sync.full:
            found.append("disk: full")
        found += [f"sound: {trouble}"[:200] for trouble in (self.ports.player.trouble,) if trouble]
        found += [f"amplifier: {trouble}"[:200] for trouble in (self.ports.power.trouble,) if trouble]
        if self.last_refusal and self.ports.ticks() - self._refused_at < _SAME_REFUSAL_MS:
            found.append(f"refused: {self.last_refusal}"[:200])
        return tuple(found)

    def _tidy(self, now: int, ticks: int) -> None:
        """Once an hour: let go of what nothing needs, take back the room set aside."""
        self._tidy_at = ticks + _TIDY_MS
        if self.ports.disk_free() > self._habits.keep_free:
            self.ports.store.lay_ballast()
        try:
            self.ports.objects.keep_only(self.holdings.needed())
            if self.belief.sure:
                self.outbox.prune(now)
                self.orders.prune(now)
        except Full:
            return
