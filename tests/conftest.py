"""Imports stand inside: a conftest is read before Django is ready."""

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
