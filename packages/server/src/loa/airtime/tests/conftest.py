import pytest

from loa.people.models import Role
from loa.testing import bulletins
from loa.testing.people import someone


@pytest.fixture
def rule(places):
    return bulletins.rule(places.own)


@pytest.fixture
def sound(places):
    return bulletins.ready_sound(places.own)


@pytest.fixture
def desk(places, editor, approver, as_role, rule):
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def own_operator(places):
    """An operator of `places.own` alone."""
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
