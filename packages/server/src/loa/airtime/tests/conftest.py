"""Imports stand inside: a conftest is read before Django is ready."""

import pytest


@pytest.fixture
def rule(places):
    from loa.testing import bulletins

    return bulletins.rule(places.own)


@pytest.fixture
def sound(places):
    from loa.testing import bulletins

    return bulletins.ready_sound(places.own)


@pytest.fixture
def desk(places, editor, approver, as_role, rule):
    from loa.testing import bulletins

    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def own_operator(places):
    """An operator of `places.own` alone."""
    from loa.kernel.roles import Role
    from loa.testing.people import someone

    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
