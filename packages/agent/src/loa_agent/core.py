"""One device: what it received, what it trusts, what should sound now, and what it sends. No thread, no
waiting.

The loop gives it messages and link events as they come, and a tick when one is due; everything else is a
port. A simulator runs thousands of these in one process with its own link, store, objects and player.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable

import msgspec
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.messages.records import RecordKind
from loa_protocol.rule import Reason
from loa_protocol.signing import Signs

from loa_agent import __version__, report
from loa_agent.addresses import Addresses
from loa_agent.belief import Belief, Enrolled
from loa_agent.clock import Clock
from loa_agent.diary import Diary
from loa_agent.door import Fetch
from loa_agent.faults import faults
from loa_agent.haves import Haves
from loa_agent.holdings import Holdings, Lack, Turned
from loa_agent.inbox import Inbox, Verdict
from loa_agent.link import Link, LinkEvent, Message
from loa_agent.objects import Objects
from loa_agent.orders import Orders
from loa_agent.outbox import Outbox
from loa_agent.power import Power
from loa_agent.replies import Replies
from loa_agent.shelf import Shelf
from loa_agent.sound.port import Player
from loa_agent.stage import Stage
from loa_agent.store import Full, Store
from loa_agent.sync import Sync
from loa_agent.timekeeper import Timekeeper
from loa_agent.uplink import SHUT_OUT, Uplink

_HEALTH_APART_MS = 2_000  # a change of state is reported at once, but not more often than this
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
    """The installer's settings that the core needs."""

    has_rtc: bool = True
    amplifier_before_ms: int = 1_500
    amplifier_after_ms: int = 1_000
    health_ms: int = 300_000
    keep_free: int = 16 * 1024 * 1024


class Due(msgspec.Struct, frozen=True):
    """When to tick again at the latest: by the plan's clock (ms; None if nothing is due there), and by
    `ticks` (ms)."""

    wall_ms: int | None
    ticks_ms: int


class Core:
    """All the parts of one device, wired to each other."""

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
        self.addresses = Addresses(store, self.belief, enrolled.mqtt, enrolled.url)
        self.uplink = Uplink(
            ports.link, store, key, enrolled.device, enrolled.server, self.addresses, clock.now_ms
        )
        self.stage = Stage(ports, habits, self.belief, self.holdings, self.orders, self.diary)
        self.haves = Haves()
        self.replies = Replies(enrolled.device, self.uplink, self.diary, clock, ports.ticks)
        self.inbox = Inbox(
            self.belief,
            self.holdings,
            self.orders,
            self.timekeeper,
            self.outbox,
            self.sync,
            self.haves,
            self.addresses,
        )
        self._sure = self.belief.sure
        self._health_at = 0
        self._health_said = -_HEALTH_APART_MS
        self._tidy_at = 0
        self._last_state: tuple[object, ...] = ()
        self.outbox.add(self.diary.note(RecordKind.BOOT, note=__version__))
        self.diary.power_came_back()
        self._turned(self.holdings.reload())
        self.orders.reload()
        self._subscribe()

    # Messages and link events

    def on_link(self, event: LinkEvent) -> None:
        """Takes an event of the link: a session began or ended, or a message came in."""
        now = self.ports.ticks()
        if isinstance(event, Message):
            self.on_message(event.topic, event.payload)
        elif self.uplink.on(event, now):
            self.haves.connected()
            self._say_have(now)
            self.timekeeper.connected()
            self.outbox.reconnected()
            self._health_at = now

    def on_message(self, topic: str, payload: bytes) -> None:
        """Takes one message from outside. Whatever it is, the plan goes on."""
        self._follow(self.inbox.receive(topic, payload))

    def _follow(self, verdict: Verdict) -> None:
        """Sends the replies to a message that came in, and acts on it."""
        self.replies.give(verdict.given)
        if verdict.what == "act":
            self.replies.acknowledge(verdict)
        if verdict.refusal is not None:
            turned = Turned(verdict.sha256, verdict.refusal)
            self.replies.refused(turned, act=verdict.what == "act", fault=verdict.act is None)
        if not verdict.fresh:
            return
        if verdict.what in ("trust", "assignment", "time"):
            self._believe_again(reload=verdict.what == "time")
        if verdict.what == "plan":
            self._settle()
        self.stage.stale()
        if verdict.what not in ("time", "full"):
            self.haves.changed(self.ports.ticks())

    def _turned(self, turned: list[Turned]) -> None:
        """Reports what was rejected."""
        for one in turned:
            self.replies.refused(one)

    # After a change of trust, clock or plan

    def _believe_again(self, *, reload: bool) -> None:
        """Judges again what the box holds, because trust, assignment or clock changed. ``reload``: trust and
        assignment too, from disk."""
        if reload:
            self.belief.reload()
        with contextlib.suppress(Full):  # the plan in force goes on; the next change tries again
            self._turned(self.holdings.reload())
        self.orders.reload()
        if self.belief.sure and not self._sure:
            self.haves.changed(self.ports.ticks())
        self._sure = self.belief.sure
        self._subscribe()
        self.stage.stale()

    def _subscribe(self) -> None:
        """Sets the topics that this box hears and may send on. A disabled box gets only those by which it
        learns that it is disabled."""
        device, mine = self.belief.device, self.belief.assignment
        if self.belief.refused is Reason.DISABLED:
            self.uplink.want(topics.shut_out(device)[0], SHUT_OUT)
            return
        places, plan_id = (mine.places, mine.plan_id) if mine else ((), None)
        self.uplink.want(topics.subscriptions(device, places, plan_id))

    def _settle(self) -> None:
        """Lets the next plan take over if it is complete."""
        with contextlib.suppress(Full):  # the plan in force goes on; the next plan or object tries again
            self._turned(self.holdings.settle())

    def _say_have(self, now: int) -> None:
        """Sends a Have. Before it goes a Hello, until the server has answered once in this session."""
        if not self.haves.greeted:
            hello = report.hello(self.belief, self.ports.clock, self.boot, self._habits.has_rtc)
            self.uplink.send(topics.Up.HELLO, encode(hello))
        door = self.sync.door
        have = report.have(
            self.belief, self.holdings, self.orders, self.outbox, self._lacks(),
            number=self.haves.said(now), door_until=door.expires_at if door else 0,
            address_lost=self.addresses.lost,
        )  # fmt: skip
        self.uplink.send(topics.Up.HAVE, encode(have))

    # The tick

    def on_tick(self) -> Due:
        """Does what is due now. Returns when to tick again at the latest."""
        now, ticks = self.ports.clock.now_ms(), self.ports.ticks()
        self.replies.lost(self.ports.store.unread)
        if self.belief.sure is not self._sure:  # the clock became trusted, or lost its trust
            self._believe_again(reload=True)
        self._take_objects(ticks)
        wall = self.stage.step(now)
        if self.stage.altered:
            self._turned(self.stage.take_altered())
            self.haves.changed(ticks)
        self._converse(ticks)
        look = self.sync.step(self._lacks(), now if self.belief.sure else None, ticks)
        if ticks >= self._tidy_at:
            self._tidy(now, ticks)
        dues = [
            self._tidy_at,
            look,
            self.outbox.next_due(connected=self.uplink.ready),
            self.uplink.next_due,
        ]
        if self.uplink.ready:
            dues += [self._health_at, self.timekeeper.next_due(), self.haves.next_due]
        return Due(wall, max(min(due for due in dues if due is not None), ticks))

    def _lacks(self) -> list[Lack]:
        """Returns what has to be fetched, by need: the trust file comes first."""
        return self.inbox.lacks() + self.holdings.lacks()

    def _take_objects(self, ticks: int) -> None:
        """Takes the results of the fetches, and uses the objects that came."""
        came, turned = self.sync.take(ticks)
        self._turned(turned)
        if came:
            if (verdict := self.inbox.fetched(self.ports.objects)) is not None:
                self._follow(verdict)
            self._settle()
            self.stage.stale()
        if came or self.sync.take_denied():
            self.haves.changed(ticks)

    def _converse(self, ticks: int) -> None:
        """Sends what is due: records, the question for the time, Have and Health."""
        self.uplink.step(ticks)
        ready = self.uplink.ready
        # Without a session too: `due` seals the waiting records, and then returns no batch.
        for batch in self.outbox.due(ticks, connected=ready):
            self.uplink.send(topics.Up.RECORDS, batch)
        if not ready:
            return
        if (question := self.timekeeper.question()) is not None:
            self.uplink.send(topics.Up.TIME, encode(question))
        if ticks >= self.haves.next_due:
            self._say_have(ticks)
        state = (self.diary.sounding, self.stage.silenced, faults(self))
        if state != self._last_state:
            self._health_at = min(self._health_at, self._health_said + _HEALTH_APART_MS)
        if ticks >= self._health_at:
            self._last_state, self._health_said = state, ticks
            self._health_at = ticks + self._habits.health_ms
            self._say_health(ticks)

    def _say_health(self, ticks: int) -> None:
        """Sends a Health."""
        health = report.health(
            self.belief, self.ports.clock, self.diary, self.outbox,
            uptime_s=(ticks - self._born) // 1000, silenced=self.stage.silenced,
            disk_free=self.ports.disk_free(), disk_full=self.ports.store.full or self.sync.full,
            faults=faults(self),
        )  # fmt: skip
        self.uplink.send(topics.Up.HEALTH, encode(health))

    def _tidy(self, now: int, ticks: int) -> None:
        """Removes, once an hour, what nothing needs, and reserves disk space again."""
        self._tidy_at = ticks + _TIDY_MS
        if self.ports.disk_free() > self._habits.keep_free:
            self.ports.store.lay_ballast()
        try:
            named = {lack.sha256 for lack in self.inbox.lacks()}
            self.ports.objects.keep_only(self.holdings.needed() | named)
            if self.belief.sure:  # a wrong clock would delete records and acts too early
                self.outbox.prune(now)
                self.orders.prune(now)
        except Full:
            return
