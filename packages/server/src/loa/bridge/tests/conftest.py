"""Imports stand inside: a conftest is read before Django is ready."""

import pytest


@pytest.fixture
def broker(tmp_path):
    """A running nats-server of its own."""
    from loa.bridge.tests.broker import Broker

    found = Broker(tmp_path)
    found.start()
    yield found
    found.kill()


@pytest.fixture
def house(tmp_path, broker, own_database, cluster):
    """Signer, bridge and file door, not started yet, on a database of their own with a province in it."""
    from loa.bridge.tests.house import House, opened

    with opened(House(tmp_path, broker, lambda role: cluster.environment(role, own_database))) as made:
        yield made


@pytest.fixture
def house_of_its_own(tmp_path, broker, django_db_blocker, django_db_setup, cluster):
    """The same on a cluster of its own, whose PostgreSQL may be killed: gives the house and a function that
    kills it (-9, in the middle of whatever it does) and starts it again."""
    import os
    import signal
    import time
    from contextlib import ExitStack

    from loa.bridge.tests.house import House, opened
    from loa.testing import cluster as clusters
    from loa.testing import plugin

    with ExitStack() as stack:
        own = stack.enter_context(clusters.running())
        with own.connect() as link:
            # What is said to be stored is stored: the tests' own haste would lose commits with the server.
            link.execute("alter system set synchronous_commit = on")
            link.execute("select pg_reload_conf()")

        def kill():
            postmaster = int((own.folder / "data" / "postmaster.pid").read_text().split()[0])
            os.kill(postmaster, signal.SIGKILL)
            os.waitpid(postmaster, 0)  # a zombie would still hold the lock file
            deadline = time.monotonic() + 40
            while True:
                try:
                    stack.enter_context(clusters._started(own.folder))
                except RuntimeError:  # an orphan of the killed server still lives
                    assert time.monotonic() < deadline
                    time.sleep(0.2)
                else:
                    return

        with django_db_blocker.unblock():
            plugin.use_database(own, clusters.DATABASE)
            try:
                with opened(House(tmp_path, broker, lambda role: own.environment(role))) as made:
                    yield made, kill
            finally:
                plugin.use_database(cluster, clusters.DATABASE)


@pytest.fixture
def bridge_conninfo(cluster, own_database):
    """How the bridge's own role reaches the test's database."""
    from psycopg.conninfo import make_conninfo

    password = cluster.passwords["loa_bridge"]
    return make_conninfo(host=str(cluster.folder), dbname=own_database, user="loa_bridge", password=password)


@pytest.fixture
def boxes(own_database):
    """Boxes with a row each in one commune, as many as asked for."""
    import uuid

    from loa_protocol.signing import SoftKey

    from loa.bridge.tests.house import Box
    from loa.fleet.models import Device
    from loa.testing.people import places

    def made(count):
        unit = places().own
        found = [
            Box(str(uuid.uuid4()), SoftKey.generate(), "server", ("38", unit.code), f"{unit.code}.0")
            for _ in range(count)
        ]
        Device.objects.bulk_create(
            Device(
                id=uuid.UUID(box.id),
                unit=unit,
                name=f"Cụm {number:03}",
                plan_id=box.plan_id,
                places=list(box.places),
                state=Device.State.ACTIVE,
                public_key=box.key.public_key,
            )
            for number, box in enumerate(found)
        )
        return found

    return made


@pytest.fixture
def take(bridge_conninfo):
    """Gives the answers to these batches, all sent at one time by (device, bytes)."""
    import asyncio

    from loa_protocol.encoding import decode_down

    from loa.bridge.batch_verification import SentBatch
    from loa.bridge.database import ScopedDatabase
    from loa.bridge.records import Records
    from loa.bridge.registry import Registry

    async def all_of(sent):
        base = ScopedDatabase(bridge_conninfo)
        await base.open()
        records = Records(base, Registry(base))
        running = [asyncio.create_task(each) for each in records.runs()]
        try:
            return await asyncio.gather(*(records.take(SentBatch(box.id, raw)) for box, raw in sent))
        finally:
            for task in running:
                task.cancel()
            await base.close()

    def answers(*sent):
        said = asyncio.run(asyncio.wait_for(all_of(sent), 60))
        return [None if each is None else decode_down(each) for each in said]

    return answers
