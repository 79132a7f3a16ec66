"""One device: what it received, what it trusts, what should sound now, and what it sends. No thread, no
waiting.

The loop gives it messages and link events as they come, and a tick when one is due; everything else is a
port. A simulator runs thousands of these in one process with its own link, store, objects and player.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.messages.records import RecordKind
from loa_protocol.rule import Reason
from loa_protocol.signing import Signer

from loa_agent import __version__, report
from loa_agent.addresses import Addresses
from loa_agent.clock import Clock
from loa_agent.door import Fetch
from loa_agent.faults import faults
from loa_agent.haves import Haves
from loa_agent.held_acts import HeldActs
from loa_agent.inbox import Inbox, Verdict
from loa_agent.link import Link, LinkEvent, Message
from loa_agent.objects import Objects
from loa_agent.outbox import Outbox
from loa_agent.plan_store import MissingObject, PlanStore, RejectedObject
from loa_agent.play_journal import PlayJournal
from loa_agent.playback import Playback
from loa_agent.power import Power
from loa_agent.replies import Replies
from loa_agent.shared_cache import SharedCache
from loa_agent.sound.port import Player
from loa_agent.store import Store, StoreFull
from loa_agent.sync import Sync
from loa_agent.timekeeper import Timekeeper
from loa_agent.trust_state import Enrolment, TrustState
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
    shared_cache: SharedCache


class AgentSettings(msgspec.Struct, frozen=True):
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

    def __init__(self, ports: Ports, settings: AgentSettings, key: Signer, enrolled: Enrolment) -> None:
        self.ports = ports
        self._settings = settings
        self.boot = secrets.token_hex(16)
        self._born = ports.ticks()
        store, clock = ports.store, ports.clock
        self.trust_state = TrustState(store, clock, ports.shared_cache, enrolled.device, key.public_key.hex())
        self.plan_store = PlanStore(store, ports.objects, self.trust_state, ports.shared_cache)
        self.held_acts = HeldActs(store, self.trust_state)
        self.outbox = Outbox(store, key, enrolled.device, self.boot)
        self.play_journal = PlayJournal(store, self.outbox, clock)
        self.timekeeper = Timekeeper(self.trust_state, clock, ports.ticks)
        self.sync = Sync(enrolled.device, ports.fetch)
        self.addresses = Addresses(store, self.trust_state, enrolled.mqtt, enrolled.url)
        self.uplink = Uplink(
            ports.link, store, key, enrolled.device, enrolled.server, self.addresses, clock.now_ms
        )
        self.playback = Playback(
            ports, settings, self.trust_state, self.plan_store, self.held_acts, self.play_journal
        )
        self.haves = Haves()
        self.replies = Replies(enrolled.device, self.uplink, self.play_journal, clock, ports.ticks)
        self.inbox = Inbox(
            self.trust_state,
            self.plan_store,
            self.held_acts,
            self.timekeeper,
            self.outbox,
            self.sync,
            self.haves,
            self.addresses,
        )
        self._sure = self.trust_state.sure
        self._health_at = 0
        self._health_said = -_HEALTH_APART_MS
        self._tidy_at = 0
        self._last_state: tuple[object, ...] = ()
        self.outbox.add(self.play_journal.note(RecordKind.BOOT, note=__version__))
        self.play_journal.power_came_back()
        self._turned(self.plan_store.reload())
        self.held_acts.reload()
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
            turned = RejectedObject(verdict.sha256, verdict.refusal)
            self.replies.refused(turned, act=verdict.what == "act", fault=verdict.act is None)
        if not verdict.fresh:
            return
        if verdict.what in ("trust", "assignment", "time"):
            self._believe_again(reload=verdict.what == "time")
        if verdict.what == "plan":
            self._settle()
        self.playback.stale()
        if verdict.what not in ("time", "full"):
            self.haves.changed(self.ports.ticks())

    def _turned(self, turned: list[RejectedObject]) -> None:
        """Reports what was rejected."""
        for one in turned:
            self.replies.refused(one)

    # After a change of trust, clock or plan

    def _believe_again(self, *, reload: bool) -> None:
        """Judges again what the box holds, because trust, assignment or clock changed. With ``reload`` it
        also loads trust and assignment from disk again."""
        if reload:
            self.trust_state.reload()
        self._turned(self.plan_store.reload())
        self.held_acts.reload()
        if self.trust_state.sure and not self._sure:
            self.haves.changed(self.ports.ticks())
        self._sure = self.trust_state.sure
        self._subscribe()
        self.playback.stale()

    def _subscribe(self) -> None:
        """Sets the topics that this box hears and may send on. A disabled box gets only those by which it
        learns that it is disabled."""
        device, mine = self.trust_state.device, self.trust_state.assignment
        if self.trust_state.refused is Reason.DISABLED:
            self.uplink.want(topics.shut_out(device)[0], SHUT_OUT)
            return
        places, plan_id = (mine.places, mine.plan_id) if mine else ((), None)
        self.uplink.want(topics.subscriptions(device, places, plan_id))

    def _settle(self) -> None:
        """Lets the next plan take over if it is complete."""
        self._turned(self.plan_store.settle())

    def _say_have(self, now: int) -> None:
        """Sends a Have. Before it goes a Hello, until the server has answered once in this session."""
        if not self.haves.greeted:
            hello = report.hello(self.trust_state, self.ports.clock, self.boot, self._settings.has_rtc)
            self.uplink.send(topics.Up.HELLO, encode(hello))
        door = self.sync.door
        have = report.have(
            self.trust_state, self.plan_store, self.held_acts, self.outbox, self._missing_objects(),
            number=self.haves.said(now), door_until=door.expires_at if door else 0,
            address_lost=self.addresses.lost,
        )  # fmt: skip
        self.uplink.send(topics.Up.HAVE, encode(have))

    # The tick

    def on_tick(self) -> Due:
        """Does what is due now. Returns when to tick again at the latest."""
        now, ticks = self.ports.clock.now_ms(), self.ports.ticks()
        self.replies.lost(self.ports.store.unread)
        if self.trust_state.sure is not self._sure:  # the clock became trusted, or lost its trust
            self._believe_again(reload=True)
        self.plan_store.store_late()  # there may be room on the disk again
        self._take_objects(ticks)
        wall = self.playback.step(now)
        if self.playback.altered:
            self._turned(self.playback.take_altered())
            self.haves.changed(ticks)
        self._converse(ticks)
        look = self.sync.step(self._missing_objects(), now if self.trust_state.sure else None, ticks)
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

    def _missing_objects(self) -> list[MissingObject]:
        """Returns what has to be fetched, by need: the trust file comes first."""
        return self.inbox.missing_objects() + self.plan_store.missing_objects()

    def _take_objects(self, ticks: int) -> None:
        """Takes the results of the fetches, and uses the objects that came."""
        came, turned = self.sync.take(ticks)
        self._turned(turned)
        if came:
            if (verdict := self.inbox.fetched(self.ports.objects)) is not None:
                self._follow(verdict)
            self._settle()
            self.playback.stale()
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
        state = (self.play_journal.sounding, self.playback.silenced, faults(self))
        if state != self._last_state:
            self._health_at = min(self._health_at, self._health_said + _HEALTH_APART_MS)
        if ticks >= self._health_at:
            self._last_state, self._health_said = state, ticks
            self._health_at = ticks + self._settings.health_ms
            self._say_health(ticks)

    def _say_health(self, ticks: int) -> None:
        """Sends a Health."""
        health = report.health(
            self.trust_state, self.ports.clock, self.play_journal, self.outbox,
            uptime_s=(ticks - self._born) // 1000, silenced=self.playback.silenced,
            disk_free=self.ports.disk_free(), disk_full=self.ports.store.full or self.sync.full,
            faults=faults(self),
        )  # fmt: skip
        self.uplink.send(topics.Up.HEALTH, encode(health))

    def _tidy(self, now: int, ticks: int) -> None:
        """Removes, once an hour, what nothing needs, and reserves disk space again."""
        self._tidy_at = ticks + _TIDY_MS
        if self.ports.disk_free() > self._settings.keep_free:
            self.ports.store.fill_reserve()
        try:
            named = {lack.sha256 for lack in self.inbox.missing_objects()}
            self.ports.objects.keep_only(self.plan_store.needed() | named)
            if self.trust_state.sure:  # a wrong clock would delete records and acts too early
                self.outbox.prune(now)
                self.held_acts.prune(now)
        except StoreFull:
            return
