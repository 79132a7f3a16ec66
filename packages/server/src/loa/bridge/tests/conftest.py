import pytest

from loa.bridge.tests.broker import Broker


@pytest.fixture
def broker(tmp_path):
    """A running nats-server of its own."""
    found = Broker(tmp_path)
    found.start()
    yield found
    found.kill()
