"""`fanout`: one signed act on the subject that all devices share, from the commit of the person's act to
every device's socket. The floor is the bare broker: the same bytes to the same connections.

Signer, bridge, file door and broker are real processes. Devices are raw MQTT connections in processes of
their own. Some devices run the agent's own inbox (the simulator), which verifies the act and answers it.
"""

from benchmarks import ground, province
from benchmarks.crowds import Crowds, connected
from benchmarks.harness import Result, command, result
from benchmarks.simulated import Fleet, as_operator

# isort: split
import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import nats
from loa.bridge.tests.broker import Broker
from loa.bridge.tests.house import House, opened, until
from loa.dispatch import targets
from loa.dispatch.actions import restore, silence
from loa.dispatch.models import Attempt
from loa.fleet.models import Health
from loa.keys import queries as keys
from loa.keys.models import SignedHead, ToSign
from loa.testing.cluster import Cluster
from loa_protocol import topics

FULL, QUICK = (166, 15_000, 16, 10), (10, 600, 4, 5)
"""Communes, devices, how many of them are agents, rounds."""
PROCESSES = 2
"""How many processes hold the raw connections."""
PER_SECOND = 300
"""How many connects a second each of them makes."""


@dataclass(frozen=True)
class Round:
    """One act: seconds from its commit to each raw device, seconds before the commit, the signed bytes."""

    took: list[float]
    deciding: float
    head: bytes


def act_round(own: Cluster, made: province.Province, crowd: Crowds, number: int) -> Round:
    """Measures one act from the decision to the last answer."""
    crowd.say("new")
    crowd.hear()
    ground.become(own, "web")
    began = time.monotonic_ns()
    with as_operator(made):
        target = targets.everything()
        act = silence(target, "Đo thời gian") if number % 2 == 0 else restore(target, "Đo thời gian")
    committed = time.monotonic_ns()
    at = crowd.arrived(len(made.devices))
    ground.become(own, "owner")
    crowd.say(f"ack {act.pk}")
    waiting = Attempt.objects.filter(act=act, state="waiting")
    until(lambda: not waiting.exists(), lambda: f"{waiting.count()} did not answer", 60)
    assert not Attempt.objects.filter(act=act).exclude(state="applied").exists()
    head = SignedHead.objects.get(kind="act", subject=str(act.pk))
    return Round([(ns - committed) / 1e9 for ns in at], (committed - began) / 1e9, bytes(head.head))


async def bare_round(house: House, crowd: Crowds, devices: int, head: bytes) -> list[float]:
    """Measures the floor: the broker's own fan-out of the same bytes. Returns seconds to each raw device."""
    said = house.broker.secrets
    client = await nats.connect(said["url"], user=said["user"], password=said["password"])
    crowd.say("new")
    crowd.hear()
    sent = time.monotonic_ns()
    await client.publish(topics.subject(topics.ALL), head)
    await client.flush()
    took = [(ns - sent) / 1e9 for ns in crowd.arrived(devices)]
    await client.close()
    return took


def p99(times: list[float]) -> float:
    """Returns the 99th percentile."""
    return quantiles(times, n=100)[98]


@contextmanager
def ready_house(own: Cluster, size: tuple[int, int, int, int]) -> Iterator[tuple[House, province.Province]]:
    """Gives a running server with signer, bridge and file door; every device enrolled, the agents connected
    and assigned."""
    communes, devices, agents, _ = size
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="loa-fan-")))
        made = province.make(communes, 26)
        province.add_devices(made, devices - agents, keys=True)
        ground.settle(own)
        broker = Broker(home)
        broker.start()
        stack.callback(broker.kill)
        house = stack.enter_context(opened(House(home, broker, own.environment)))
        house.start("signer", "bridge", "files")
        until(keys.root, lambda: house.log("signer"))
        fleet = Fleet(made, house)
        fleet.enrol(made.communes[0], [None] * agents)
        fleet.start(processes=1, per_second=PER_SECOND)
        unsigned = ToSign.objects.filter(state=ToSign.State.WAITING)
        until(lambda: not unsigned.exists(), lambda: house.log("signer"), 90)
        held = Health.objects.filter(device_id__in=fleet.devices, assignment_sequence__gt=0)
        until(lambda: held.count() == agents, lambda: house.log("simulator") + house.log("bridge"), 90)
        yield house, made


def run(quick: bool) -> list[Result]:
    """Measures all rounds; all arrivals count alike.

    Bare rounds and ours alternate, after one act that does not count: it gives the bytes, and the broker
    allocates its memory.
    """
    size = QUICK if quick else FULL
    _, devices, agents, rounds = size
    ours: list[float] = []
    floor: list[float] = []
    deciding: list[float] = []
    with (
        ground.database() as own,
        ready_house(own, size) as (house, made),
        connected(
            house, "benchmarks.crowd", made.devices, processes=PROCESSES, per_second=PER_SECOND
        ) as crowd,
    ):
        say(f"{devices} devices connected")
        head = act_round(own, made, crowd, 1).head
        for number in range(rounds):
            bare = asyncio.run(bare_round(house, crowd, len(made.devices), head))
            each = act_round(own, made, crowd, number)
            say(f"to the last device: bare {max(bare):.3f} s, ours {max(each.took):.3f} s")
            floor += bare
            ours += each.took
            deciding.append(each.deciding)
            head = each.head
    work = (
        f"{'quick' if quick else 'full'}: {devices} devices connected, {agents} of them with the agent's own"
        f" inbox; each act applied by all; {rounds} acts to all, {rounds} bare, in turns; p99;"
        f" an act is written for every device, before its commit, in {median(deciding):.2f} s"
    )
    return [result("fanout", p99(ours), "s", p99(floor), 1.3, work)]


def say(line: str) -> None:
    """Prints a line of progress on standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
