"""`bridge`: how many devices one bridge serves. A province of connected devices sends what a fleet sends,
first at its own pace, then many times as fast. What counts is the bridge's processor time as a share of one
core, since a bridge runs on one.

Signer, bridge and broker are real processes, and the database is as durable as one in use. The devices are
raw MQTT connections in processes of their own. Every question must be answered. What a device holds is in
force already, as it mostly is; `fleet` and `fanout` measure plans on their way.
"""

from benchmarks import ground, province
from benchmarks.crowds import Crowds, connected
from benchmarks.harness import Result, command, result

# isort: split
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from loa.bridge.tests.broker import Broker
from loa.bridge.tests.house import House, opened, until
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import SignedHead, SignedKind
from loa.places.models import Unit
from loa.testing.cluster import Cluster
from loa_protocol.ids import sha256_hex

PROCESSES, PER_SECOND = 2, 125
"""Processes of devices, and connects of each per second."""
WANTED = 50_000
"""Devices. If one bridge served fewer, several would be needed, each for a part of the places."""
HEAD_BYTES = 420
"""The size to which a made head is padded."""
KEYS = ("said", "answered")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Size:
    """The size of the benchmark: how large; how many times as fast as a fleet, and for how many seconds,
    first slowly, then fast."""

    communes: int
    devices: int
    pace: float
    seconds: float
    fast: float
    fast_seconds: float


FULL = Size(166, 15_000, 1, 60, 8, 30)
QUICK = Size(10, 600, 25, 8, 100, 6)


@dataclass(frozen=True)
class Spell:
    """A time in which the bridge was watched: seconds, its processor seconds, what was sent, and how much of
    what needs an answer got none."""

    seconds: float
    processor: float
    said: Counter[str]
    unanswered: Counter[str]

    @property
    def share(self) -> float:
        """The processor time as a share of one core."""
        return self.processor / self.seconds


def in_force(made: province.Province) -> None:
    """Makes an assignment for each device and a plan for each hamlet, as the bridge compares them."""
    by_plan = {each.plan_id: each.unit for each in made.devices}
    heads = [_head(each.unit, SignedKind.ASSIGN, str(each.pk)) for each in made.devices]
    heads += [_head(unit, SignedKind.PLAN, plan) for plan, unit in by_plan.items()]
    SignedHead.objects.bulk_create(heads, batch_size=5000)


def _head(unit: Unit, kind: SignedKind, subject: str) -> SignedHead:
    now = clock.now()
    return SignedHead(
        unit=unit,
        kind=kind,
        subject=subject,
        serial=1,
        sequence=1,
        sha256=sha256_hex(subject.encode()),
        head=subject.encode().ljust(HEAD_BYTES, b"."),
        signed_at=now,
        valid_to=now,
    )


def held() -> dict[str, int]:
    """Returns what of a `have` is the same for all: the newest list and address, and the heads made here."""
    trust, address = keys.trust(), keys.address()
    assert trust is not None
    assert address is not None
    return {
        "trust_serial": trust.serial,
        "trust_seq": trust.sequence,
        "address_serial": address.serial,
        "address_seq": address.sequence,
        "assignment_serial": 1,
        "assignment_seq": 1,
        "plan_serial": 1,
        "plan_seq": 1,
    }


class WatchedBridge:
    """The bridge, with the processor time that the system counts for it."""

    def __init__(self, house: House) -> None:
        self._pid = house.processes["bridge"].pid

    def _processor_s(self) -> float:
        # After the name in parentheses, which may hold spaces: fields 12 and 13 are utime and stime
        # (proc(5)).
        said = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / TICKS

    def spell(self, work: Callable[[], tuple[Counter[str], Counter[str]]]) -> Spell:
        """Watches the bridge during `work`, which returns what was sent and how much of it had no answer."""
        began, used = time.perf_counter(), self._processor_s()
        said, unanswered = work()
        found = Spell(time.perf_counter() - began, self._processor_s() - used, said, unanswered)
        sys.stderr.write(f"{found}\n")
        return found

    def live(self, crowds: Crowds, pace: float, seconds: float) -> Spell:
        """Watches while the devices run at this pace. At most one message in a thousand may go without an
        answer."""

        def work() -> tuple[Counter[str], Counter[str]]:
            crowds.say(f"live {pace} {seconds}")
            heard = crowds.hear()
            said, answered = (
                sum((Counter(each[it]) for each in heard), Counter()) for it in ("said", "answered")
            )
            return said, Counter(
                {word: count for word, count in (said - answered).items() if word in answered}
            )

        found = self.spell(work)
        assert found.unanswered.total() * 1000 <= found.said.total(), found
        return found


def measure(own: Cluster, size: Size) -> tuple[Spell, Spell, Spell, Spell]:
    """Watches all connecting, then nobody sending, then the fleet's own pace, then the fast one."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="loa-bridge-")))
        made = province.make(size.communes, 26)
        province.add_devices(made, size.devices, keys=True)
        in_force(made)
        ground.settle(own)
        broker = Broker(home)
        broker.start()
        stack.callback(broker.kill)
        house = stack.enter_context(opened(House(home, broker, own.environment)))
        house.start("signer", "bridge")
        until(lambda: keys.trust() and keys.address(), lambda: house.log("signer"))
        until(lambda: "devices are connected" in house.log("bridge"), lambda: house.log("bridge"))
        watched = WatchedBridge(house)
        crowds: list[Crowds] = []

        def connect() -> tuple[Counter[str], Counter[str]]:
            crowds.append(
                stack.enter_context(
                    connected(
                        house,
                        "benchmarks.pace",
                        made.devices,
                        processes=PROCESSES,
                        per_second=PER_SECOND,
                        holds=held(),
                    )
                )
            )
            return Counter(connect=size.devices), Counter()

        def nothing() -> tuple[Counter[str], Counter[str]]:
            time.sleep(min(size.seconds, 20))
            return Counter(), Counter()

        storm, idle = watched.spell(connect), watched.spell(nothing)
        slow = watched.live(crowds[0], size.pace, size.seconds)
        return storm, idle, slow, watched.live(crowds[0], size.fast, size.fast_seconds)


def said_by(spell: Spell, seconds: float) -> str:
    """Returns the messages a second, by word."""
    return ", ".join(f"{count / seconds:.1f} {word}" for word, count in sorted(spell.said.items()))


def run(quick: bool) -> list[Result]:
    """Measures one bridge at full size, or with few devices where `quick`."""
    size = QUICK if quick else FULL
    with ground.database() as own:
        storm, idle, slow, fast = measure(own, size)
    there = f"{'quick' if quick else 'full'}: {size.devices} devices connected"
    # Processor seconds for one device and one second at a fleet's pace, without what an idle bridge takes.
    cost = (slow.processor - idle.share * slow.seconds) / (size.devices * size.pace * size.seconds)
    return [
        result(
            "bridge.share",
            slow.share,
            "of a core",
            1.0,
            size.devices * size.pace / WANTED,
            f"{there}, {size.pace:g} times a fleet's pace for {size.seconds:.0f} s; a second:"
            f" {said_by(slow, size.seconds)}; while nobody speaks {idle.share:.3f}",
        ),
        result(
            "bridge.ceiling",
            (1 - idle.share) / cost,
            "devices",
            WANTED,
            1.0,
            f"{there}: {cost * 60e6:.0f} µs of processor a device and minute at that pace, projected to a"
            " full core",
            at_least=True,
        ),
        result(
            "bridge.carried",
            size.devices * size.fast,
            "devices",
            WANTED,
            1.0,
            f"{there}, {size.fast:g} times a fleet's pace for {size.fast_seconds:.0f} s: as many speak so,"
            f" {fast.unanswered.total()} askings not answered, for"
            f" {fast.processor / size.fast_seconds:.3f} of a core; a second:"
            f" {said_by(fast, size.fast_seconds)}",
            at_least=True,
        ),
        result(
            "bridge.connects",
            size.devices / storm.processor,
            "connects/s",
            float(PROCESSES * PER_SECOND),
            1.0,
            f"{there} in {storm.seconds:.0f} s, for {storm.share:.3f} of a core; projected to a full core;"
            " floor what is switched on a second, as in `fleet`",
            at_least=True,
        ),
    ]


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
