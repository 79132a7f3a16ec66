"""Imports stand inside: a conftest is read before Django is ready."""

import pytest


@pytest.fixture
def ring(places):
    """A demo's root, and a key of it for each purpose."""
    from loa.testing.roots import delegated, demo_root

    demo_root()
    return {purpose: delegated(purpose) for purpose in ("plan", "act", "assign", "time", "bundle")}


@pytest.fixture
def chiefs(places):
    """Two administrators of the province."""
    from loa.people.models import Role
    from loa.testing.people import someone

    return [
        someone(name, (Role.ADMINISTRATOR, places.province), home=places.province, username=username)
        for name, username in (("Trần Thị Hòa", "hoa"), ("Lê Văn Bình", "binh"))
    ]
