"""A fleet as it is run: the command, real processes, a real broker and file door; kills in the middle."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from loa_protocol import timing
from loa_protocol.messages import ActKind, RecordKind, Target, TargetKind
from loa_protocol.testing.world import act
from loa_simulator import enrolment
from loa_simulator.testing.province import Broker, Peer, now_ms, until

DEVICES = 40


@pytest.fixture
def broker(tmp_path):
    made = Broker(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def start(tmp_path):
    """Starts the command; whatever still runs is stopped at the end."""
    running = []

    def run(file: enrolment.FleetFile, devices: int = DEVICES) -> subprocess.Popen:
        path = tmp_path / "fleet.json"
        enrolment.write(path, file)
        given = ["--devices", str(devices), "--dir", str(tmp_path / "fleet"), "--enrol", str(path)]
        command = [sys.executable, "-m", "loa_simulator", *given, "--per-second", "200"]
        with (tmp_path / "fleet.log").open("ab") as out:
            running.append(subprocess.Popen(command, stdout=out, stderr=out))
        return running[-1]

    yield run
    for child in running:
        child.terminate()
        assert child.wait(20) == 0, (tmp_path / "fleet.log").read_text()


def part_of(fleet: subprocess.Popen) -> int:
    """The process id of the fleet's one part."""
    children = Path(f"/proc/{fleet.pid}/task/{fleet.pid}/children").read_text().split()
    return int(children[0])


def test_a_fleet_that_is_killed_leaves_no_part_behind(broker, tmp_path):
    path = tmp_path / "fleet.json"
    enrolment.write(path, Peer(broker, enrolment.make(2)).enrolled())
    given = ["--devices", "2", "--dir", str(tmp_path / "fleet"), "--enrol", str(path)]
    with (tmp_path / "fleet.log").open("ab") as out:
        fleet = subprocess.Popen([sys.executable, "-m", "loa_simulator", *given], stdout=out, stderr=out)
    asyncio.run(until((tmp_path / "fleet" / "part-0.json").exists, 60, (tmp_path / "fleet.log").read_text))
    part = Path(f"/proc/{part_of(fleet)}")
    fleet.kill()
    fleet.wait()
    asyncio.run(until(lambda: not part.exists(), 30, lambda: "the part still runs"))


def test_a_fleet_plays_a_plan_on_the_second_and_proves_it(broker, start, tmp_path):
    asyncio.run(_plays(broker, start, tmp_path))


async def _plays(broker, start, tmp_path):
    peer = Peer(broker, enrolment.make(DEVICES))
    item = peer.plan_one(now_ms() + 14_000, 2_000)
    async with peer:
        start(peer.enrolled())

        def told() -> str:
            log = (tmp_path / "fleet.log").read_text()[-1500:]
            return f"{peer.wrong[:3]} {[len(r) for r in peer.records.values()]} {log}"

        def completed() -> bool:
            done = [d for d in peer.public if RecordKind.COMPLETED in peer.kinds(d)]
            return len(done) == DEVICES or bool(peer.wrong)

        await until(completed, 120, told)
        assert peer.wrong == []
        for device in peer.public:
            kinds = peer.kinds(device)
            assert kinds == [RecordKind.BOOT, RecordKind.STARTED, RecordKind.COMPLETED]
            started = peer.records[device][1]
            assert (started.wall_ms, started.offset_ms, started.planned_ms) == (
                item.start_ms,
                0,
                item.start_ms,
            )
            assert started.media_sha256 == item.media[0].sha256
            assert started.clock == "signed"
        status = msgspec.json.decode((tmp_path / "fleet" / "status.json").read_bytes())
        assert (status["ready"], status["complete"], status["restarts"]) == (DEVICES, DEVICES, 0)


def test_a_killed_fleet_goes_on_where_the_plan_stands_and_its_records_hang_together(broker, start, tmp_path):
    asyncio.run(_killed(broker, start, tmp_path))


async def _killed(broker, start, tmp_path):
    peer = Peer(broker, enrolment.make(DEVICES))
    peer.plan_one(now_ms() + 14_000, 20_000)
    async with peer:
        fleet = start(peer.enrolled())

        def told() -> str:
            log = (tmp_path / "fleet.log").read_text()[-1500:]
            return f"{peer.wrong[:3]} {[peer.kinds(d) for d in list(peer.public)[:3]]} {log}"

        def all_have(kind: RecordKind) -> bool:
            return all(kind in peer.kinds(d) for d in peer.public) or bool(peer.wrong)

        await until(lambda: all_have(RecordKind.STARTED), 120, told)
        os.kill(part_of(fleet), signal.SIGKILL)
        await until(lambda: all_have(RecordKind.RESUMED), 120, told)
        assert peer.wrong == []
        for device in peer.public:
            records = peer.records[device]
            assert [r.kind for r in records][:5] == [
                RecordKind.BOOT,
                RecordKind.STARTED,
                RecordKind.BOOT,
                RecordKind.CUT,
                RecordKind.RESUMED,
            ]
            resumed = records[4]
            assert resumed.offset_ms == resumed.wall_ms - resumed.planned_ms
            assert 0 < resumed.lost_ms <= resumed.offset_ms


def test_a_broker_that_dies_loses_nothing_and_an_order_reaches_everyone(broker, start, tmp_path):
    asyncio.run(_ordered(broker, start, tmp_path))


async def _ordered(broker, start, tmp_path):
    peer = Peer(broker, enrolment.make(DEVICES))
    peer.plan_one(now_ms() + timing.HOUR, 60_000)
    async with peer:
        start(peer.enrolled())
        status = tmp_path / "fleet" / "status.json"

        def figure(name: str) -> int:
            return msgspec.json.decode(status.read_bytes())[name] if status.exists() else 0

        def told() -> str:
            return f"{peer.wrong[:3]} {(tmp_path / 'fleet.log').read_text()[-1500:]}"

        await until(lambda: figure("complete") == DEVICES or bool(peer.wrong), 120, told)
        assert peer.wrong == []
        broker.kill()
        await until(lambda: figure("ready") == 0, 120, told)
        broker.start()
        await until(lambda: figure("ready") == DEVICES and figure("waiting_records") == 0, 90, told)
        now = now_ms()
        order = act(
            ActKind.SILENCE,
            Target(TargetKind.UNIT, "16012"),
            seq=now,
            at=now,
            latest_start_ms=now,
            expires_ms=now + timing.HOUR,
        )
        await peer.order(order)
        await until(lambda: len(peer.acks) >= DEVICES, 30, told)
        acks = [msgspec.json.decode(data) for data in peer.acks]
        assert {ack["device"] for ack in acks} == set(peer.public)
        assert {ack["state"] for ack in acks} == {"applied"}
        assert peer.wrong == []
