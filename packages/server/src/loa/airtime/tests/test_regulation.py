"""Broadcast rules are dated: what was in force then can still be asked."""

from datetime import timedelta

import msgspec
import pytest
from loa_protocol.messages.plan import Rules

from loa.airtime import actions, queries
from loa.airtime.actions.regulation import Regulation
from loa.airtime.models import BroadcastRule
from loa.kernel import clock
from loa.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def regulation(minutes=30):
    said = {"hours": [[[300, 360]]] * 7, "quiet": [], "days": [1], "minutes": minutes, "volume": 70}
    return Regulation(msgspec.convert(said, Rules), "Quyết định 45/QĐ-UBND ngày 12/11/2026")


def test_a_new_rule_ends_the_old_one_on_its_first_day(rule, places, own_operator, as_role):
    today = clock.today()
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, today + timedelta(days=3), regulation())
        before = queries.rule_row(places.own.pk, today + timedelta(days=2))
        after = queries.rule_row(places.own.pk, today + timedelta(days=3))
    assert (before.minutes_per_session, after.minutes_per_session) == (45, 30)


def test_nothing_is_ruled_backwards(rule, places, own_operator, as_role):
    with pytest.raises(Invalid), as_role("web", own_operator):
        actions.set_rule(places.own.pk, clock.today() - timedelta(days=1), regulation())


def test_nor_behind_a_rule_of_the_province(places, operator, own_operator, as_role):
    long_ago = clock.today() - timedelta(days=30)
    with as_role("web", operator):
        actions.set_rule(places.province.pk, long_ago, regulation(15))
    with pytest.raises(Invalid), as_role("web", own_operator):
        actions.set_rule(places.own.pk, clock.today() - timedelta(days=1), regulation())


def test_the_first_regulation_may_have_begun_before(places, own_operator, as_role):
    long_ago = clock.today() - timedelta(days=300)
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, long_ago, regulation())
        assert queries.rule_row(places.own.pk, long_ago).valid_from == long_ago


def test_an_editor_sets_no_rules(places, editor, as_role):
    with pytest.raises(Refused), as_role("web", editor):
        actions.set_rule(places.own.pk, clock.today(), regulation())


def test_a_commune_without_its_own_keeps_the_provinces(places, operator, own_operator, as_role):
    with as_role("web", operator):
        actions.set_rule(places.province.pk, clock.today(), regulation(15))
    with as_role("web", own_operator):
        assert queries.rule_row(places.own.pk, clock.today()).minutes_per_session == 15
    assert BroadcastRule.objects.count() == 1
