"""MQTT through a real nats-server: connects, comes back, hears its plan, delivers its records."""

import contextlib
import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from agent_rig.broker import Broker
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, TOKEN, Town, item, wait_for
from loa_agent.address import InsecureAddress, is_safe
from loa_agent.address import broker as broker_at
from loa_agent.clock import DrivenClock
from loa_agent.link import Backoff, LinkEvent, Session, SessionDown, SessionUp, spread
from loa_agent.mqtt import MqttLink
from loa_agent.tls import Certificates
from loa_protocol import enrolment, heads, topics
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import TimeAnswer
from loa_protocol.messages.device import Ack, Have, Hello, Stored, TimeQuestion
from loa_protocol.messages.records import RecordBatch
from loa_protocol.testing import world

PASSWORD = "any"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.stop()
    made.loop.close()


@pytest.fixture
def linked(tmp_path: Path, broker: Broker) -> Iterator[Town]:
    """A claimed box that finds this broker."""
    made = Town(tmp_path, f"mqtt://127.0.0.1:{broker.mqtt}")
    assert made.claim().returncode == 0
    yield made
    made.close()


def test_from_hello_to_stored_over_a_broker_that_comes_late(
    broker: Broker, linked: Town, fees: Sound
) -> None:
    town = linked
    town.offer(fees)
    town.start().set(EIGHT, trusted=False)
    broker.start()
    wait_for(lambda: town.ask()["connected"], "a session", 60)
    wait_for(lambda: broker.said(topics.Up.TIME), "a question for the time")
    hello = msgspec.json.decode(broker.said(topics.Up.HELLO)[0], type=Hello)
    have = msgspec.json.decode(broker.said(topics.Up.HAVE)[0], type=Have)
    assert (hello.device, hello.clock.value, have.assignment_seq, have.plan_seq) == (
        world.DEVICE,
        "none",
        1,
        0,
    )

    question = msgspec.json.decode(broker.said(topics.Up.TIME)[-1], type=TimeQuestion)
    down = topics.down(world.DEVICE)
    answer = TimeAnswer(1, world.DEVICE, question.nonce, EIGHT + 5000)
    broker.send(down, town.province.seal(answer))
    wait_for(lambda: town.ask()["clock"] == "signed", "trust in the clock")
    assert EIGHT + 5000 <= town.ask()["now_ms"] < EIGHT + 10_000  # half the way there and back
    broker.send(down, town.province.seal(answer))  # the same again is a replay

    broker.send(down, encode(world_door(town)))
    broker.send(topics.plan(world.PLAN_ID), town.publish(item(FIVE_PM, fees)))
    wait_for(lambda: town.ask()["plan_ready"] and not town.ask()["lacking"], "the plan")
    act = world.act(expires_ms=EIGHT + 60_000)
    broker.send(topics.unit("16012"), town.province.seal(act))
    wait_for(lambda: broker.said(topics.Up.ACK), "an acknowledgement")
    ack = msgspec.json.decode(broker.said(topics.Up.ACK)[0], type=Ack)
    assert (ack.act, ack.state.value) == (act.id, "applied")

    town.to(FIVE_PM + 60_000)
    key = bytes.fromhex(town.server.public_key)
    stored = 0

    def all_stored() -> bool:
        nonlocal stored
        for raw in broker.said(topics.Up.RECORDS):
            batch = heads.unseal(raw, key, RecordBatch)
            assert isinstance(batch, tuple)
            if batch[1].last > stored:
                stored = batch[1].last
                broker.send(down, encode(Stored(1, stored, sha256_hex(raw))))
        state = town.ask()
        return state["records_last"] == state["records_stored"] == stored

    wait_for(all_stored, "every record to be stored")
    kinds = [record.kind.value for record in town.records()]
    assert [kind for kind in kinds if kind in ("started", "completed")] == ["started", "completed"]
    assert "refused" in kinds

    broker.stop()
    wait_for(lambda: not town.ask()["connected"], "the session to fall")
    before = len(broker.heard)
    broker.start()
    wait_for(lambda: town.ask()["connected"], "a new session", 60)
    wait_for(lambda: broker.said(topics.Up.HAVE) and len(broker.heard) > before, "have again", 60)
    town.stop()
    counters = json.loads(town_counter(town))
    assert counters >= 2


def world_door(town: Town):
    from loa_protocol.messages.device import Door

    return Door(1, town.server.url, TOKEN, FIVE_PM)


def town_counter(town: Town) -> bytes:
    import sqlite3

    with contextlib.closing(sqlite3.connect(town.state / "agent.sqlite")) as db:
        return db.execute("select value from kept where name = 'connects'").fetchone()[0]


def test_a_session_over_websocket_on_this_machine(broker: Broker) -> None:
    broker.start()
    link = MqttLink(Certificates("", DrivenClock()), lambda: None)
    health = topics.up(world.DEVICE, topics.Up.HEALTH)
    link.open(Session(world.DEVICE, PASSWORD, health, f"ws://127.0.0.1:{broker.web}/mqtt"))
    events: list[LinkEvent] = []
    wait_for(lambda: events.extend(link.take()) or events, "a session")
    assert events == [SessionUp()]
    link.publish(topics.up(world.DEVICE, topics.Up.HELLO), b"{}")
    wait_for(lambda: broker.said(topics.Up.HELLO), "what it says")
    link.close()


def test_an_old_session_is_not_taken_for_the_present_one(broker: Broker) -> None:
    broker.start()
    link = MqttLink(Certificates("", DrivenClock()), lambda: None)
    address = f"mqtt://127.0.0.1:{broker.mqtt}"
    events: list[LinkEvent] = []
    for times in (1, 2):
        link.open(Session(world.DEVICE, PASSWORD, topics.up(world.DEVICE, topics.Up.HEALTH), address))
        wait_for(
            lambda times=times: events.extend(link.take()) or events.count(SessionUp()) == times, "a session"
        )
    wait_for(lambda: sum(thread.name == "mqtt" for thread in threading.enumerate()) == 1, "the first to end")
    assert [*events, *link.take()] == [SessionUp(), SessionUp()]
    link.close()
    wait_for(lambda: any(isinstance(event, SessionDown) for event in link.take()), "the second to end")


def test_the_password_is_this_devices_signature_over_server_device_and_counter() -> None:
    key = world.key("device")
    text = enrolment.password("loa.test", world.DEVICE, 7, key)
    checked = enrolment.check_password(text, key.public_key, "loa.test", world.DEVICE, 6)
    assert not isinstance(checked, enrolment.Refusal)


def test_only_this_machine_is_spoken_to_in_the_clear() -> None:
    safe = ["https://loa.example/x", "http://127.0.0.1:8080", "http://[::1]:1", "http://localhost"]
    unsafe = [
        "http://10.0.0.5",
        "http://loa.example",
        "file:///etc/passwd",
        "ftp://127.0.0.1",
        "https://",
        "http://[1",
    ]
    assert [is_safe(url) for url in safe + unsafe] == [True] * 4 + [False] * 6
    assert broker_at("mqtts://broker.example") == ("broker.example", 8883, True, "")
    assert broker_at("mqtt://localhost") == ("localhost", 1883, False, "")
    assert broker_at("wss://broker.example/mqtt?x=1") == ("broker.example", 443, True, "/mqtt?x=1")
    assert broker_at("ws://127.0.0.1") == ("127.0.0.1", 80, False, "/")
    for address in (
        "mqtt://broker.example:1883",
        "mqtts://broker.example:many",
        "ws://broker.example/mqtt",
        "tcp://127.0.0.1",
        "wss://",
        "mqtts://",
    ):
        with pytest.raises(InsecureAddress):
            broker_at(address)


def test_a_fleet_spreads_its_tries() -> None:
    firsts = sorted(Backoff(f"device {number}").next_ms() for number in range(1000))
    assert firsts[0] >= 500
    assert firsts[-1] < 1000
    assert max(b - a for a, b in itertools.pairwise(firsts)) < 30
    one = Backoff("x")
    waits = [one.next_ms() for _ in range(12)]
    assert all(60_000 <= wait < 120_000 for wait in waits[8:])
    places = [spread(f"device {number}", "1", 3_600_000) for number in range(1000)]
    assert 1_600_000 < sum(places) / 1000 < 2_000_000
