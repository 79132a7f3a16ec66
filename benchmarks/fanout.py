"""`fanout`: one signed act on the subject that all devices share, from the commit of the person's order to
every device's socket, against the bare broker: the same bytes to the same connections.

Signer, bridge, file door and broker are real processes; devices are raw MQTT connections in processes of
their own, and some run the agent's own inbox (the simulator), which verifies the act and answers it.
"""

from benchmarks import ground, province
from benchmarks.harness import Result, command, result
from benchmarks.keys import SECRET, key_of

# isort: split
import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import nats
from loa.bridge.tests.broker import Broker
from loa.bridge.tests.house import House, opened, until
from loa.dispatch import targets
from loa.dispatch.actions import restore, silence
from loa.dispatch.models import Attempt
from loa.fleet.actions.enrolling import Enrolment, enrol_demo
from loa.fleet.models import Health
from loa.kernel import actor as acting
from loa.keys import queries as keys
from loa.keys.models import SignedHead, ToSign
from loa.people import who
from loa.places import scope
from loa.testing.cluster import Cluster
from loa_protocol import topics
from loa_protocol.encoding import to_text
from loa_simulator import enrolment

FULL, QUICK = (166, 15_000, 16, 10), (10, 600, 4, 5)
"""Communes, devices, of them agents, rounds."""
PROCESSES = 2
PER_SECOND = 300


class Crowds:
    """The processes that hold the raw connections."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes

    def say(self, line: str) -> None:
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(line + "\n")
            process.stdin.flush()

    def hear(self) -> list[dict[str, object]]:
        """A line from each."""
        said = []
        for process in self._processes:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, "a crowd ended"
            said.append(json.loads(line))
        return said

    def arrived(self, wanted: int, patience_s: float = 30) -> list[int]:
        """Arrival times (ns) once as many devices as wanted have heard it."""
        deadline = time.monotonic() + patience_s
        while True:
            self.say("told")
            at = [ns for said in self.hear() for ns in said["at"]]  # type: ignore[attr-defined]
            if len(at) == wanted:
                return at
            assert time.monotonic() < deadline, f"{len(at)} of {wanted} heard it"
            time.sleep(0.3)


@contextmanager
def crowds(house: House, made: province.Province) -> Iterator[Crowds]:
    """All raw devices, connected and subscribed."""
    with ExitStack() as stack:
        started = []
        for part in range(PROCESSES):
            devices = [[str(d.pk), d.places, d.plan_id] for d in made.devices[part::PROCESSES]]
            path = house.home / f"crowd{part}.json"
            told = {"server": keys.server_name(), "port": house.broker.mqtt, "per_second": PER_SECOND}
            path.write_text(json.dumps({**told, "devices": devices}))
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.crowd", str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            started.append(process)
        found = Crowds(started)
        found.hear()
        yield found


def enrol_agents(made: province.Province, house: House, count: int) -> None:
    """Devices that run the agent's own inbox: enrolled by the fleet's own action, run by the simulator."""
    ids = [str(uuid.UUID(int=0xA6E << 112 | number)) for number in range(count)]
    members = tuple(enrolment.Member(each, key_of(each).public_key.hex()) for each in ids)
    unit = made.communes[0]
    with as_operator(made):
        enrol_demo(
            unit,
            [
                Enrolment(uuid.UUID(each.device), bytes.fromhex(each.public_key), None, f"Máy {number}")
                for number, each in enumerate(members)
            ],
        )
    root = keys.root()
    assert root is not None
    server = enrolment.Server(
        keys.server_name(),
        f"mqtt://127.0.0.1:{house.broker.mqtt}",
        to_text(bytes(root.statement)),
        root.sha256,
    )
    path = house.home / "fleet.json"
    enrolment.write(path, enrolment.FleetFile(SECRET, members, server))
    command_line = ["-m", "loa_simulator", "--devices", str(count), "--dir", str(house.home / "fleet")]
    with (house.home / "simulator.log").open("ab") as log:
        house.processes["simulator"] = subprocess.Popen(
            [sys.executable, *command_line, "--enrol", str(path), "--processes", "1"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=log,
            stderr=log,
        )


@contextmanager
def as_operator(made: province.Province) -> Iterator[None]:
    """Acts as the province's operator, signed in."""
    account = made.operator
    assert account is not None
    with scope.using([made.unit.pk], [made.unit.pk], account.person_id, account.pk):
        grants = who.grants_of(account.person_id)
    actor = acting.Actor(account.pk, account.person_id, account.person.name, grants)
    with acting.acting(actor), scope.for_actor(actor):
        yield


def act_round(own: Cluster, made: province.Province, crowd: Crowds, number: int) -> tuple[list[float], bytes]:
    """One order, all the way: seconds to each raw device after its commit, and the signed bytes."""
    crowd.say("new")
    crowd.hear()
    ground.become(own, "web")
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
    return [(ns - committed) / 1e9 for ns in at], bytes(head.head)


async def bare_rounds(house: House, crowd: Crowds, devices: int, head: bytes, rounds: int) -> list[float]:
    """The floor: the broker's own fan-out of the same bytes."""
    said = house.broker.secrets
    client = await nats.connect(said["url"], user=said["user"], password=said["password"])
    took: list[float] = []
    for _ in range(rounds):
        crowd.say("new")
        crowd.hear()
        sent = time.monotonic_ns()
        await client.publish(topics.subject(topics.ALL), head)
        await client.flush()
        took += [(ns - sent) / 1e9 for ns in crowd.arrived(devices)]
    await client.close()
    return took


def p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]


def run(quick: bool) -> list[Result]:
    """All arrivals of all rounds count alike."""
    communes, devices, agents, rounds = QUICK if quick else FULL
    with ExitStack() as stack:
        own = stack.enter_context(ground.database())
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
        enrol_agents(made, house, agents)
        crowd = stack.enter_context(crowds(house, made))
        unsigned = ToSign.objects.filter(state=ToSign.State.WAITING)
        until(lambda: not unsigned.exists(), lambda: house.log("signer"), 90)
        held = Health.objects.filter(device__name__startswith="Máy", assignment_sequence__gt=0)
        until(lambda: held.count() == agents, lambda: house.log("simulator") + house.log("bridge"), 90)
        ours: list[float] = []
        for number in range(rounds):
            took, head = act_round(own, made, crowd, number)
            ours += took
        floor = asyncio.run(bare_rounds(house, crowd, len(made.devices), head, rounds))
    kind = "quick" if quick else "full"
    work = (
        f"{kind}: {devices} devices connected, {agents} of them with the agent's own inbox; each act applied"
        f" by all; {rounds} acts to all, {rounds} bare; p99"
    )
    return [result("fanout", p99(ours), "s", p99(floor), 1.3, work)]


def main() -> None:
    """The shell's way in."""
    command(run)


if __name__ == "__main__":
    main()
