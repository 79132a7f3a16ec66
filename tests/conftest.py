"""Imports stand inside: a conftest is read before Django is ready."""

import os

import pytest


@pytest.fixture
def whole(tmp_path, own_database, cluster, settings):
    """Every part of Loa on a database of its own, none started yet but the broker; ended with the test."""
    from loa.bridge.tests.broker import Broker
    from loa.bridge.tests.house import opened

    from tests.whole import Whole

    broker = Broker(tmp_path)
    broker.start()
    settings.MEDIA_ROOT = tmp_path / "media"  # what this process uploads, the worker finds
    try:
        with opened(Whole(tmp_path, broker, lambda role: cluster.environment(role, own_database))) as made:
            yield made
    finally:
        broker.kill()


@pytest.fixture
def supervised(tmp_path, elsewhere, settings):
    """A real instance under our supervisor, its parts not started yet but PostgreSQL and NATS."""
    from loa.bridge.tests.house import opened

    from launcher.tests.world import a_home, an_instance, free_ports
    from tests.supervised import Supervised, database

    umask = os.umask(0o007)  # as web's: what this process uploads is the worker's too
    try:
        with a_home() as home, an_instance(home, "demo", free_ports()) as world:
            elsewhere(**database(world))
            settings.MEDIA_ROOT = world.instance.folder / "media"
            with opened(Supervised(tmp_path, None, None, world=world)) as made:
                yield made
    finally:
        os.umask(umask)
