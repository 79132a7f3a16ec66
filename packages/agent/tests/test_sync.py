"""What is remembered of failed fetches is of objects that are still missing."""

from agent_rig.pieces import NoFetch
from agent_rig.town import TOKEN
from loa_agent.plan_store import MissingObject
from loa_agent.sync import Sync
from loa_protocol.messages.device import Door
from loa_protocol.testing import world

HERE, OTHER = "aa" * 32, "bb" * 32


def test_a_failed_fetch_is_forgotten_with_the_plan_that_named_it() -> None:
    fetch = NoFetch()
    sync = Sync(world.DEVICE, fetch)
    sync.door = Door(1, "http://127.0.0.1:1", TOKEN, world.NOW)
    now = 0
    for name in (HERE, OTHER):
        assert sync.step([MissingObject(name, None, None)], None, now) is None
        fetch.finish("network")
        sync.take(now)
    missing_objects = [MissingObject(OTHER, None, None)]
    assert sync.step(missing_objects, None, now) == now + 1_000
    assert (sync._not_before.keys(), sync._tries.keys()) == ({OTHER}, {OTHER})
    assert sync.step([], None, now) is None
    assert (sync._not_before, sync._tries) == ({}, {})
