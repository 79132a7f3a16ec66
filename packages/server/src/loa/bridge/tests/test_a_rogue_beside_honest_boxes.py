"""What PostgreSQL refuses of one box costs no other box anything, and who sends too much is counted."""

import asyncio
import random
from contextlib import asynccontextmanager

import pytest
from django.db import connection
from loa_protocol import topics
from loa_protocol.encoding import encode

from loa.bridge.database import ScopedDatabase
from loa.bridge.reconciling import Reconciler
from loa.bridge.registry import Registry
from loa.bridge.routing import Router
from loa.bridge.tests.test_bridge import enrolled, run
from loa.bridge.tests.test_last_words import address, health
from loa.fleet import models

HONEST, ROGUES, ROUNDS = 12, 50, 8


@pytest.fixture
def refusing(house):
    """A rule of the table that no message is held to before: as a column that a later version made
    shorter."""
    with connection.cursor() as cursor:
        cursor.execute("alter table fleet_health add constraint no_77 check (volume is distinct from 77)")


class Line:
    async def ask(self, _data):
        return None


def messages(boxes):
    """What honest boxes and rogues say, all at once: of the rogues what the table refuses, NULs, and
    halves."""
    honest, rogues = boxes[:HONEST], boxes[HONEST:]
    said = [(box.id, encode(health(box.id))) for box in honest]
    for box in rogues:
        good = encode(health(box.id))
        said.append((box.id, good.replace(b'"volume":80', b'"volume":77')))
        said.append((box.id, good.replace(b'"sounding":""', b'"sounding":"\\\\u0000"')))
        said.append((box.id, good[: len(good) // 2]))
    random.Random(7).shuffle(said)
    return said


@asynccontextmanager
async def routing(dsn):
    """A router that works, and has worked on all that it took when the block ends."""
    base = ScopedDatabase(dsn)
    await base.open()
    registry = Registry(base)
    router = Router(base, registry, Reconciler(base, registry, "http://files", b"x" * 32), Line(), None)
    running = [asyncio.create_task(each) for each in router.runs()]
    yield router
    await all_taken(router)
    for each in running:
        each.cancel()
    await base.close()


async def all_taken(router):
    while router._under_way:
        await asyncio.wait(set(router._under_way))


async def say_health(router, device, data=None):
    told = encode(health(device)) if data is None else data
    await router.take(topics.subject(topics.up(device, topics.Up.HEALTH)), told)


def test_fifty_rogues_keep_no_honest_box_from_being_stored(house, cluster, own_database, refusing):
    _found, _operator, boxes = enrolled(house, HONEST + ROGUES)

    async def told():
        async with routing(address(cluster, own_database)) as router:
            for _ in range(ROUNDS):
                for device, data in messages(boxes):
                    await say_health(router, device, data)
                await all_taken(router)

    run(house, told())
    stored = models.Health.objects.filter(told_at__isnull=False).values_list("device_id", flat=True)
    assert {str(each) for each in stored} == {box.id for box in boxes[:HONEST]}


def test_who_sends_too_much_is_counted_on_its_row(house, cluster, own_database):
    _found, _operator, boxes = enrolled(house, 2)

    async def told():
        async with routing(address(cluster, own_database)) as router:
            for _ in range(300):
                await say_health(router, boxes[0].id)
            await say_health(router, boxes[1].id)
            await all_taken(router)
            await router._dropped_writer.write(router.rates.take_dropped())

    run(house, told())
    rows = {str(row.device_id): row for row in models.Health.objects.all()}
    assert 150 <= rows[boxes[0].id].dropped <= 180
    assert rows[boxes[0].id].dropped_at is not None
    assert rows[boxes[1].id].dropped == 0
    assert all(row.told_at for row in rows.values())
