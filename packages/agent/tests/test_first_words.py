"""What a box says before it has anything to believe, and how long a refusal counts as a fault."""

from collections import Counter
from types import SimpleNamespace

import msgspec
from agent_rig.pieces import Shared, Wire, ports_of
from loa_agent import store as stores
from loa_agent.clock import DrivenClock
from loa_agent.core import AgentSettings, Core
from loa_agent.faults import faults
from loa_agent.link import SessionUp, SubscriptionAnswer
from loa_agent.shared_cache import SharedCache
from loa_agent.store import Store
from loa_agent.trust_state import Enrolment
from loa_agent.uplink import Uplink
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.testing import world

DEVICE = "0199dddd-0000-7000-8000-000000000001"
HOUR_MS = 3_600_000


class Box:
    """A connected core with nothing but its pins; the test moves its monotonic clock."""

    def __init__(self) -> None:
        self.province, self.ticks = world.Province(), 0
        ports = ports_of(DrivenClock(), stores.memory(), 1, Shared(), SharedCache())
        ports = msgspec.structs.replace(ports, ticks=lambda: self.ticks)
        ports.store.put("pins", self.province.pinned())
        self.wire = ports.link
        self.core = Core(ports, AgentSettings(), world.key("device 1"), Enrolment(DEVICE, "loa.test", "", ""))
        self.core.on_link(SessionUp())
        for topic in self.wire.topics:
            self.core.on_link(SubscriptionAnswer(topic, True))

    def tick(self, later_ms: int = 0) -> None:
        self.ticks += later_ms
        self.core.on_tick()

    def asked_time(self) -> int:
        return sum(topic == topics.up(DEVICE, topics.Up.TIME) for topic, _payload in self.wire.said)


def test_no_time_is_asked_before_there_is_a_trust_list_to_believe_the_answer_by():
    box = Box()
    for _second in range(30):
        box.tick(1000)
    assert box.asked_time() == 0
    box.core.on_message(topics.down(DEVICE), encode(box.province.file()))
    box.tick(1000)
    assert box.asked_time() == 1


def test_a_refusal_is_called_a_fault_for_an_hour():
    box = Box()
    box.tick()
    box.core.on_message(topics.down(DEVICE), b"not a head at all")
    assert any(fault.startswith("refused: ") for fault in faults(box.core))
    box.ticks += HOUR_MS
    assert not any(fault.startswith("refused: ") for fault in faults(box.core))


def test_a_flood_of_refusals_is_told_on_the_wire_and_fills_no_disk():
    box = Box()
    box.tick()
    for number in range(1000):
        box.core.on_message(topics.down(DEVICE), b"nothing of the kind %d" % number)
    told = sum(topic == topics.up(DEVICE, topics.Up.REFUSED) for topic, _payload in box.wire.said)
    assert told == 1000
    assert box.core.outbox.last == 101  # boot, and a hundred of them
    box.ticks += HOUR_MS
    box.core.on_message(topics.down(DEVICE), b"once more")
    assert box.core.outbox.last == 102


def test_a_thousand_boxes_whose_power_returns_do_not_knock_at_once() -> None:
    opened = Counter(first_try(f"0199dddd-0000-7000-8000-{number:012x}") for number in range(1_000))
    assert max(opened) < 8_000
    assert max(opened.values()) < 10
    assert len({at // 1_000 for at in opened}) == 8


def first_try(device: str) -> int:
    """The ms after power on at which this box first opens a session."""
    addresses = SimpleNamespace(mqtt="mqtt://127.0.0.1:1")
    wire = Wire()
    uplink = Uplink(wire, Store(stores.memory()), world.key("device"), device, "loa.test", addresses, int)
    uplink.step(1_000)
    if wire.opened:
        return 0
    due = uplink.next_due
    uplink.step(due - 1)
    assert not wire.opened
    uplink.step(due)
    assert len(wire.opened) == 1
    return due - 1_000
