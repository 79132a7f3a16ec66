"""Too much waits, or something fails: the broker is answered all the same, and nothing goes unnoticed."""

import asyncio
import base64
import json
from types import SimpleNamespace

import pytest

from loa.bridge.batching import Batcher
from loa.bridge.presence import PresenceChange
from loa.bridge.running import Bridge
from loa.config import env
from loa.kernel.ids import uuid7

FACTS = {
    "user_nkey": "U",
    "server_id": {"id": "S"},
    "client_info": {"id": 1, "type": "mqtt", "mqtt_id": "one"},
    "connect_opts": {"user": "one", "pass": "x"},
}


class Message:
    """A request of the broker that keeps its answers."""

    def __init__(self):
        self.data = b"." + base64.urlsafe_b64encode(json.dumps({"nats": FACTS}).encode()) + b"."
        self.answers = []

    async def respond(self, answer):
        body = answer.split(b".")[1]
        said = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
        self.answers.append(said["nats"].get("error"))


@pytest.fixture
def bridge(house, monkeypatch):
    """Runs steps on a bridge that is not connected to anything."""
    for name, value in house._told("bridge").items():
        monkeypatch.setenv(name, value)

    async def all_of_it(steps):
        made = Bridge(env.read(), SimpleNamespace(holder=None))
        try:
            return await steps(made)
        finally:
            await made._close()

    return lambda steps: asyncio.run(asyncio.wait_for(all_of_it(steps), 30))


async def breaks(_items):
    raise ZeroDivisionError


def test_a_connection_is_refused_when_too_many_wait_or_the_decision_fails(bridge):
    async def steps(made):
        full, broken = Message(), Message()
        made.authenticator = Batcher(breaks, waiting=0)
        await made._decide(full)
        made.authenticator = Batcher(breaks)
        working = asyncio.create_task(made.authenticator.run())
        await made._decide(broken)
        working.cancel()
        return full.answers, broken.answers

    assert bridge(steps) == (["too many wait to connect"], ["not decided: ZeroDivisionError"])


def test_an_event_that_finds_no_room_makes_all_be_counted_again(bridge):
    async def steps(made):
        made.seen = Batcher(breaks, waiting=0)
        await made._note(PresenceChange(str(uuid7()), "S", 1, True))
        return made._recount.is_set()

    assert bridge(steps)


def test_what_nobody_waits_for_does_not_fail_unseen(bridge):
    async def steps(made):
        made._spawn(breaks(()))
        (task,) = made._tasks
        await task

    bridge(steps)
