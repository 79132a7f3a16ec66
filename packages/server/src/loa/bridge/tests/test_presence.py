"""Which devices are connected: whatever the order of events, whatever happens during a count."""

import asyncio
import json

import pytest

from loa.bridge.database import ScopedDatabase, rows
from loa.bridge.health_locks import lock
from loa.bridge.presence import Presence, PresenceChange, read
from loa.bridge.registry import Registry
from loa.bridge.tests.house import until
from loa.bridge.tests.test_bridge import enrolled, in_loop, run
from loa.fleet.models import Device, Health


@pytest.fixture
def watched(bridge_conninfo):
    """Runs steps on a `Presence` of their own."""

    async def all_of_it(steps):
        base = ScopedDatabase(bridge_conninfo)
        await base.open()
        try:
            return await steps(Presence(base, Registry(base)), base)
        finally:
            await base.close()

    return lambda steps: asyncio.run(asyncio.wait_for(all_of_it(steps), 60))


def came(box, number, server="S"):
    return PresenceChange(box.id, server, number, True)


def went(box, number, server="S"):
    return PresenceChange(box.id, server, number, False)


def row(box):
    found = Health.objects.filter(device_id=box.id).first()
    return found and (found.connected, found.server_id, found.connection)


def listing(*connected):
    """What a broker answers that lists these (client, connection)."""

    async def request(_subject, _asked):
        page = [{"mqtt_client": client, "cid": number} for client, number in connected]
        said = {"server_id": "S", "total": len(page), "connections": page}
        return json.dumps({"data": said}).encode()

    return request


@pytest.mark.parametrize(
    ("batches", "at"),
    [
        ([["+1"], ["+2", "-1"]], (True, "S", 2)),
        ([["+1"], ["-1", "+2"]], (True, "S", 2)),
        ([["+1", "+2", "-1"]], (True, "S", 2)),
        ([["+1", "-1", "+2"]], (True, "S", 2)),
        ([["+1"], ["+2"], ["-1"]], (True, "S", 2)),
        ([["+1", "-1"]], (False, "S", 1)),
        ([["+1"], ["+2", "-1", "-2"]], (False, "S", 2)),
        ([["+1"], ["+2", "-2"]], (True, "S", 1)),
        ([["+1"], ["+2"], ["-2"]], (True, "S", 1)),
        ([["+1"], ["+2"], ["-2"], ["-1"]], (False, "S", 1)),
    ],
)
def test_a_device_is_connected_as_long_as_one_of_its_connections_is_open(watched, boxes, batches, at):
    (box,) = boxes(1)

    async def steps(presence, _base):
        for batch in batches:
            told = [(came if each[0] == "+" else went)(box, int(each[1:])) for each in batch]
            assert await presence.write(told) == [None] * len(told)
        return presence.connection_of(box.id)

    assert watched(steps) == (at[1:] if at[0] else None)
    assert row(box) == at


def test_a_broker_that_was_started_again_counts_anew(watched, boxes):
    (box,) = boxes(1)

    async def steps(presence, _base):
        await presence.write([came(box, 900, "before"), came(box, 3, "after")])

    watched(steps)
    assert row(box) == (True, "after", 3)


def test_who_is_gone_at_a_count_is_gone_from_memory_too(watched, boxes):
    stays, leaves = boxes(2)

    async def steps(presence, _base):
        await presence.write([came(stays, 1), came(leaves, 2)])
        counted = await presence.recount(listing((stays.id, 1), ("not a device", 7), (None, 8)))
        return counted, presence.connected(), presence.connection_of(leaves.id)

    assert watched(steps) == (1, [stays.id], None)
    assert [row(each)[0] for each in (stays, leaves)] == [True, False]


def test_what_happens_during_a_count_is_newer_than_the_list(watched, boxes):
    stays, leaves, comes = boxes(3)

    async def steps(presence, _base):
        await presence.write([came(stays, 1), came(leaves, 2)])
        listed = listing((stays.id, 1), (leaves.id, 2))

        async def request(subject, asked):
            await presence.write([came(stays, 4), went(stays, 1), went(leaves, 2), came(comes, 3)])
            return await listed(subject, asked)

        await presence.recount(request)
        return presence.connection_of(stays.id), sorted(presence.connected())

    assert watched(steps) == (("S", 4), sorted([stays.id, comes.id]))
    assert [row(each)[0] for each in (stays, leaves, comes)] == [True, False, True]
    assert row(stays)[2] == 4


def test_a_count_locks_rows_in_the_order_of_the_others(watched, boxes):
    """Whoever holds the first row and asks for the second is not made to wait by one who holds the second."""
    first, second = sorted(boxes(2), key=lambda box: box.id)
    for box in (second, first):  # so they lie in the table
        unit = Device.objects.get(pk=box.id).unit
        Health.objects.create(device_id=box.id, unit=unit, connected=True, server_id="S", connection=1)

    async def waits(base):
        async with base.scope(()) as connection:
            return await rows(connection, "select 1 from pg_locks where not granted")

    async def steps(presence, base):
        units = await base.units()
        async with base.scope(units) as other:
            await lock(other, [first.id])
            count = asyncio.create_task(presence.recount(listing()))
            while not await waits(base):
                await asyncio.sleep(0.02)
            await lock(other, [second.id])
        return await count

    assert watched(steps) == 0
    assert [row(each)[0] for each in (first, second)] == [False, False]


def test_events_of_others_are_no_events_of_a_device():
    event = {"server": {"id": "S"}, "client": {"id": 5, "client_id": "0199dddd-0000-7000-8000-000000000001"}}
    assert read("$SYS.ACCOUNT.APP.CONNECT", json.dumps(event).encode()).here
    assert not read("$SYS.ACCOUNT.APP.DISCONNECT", json.dumps(event).encode()).here
    assert read("$SYS.ACCOUNT.APP.OTHER", json.dumps(event).encode()) is None
    assert read("$SYS.ACCOUNT.APP.CONNECT", b'{"server": {"id": "S"}, "client": {"id": 5}}') is None


def test_a_device_that_connects_anew_before_its_old_connection_ended_stays_connected(house):
    _found, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")

    async def steps():
        await box.insist(house.broker.mqtt)
        for _ in range(3):
            before = await in_loop(lambda: until(lambda: row(box) and row(box)[0] and row(box)))
            old = box.link
            await box.insist(house.broker.mqtt)
            await asyncio.wait_for(old.closed.wait(), 30)
            await in_loop(lambda number=before[2]: until(lambda: row(box)[2] > number))
        await box.answer()  # whatever the broker said before this is written by now or in a moment
        await in_loop(lambda: until(lambda: row(box)[0]))
        await box.link.close()
        await in_loop(lambda: until(lambda: not row(box)[0]))

    run(house, steps())
