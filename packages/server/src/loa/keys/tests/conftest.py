"""Imports stand inside: a conftest is read before Django is ready."""

import pytest


@pytest.fixture
def ring(places):
    """A demo's root, and a key of it for each purpose."""
    from loa.testing.roots import demo_ring

    return demo_ring()


@pytest.fixture
def chiefs(places):
    """Two administrators of the province."""
    from loa.testing.people import two_administrators

    return two_administrators(places)
