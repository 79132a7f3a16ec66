"""Opening or closing an account is as much as holding its person's roles: whoever does it must administer
them all, not only the unit where the account is at home."""

import pytest

from loa.kernel.errors import Forbidden
from loa.kernel.roles import Role
from loa.people import actions
from loa.people.models import Account, OneTimeLink
from loa.testing.people import grant_directly, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_admin(places):
    return someone("Quản Trị Xã", (Role.ADMINISTRATOR, places.own), home=places.own, username="qtx")


@pytest.fixture
def province_admin(places):
    return someone(
        "Quản Trị Tỉnh", (Role.ADMINISTRATOR, places.province), home=places.province, username="qtt"
    )


def at_home_in_the_commune(role, unit, places):
    who = someone("Vũ Thị Vận", (role, unit), home=places.own, username="van")
    return Account.objects.get(pk=who.account_id)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR])
@pytest.mark.parametrize("act", [actions.make_link, actions.disable, actions.enable])
def test_a_commune_does_not_open_or_close_the_account_of_one_of_the_province(
    places, own_admin, as_role, role, act
):
    account = at_home_in_the_commune(role, places.province, places)
    with pytest.raises(Forbidden), as_role("web", own_admin):
        act(account)
    assert not OneTimeLink.objects.exists()
    account.refresh_from_db()
    assert account.is_active


def test_nor_of_one_who_also_works_in_another_commune_or_will(places, own_admin, as_role):
    account = at_home_in_the_commune(Role.EDITOR, places.own, places)
    grant = grant_directly(account.person, Role.EDITOR, places.other)
    type(grant).objects.filter(pk=grant.pk).update(valid_from="2199-01-01")
    with pytest.raises(Forbidden), as_role("web", own_admin):
        actions.make_link(account)


def test_the_province_does_and_the_commune_does_for_its_own(places, own_admin, province_admin, as_role):
    above = at_home_in_the_commune(Role.OPERATOR, places.province, places)
    mai = someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    own = Account.objects.get(pk=mai.account_id)
    with as_role("web", province_admin):
        assert actions.make_link(above)
        actions.disable(above)
        actions.enable(above)
    with as_role("web", own_admin):
        assert actions.make_link(own)


def test_a_role_that_ended_is_in_nobodys_way(places, own_admin, as_role):
    account = at_home_in_the_commune(Role.EDITOR, places.own, places)
    grant = grant_directly(account.person, Role.OPERATOR, places.province)
    type(grant).objects.filter(pk=grant.pk).update(valid_to="2026-01-01")
    with as_role("web", own_admin):
        assert actions.make_link(account)
