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
