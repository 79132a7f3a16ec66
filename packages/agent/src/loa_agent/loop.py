"""The agent's only loop. It waits for the link, the fetcher, the control sockets or the next due moment."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from pathlib import Path

from loa_protocol import topics
from loa_protocol.encoding import from_text
from loa_protocol.refusals import Malformed

from loa_agent.clock import BoardClock, DrivenClock
from loa_agent.control import Control, ControlRequest
from loa_agent.core import Core, Due
from loa_agent.faults import faults
from loa_agent.mqtt import MqttLink
from loa_agent.store import StoreFull

_LONGEST_S = 0.5  # a turn waits no longer, whatever is due
_STEP_MS = 60_000  # a driven clock moves at most this far at once
_FETCH_PATIENCE_S = 60.0  # a driven clock waits for a fetch no longer than this, in real time
_ANCHOR_S = 60.0


def ticks() -> int:
    """Returns monotonic ms of real time, whatever drives the plan's clock."""
    return time.monotonic_ns() // 1_000_000


class Waker:
    """A pipe by which another thread ends the loop's waiting."""

    def __init__(self) -> None:
        self.read_end, self._write_end = os.pipe()
        os.set_blocking(self.read_end, False)
        os.set_blocking(self._write_end, False)

    def wake(self) -> None:
        """Wakes the loop. Safe from any thread and from a signal handler."""
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._write_end, b".")

    def drain(self) -> None:
        """Empties the pipe."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.read_end, 4096):
                pass


class Loop:
    """The loop of one agent. ``sockets``: the paths of the status socket and of the clock's socket."""

    def __init__(
        self,
        core: Core,
        link: MqttLink | None,
        clock: BoardClock | DrivenClock,
        waker: Waker,
        sockets: tuple[Path, Path | None],
    ) -> None:
        self._core = core
        self._link = link
        self._clock = clock
        self._waker = waker
        self._watch = selectors.DefaultSelector()
        self._watch.register(waker.read_end, selectors.EVENT_READ)
        status, driving = sockets
        self._status: Control | None = None
        with contextlib.suppress(OSError):  # a disk on which no socket can be made must not stop the sound
            self._status = Control(status, self._watch)
        self._driving = Control(driving, self._watch) if driving is not None else None
        self._anchored = 0.0
        self._stopping = False

    def stop(self) -> None:
        """Ends the loop after the present turn. Safe from a signal handler."""
        self._stopping = True
        self._waker.wake()

    def run(self) -> None:
        """Runs until `stop` is called."""
        notify("READY=1")
        try:
            while not self._stopping:
                due = self._turn()
                notify("WATCHDOG=1")
                self._watch.select(self._wait_s(due))
        finally:  # even after an error no amplifier or transmitter may stay on
            self._core.ports.power.want(False)
            self._core.ports.player.close()
            for control in (self._status, self._driving):
                if control is not None:
                    control.close()

    def _wait_s(self, due: Due) -> float:
        """Returns the seconds to wait. The plan's moments of a driven clock are reached by `_pass` only."""
        wait = (due.ticks_ms - ticks()) / 1000
        if due.wall_ms is not None and isinstance(self._clock, BoardClock):
            wait = min(wait, (due.wall_ms - self._clock.exact_ms()) / 1000)
        return min(max(wait, 0.0), _LONGEST_S)

    def _turn(self) -> Due:
        """Does one turn: takes what came, ticks the core, and serves the sockets."""
        self._waker.drain()
        self._pump()
        due = self._core.on_tick()
        if self._status is not None:
            for peer, order in self._status.take():
                due = self._given(order, due)
                self._status.answer(peer, self.state())
        if self._driving is not None:
            for peer, order in self._driving.take():
                self._drive(order)
                self._driving.answer(peer, self.state())
            due = self._core.on_tick()
        self._keep_anchor()
        return due

    def _given(self, order: ControlRequest, due: Due) -> Due:
        """Gives a message from the socket to the core, as if the server had sent it."""
        if not order.give:
            return due
        with contextlib.suppress(Malformed):
            self._core.on_message(topics.down(self._core.trust_state.device), from_text(order.give))
        return self._core.on_tick()

    def _pump(self) -> None:
        if self._link is not None:
            for event in self._link.take():
                self._core.on_link(event)

    def _drive(self, order: ControlRequest) -> None:
        clock = self._clock
        assert isinstance(clock, DrivenClock)
        if order.set is not None:
            clock.set(order.set, order.trusted)
            self._core.on_tick()
        # The first time it is told, a driven clock is set: hours since 1970 need not pass.
        elif order.to is not None and not clock.placed:
            clock.set(order.to, trusted=True)
        self._pass(clock, order.to or 0)

    def _pass(self, clock: DrivenClock, until: int) -> None:
        """Lets time pass, and stops wherever the core has something to do. A fetch under way holds it up."""
        due = self._core.on_tick()
        self._let_fetch()
        while clock.now_ms() < until and not self._stopping:
            step = min(until, clock.now_ms() + _STEP_MS)
            clock.move(step if due.wall_ms is None else min(step, max(due.wall_ms, clock.now_ms() + 1)))
            self._pump()
            due = self._core.on_tick()
            self._let_fetch()

    def _let_fetch(self) -> None:
        """Waits, in real time, while a fetch is under way."""
        patience = time.monotonic() + _FETCH_PATIENCE_S
        while self._core.sync.busy and time.monotonic() < patience:
            self._watch.select(0.05)
            self._waker.drain()
            self._pump()
            self._core.on_tick()

    def _keep_anchor(self) -> None:
        """Stores, once a minute, what the next process of this boot may know about the time."""
        if isinstance(self._clock, BoardClock) and time.monotonic() - self._anchored > _ANCHOR_S:
            self._anchored = time.monotonic()
            with contextlib.suppress(StoreFull):
                self._core.ports.store.put("clock", self._clock.anchor())

    def state(self) -> dict[str, object]:
        """Returns the state of the agent, for `loa-agent status` and for whoever drives its clock."""
        core = self._core
        held, coming = core.plan_store.current, core.plan_store.coming
        return {
            "device": core.trust_state.device,
            "now_ms": core.ports.clock.now_ms(),
            "clock": core.ports.clock.quality().value,
            "connected": core.uplink.ready,
            "mqtt": core.addresses.mqtt,
            "link_trouble": core.uplink.last_trouble,
            "assignment_seq": core.trust_state.pins.assignment_seq,
            "plan_id": core.trust_state.assignment.plan_id if core.trust_state.assignment else "",
            "plan_seq": held.plan.seq if held else 0,
            "plan_ready": held is not None and held.line is not None,
            "coming_seq": coming.plan.seq if coming else 0,
            "lacking": len(core.plan_store.missing_objects()),
            "received_bytes": core.sync.received,
            "sounding": core.play_journal.sounding,
            "silenced": core.playback.silenced,
            "acts": [one.act.id for one in core.held_acts.held],
            "records_last": core.outbox.last,
            "records_stored": core.outbox.stored,
            "disk_free": core.ports.disk_free(),
            "faults": list(faults(core)),
        }


def notify(word: str) -> None:
    """Tells the service manager, if there is one, that the loop runs."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        # systemd writes a socket of the abstract namespace with "@" in place of the first zero byte.
        out.connect("\0" + address[1:] if address.startswith("@") else address)
        out.send(word.encode())
