"""The time that a box believes: moved by what is signed, as far as that can tell, and by nothing else."""

import time

import msgspec
from agent_rig.pieces import Shared, Wire, ports_of
from agent_rig.town import wait_for
from loa_agent import store as stores
from loa_agent.clock import Anchor, BoardClock, boot_id
from loa_agent.core import AgentSettings, Core
from loa_agent.link import SessionUp, SubscriptionAnswer
from loa_agent.shared_cache import SharedCache
from loa_agent.trust_state import Enrolment
from loa_protocol import timing, topics
from loa_protocol.encoding import encode
from loa_protocol.messages import TimeAnswer
from loa_protocol.messages.common import ClockQuality
from loa_protocol.messages.device import TimeQuestion
from loa_protocol.testing import world
from test_first_words import DEVICE


def board(ahead_ms: float, quality: ClockQuality = ClockQuality.RTC, boot: str = "") -> BoardClock:
    """A board clock that is so far ahead of the machine's own, as a process of this boot left it."""
    offset = time.time() * 1000 - time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6
    return BoardClock(None, Anchor(boot or boot_id(), offset + ahead_ms, quality))


def apart(clock: BoardClock) -> float:
    return clock.exact_ms() - time.time() * 1000


def test_an_answer_that_was_long_on_its_way_moves_no_clock_that_may_be_right() -> None:
    clock = board(ahead_ms=700)
    clock.answered(int(time.time() * 1000) + 1500, within_ms=2000)
    assert -1 <= apart(clock) <= 701  # left alone, or refined by NTP where there is one
    assert clock.quality() is ClockQuality.SIGNED


def test_an_answer_moves_a_clock_that_cannot_be_right() -> None:
    clock = board(ahead_ms=60_000)
    clock.answered(int(time.time() * 1000) + 5000, within_ms=2000)
    assert abs(apart(clock) - 5000) < 1000


def test_what_an_earlier_process_did_not_trust_is_no_anchor() -> None:
    assert abs(apart(board(ahead_ms=60_000, quality=ClockQuality.NONE))) < 1000
    assert abs(apart(board(ahead_ms=60_000, boot="another boot"))) < 1000
    assert abs(apart(board(ahead_ms=60_000)) - 60_000) < 1000


class Ahead:
    """A connected box whose battery-backed clock is a year ahead: by it every trust list has ended."""

    def __init__(self) -> None:
        self.province, self.wire = world.Province(), Wire()
        self.clock = board(world.NOW + 365 * timing.DAY - time.time() * 1000)
        ports = ports_of(self.clock, stores.memory(), 1, Shared(), SharedCache())
        ports.store.put("pins", self.province.pinned())
        ports.store.put("trust", encode(self.province.file()))
        ticks = lambda: time.monotonic_ns() // 1_000_000  # noqa: E731
        ports = msgspec.structs.replace(ports, link=self.wire, ticks=ticks)
        self.core = Core(ports, AgentSettings(), world.key("device 1"), Enrolment(DEVICE, "loa.test", "", ""))
        self.core.on_link(SessionUp())
        for topic in self.wire.topics:
            self.core.on_link(SubscriptionAnswer(topic, True))

    def question(self) -> TimeQuestion | None:
        self.core.on_tick()
        asked = [data for topic, data in self.wire.said if topic == topics.up(DEVICE, topics.Up.TIME)]
        return msgspec.json.decode(asked[-1], type=TimeQuestion) if asked else None


def test_a_clock_a_year_ahead_is_put_right_by_a_signed_answer() -> None:
    box = Ahead()
    assert box.core.trust_state.trust is None
    wait_for(box.question, "a question for the time")
    question = box.question()
    assert question is not None
    answer = box.province.seal(TimeAnswer(1, DEVICE, question.nonce, world.NOW + timing.MINUTE))
    box.core.on_message(topics.down(DEVICE), answer)
    assert abs(box.clock.now_ms() - world.NOW - timing.MINUTE) < 10_000
    assert box.core.trust_state.trust is not None


def test_an_answer_by_a_list_that_has_really_ended_is_none() -> None:
    box = Ahead()
    wait_for(box.question, "a question for the time")
    question = box.question()
    assert question is not None
    answer = box.province.seal(TimeAnswer(1, DEVICE, question.nonce, world.NOW + 60 * timing.DAY))
    box.core.on_message(topics.down(DEVICE), answer)
    assert box.clock.now_ms() > world.NOW + 300 * timing.DAY
