"""Broadcast rules are dated: what was in force then can still be asked."""

from datetime import timedelta

import msgspec
import pytest
from django.db import ProgrammingError, transaction
from loa_protocol.messages.plan import Rules, Window

from loa.airtime import actions, regulations
from loa.airtime.actions import regulation as writing
from loa.airtime.actions.regulation import FAR, Regulation
from loa.airtime.events import ScheduleChanged
from loa.airtime.models import BroadcastRule, RuleDecision
from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.kernel.roles import Role
from loa.testing import bulletins
from loa.testing.forging import past_the_fences
from loa.testing.people import someone

pytestmark = pytest.mark.django_db


def regulation(minutes=30):
    said = {"hours": [[[300, 360]]] * 7, "quiet": [[690, 810]], "days": [1], "minutes": minutes, "volume": 70}
    return Regulation(msgspec.convert(said, Rules), "Quyết định 45/QĐ-UBND ngày 12/11/2026")


def as_it_is(**changes):
    """The rule of the fixture, on a newer paper, with these changes."""
    now = regulations.to_rules(BroadcastRule.objects.earliest("id"))
    if "hours" in changes:
        changes["hours"] = msgspec.convert(changes["hours"], type=tuple[tuple[Window, ...], ...])
    return Regulation(msgspec.structs.replace(now, **changes), "Quyết định 46/QĐ-UBND ngày 13/11/2026")


def test_a_new_rule_ends_the_old_one_on_its_first_day(rule, places, own_operator, as_role):
    today = clock.today()
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, today + timedelta(days=3), regulation())
        assert not regulations.waiting(places.own.pk)
        before = regulations.rule_row(places.own.pk, today + timedelta(days=2))
        after = regulations.rule_row(places.own.pk, today + timedelta(days=3))
    assert (before.minutes_per_session, after.minutes_per_session) == (45, 30)


def test_nothing_is_ruled_backwards(rule, places, own_operator, as_role):
    with pytest.raises(Invalid), as_role("web", own_operator):
        actions.set_rule(places.own.pk, clock.today() - timedelta(days=1), regulation())


@pytest.fixture
def second(places):
    """Another operator of the province."""
    return someone("Đỗ Thị Sáu", (Role.OPERATOR, places.province), home=places.province, username="sau")


def test_nor_by_the_first_regulation(places, own_operator, as_role):
    """The date of its paper stands in the source; nothing sounds by it before two people said so."""
    with as_role("web", own_operator), pytest.raises(Invalid, match="sớm nhất từ hôm nay"):
        actions.set_rule(places.own.pk, clock.today() - timedelta(days=300), regulation())


def test_what_waited_counts_from_the_day_of_the_agreement(
    places, own_operator, operator, as_role, monkeypatch
):
    today = clock.today()
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, today, regulation())
    with past_the_fences():
        BroadcastRule.objects.filter(pk=written.pk).update(valid_from=today - timedelta(days=5))
    with as_role("web", operator):
        actions.agree(written.pk)
        assert regulations.rule_row(places.own.pk, today) == written
        assert regulations.rule_row(places.own.pk, today - timedelta(days=1)) is None


def test_a_newer_one_replaces_what_waits_and_an_agreement_comes_too_late(
    rule, places, own_operator, operator, as_role
):
    """Who agrees to the older proposal has not seen the newer one, which may be followed already."""
    today, unit = clock.today(), places.own.pk
    night = as_it_is(hours=(((0, 300), (1320, 1440)),) * 7)
    short = as_it_is(hours=(((300, 325),),) * 7)
    with as_role("web", own_operator):
        wide = actions.set_rule(unit, today, night)
        assert [each.row for each in regulations.waiting(unit)] == [wide]
        narrow = actions.set_rule(unit, today, short)
        assert regulations.rule_row(unit, today) == narrow
        assert regulations.waiting(unit) == []
    with as_role("web", operator):
        with pytest.raises(Conflict, match="mới hơn"):
            actions.agree(wide.pk)
        assert regulations.rule_row(unit, today) == narrow
        assert regulations.waiting(unit) == []


def test_an_agreement_counts_until_the_newer_one_begins(rule, places, own_operator, operator, as_role):
    today, unit = clock.today(), places.own.pk
    soon = today + timedelta(days=3)
    with as_role("web", own_operator):
        wide = actions.set_rule(unit, today, as_it_is(minutes=60))
        narrow = actions.set_rule(unit, soon, as_it_is(minutes=20))
    with as_role("web", operator):
        actions.agree(wide.pk)
        assert regulations.rule_row(unit, today) == wide
        assert regulations.rule_row(unit, soon) == narrow
        assert regulations.waiting(unit) == []


def test_what_was_agreed_before_agreements_were_bound_counts_as_it_did(
    rule, places, own_operator, operator, as_role
):
    today, unit = clock.today(), places.own.pk
    with as_role("web", own_operator):
        wide = actions.set_rule(unit, today, as_it_is(minutes=60, hours=(((0, 300),),) * 7))
        actions.set_rule(unit, today, as_it_is(minutes=20))
    with past_the_fences():
        said = {"rule": wide, "unit_id": unit}
        RuleDecision.objects.create(kind=RuleDecision.AGREED, person_id=operator.person_id, **said)
        RuleDecision.objects.create(kind=RuleDecision.KEPT, **said)
    assert regulations.rule_row(unit, today) == wide


def test_an_agreement_above_leaves_what_counts_below(places, operator, second, own_operator, as_role):
    today = clock.today()
    above = bulletins.rule(places.province)
    with as_role("web", operator):
        wide = actions.set_rule(places.province.pk, today, as_it_is(hours=(((0, 300),),) * 7))
    with as_role("web", own_operator):
        own = actions.set_rule(places.own.pk, today, as_it_is(minutes=20))
        assert regulations.rule_row(places.own.pk, today) == own
    with as_role("web", second):
        actions.agree(wide.pk)
        assert regulations.rule_row(places.province.pk, today) == wide != above
        assert regulations.rule_row(places.own.pk, today) == own


def test_what_waits_is_taken_back_whatever_its_date(rule, places, own_operator, operator, as_role):
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, clock.today(), regulation(60))
        actions.take_back(written.pk)
        assert regulations.waiting(places.own.pk) == []
    with as_role("web", operator), pytest.raises(Conflict, match="đã rút lại"):
        actions.agree(written.pk)
    assert regulations.rule_row(places.own.pk, clock.today()) == rule


def test_an_editor_sets_no_rules(places, editor, as_role):
    with pytest.raises(Forbidden), as_role("web", editor):
        actions.set_rule(places.own.pk, clock.today(), regulation())


def test_a_commune_without_its_own_keeps_the_provinces(places, operator, second, own_operator, as_role):
    with as_role("web", operator):
        written = actions.set_rule(places.province.pk, clock.today(), regulation(15))
    with as_role("web", second):
        actions.agree(written.pk)
    with as_role("web", own_operator):
        assert regulations.rule_row(places.own.pk, clock.today()).minutes_per_session == 15
    assert BroadcastRule.objects.count() == 1


def test_what_allows_more_counts_once_a_second_operator_agrees(rule, places, own_operator, operator, as_role):
    today = clock.today()
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, today, regulation(60))
        assert regulations.rule_row(places.own.pk, today) == rule
        assert [each.row for each in regulations.waiting(places.own.pk)] == [written]
        with pytest.raises(Forbidden):
            actions.agree(written.pk)
    with as_role("web", operator):
        for _twice in range(2):
            actions.agree(written.pk)
        assert regulations.rule_row(places.own.pk, today) == written
        assert not regulations.waiting(places.own.pk)
    assert RuleDecision.objects.get().person_id == operator.person_id


def test_an_administrator_agrees_to_nothing(rule, places, own_operator, editor, as_role):
    chief = someone("Hà Văn Trị", (Role.ADMINISTRATOR, places.own), home=places.own, username="tri")
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, clock.today(), regulation(60))
    for who in (chief, editor):
        with pytest.raises(Forbidden), as_role("web", who):
            actions.agree(written.pk)
    stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la")
    with pytest.raises(NotFound), as_role("web", stranger):
        actions.agree(written.pk)


def test_one_to_come_is_taken_back_and_what_was_before_goes_on(rule, places, own_operator, as_role):
    soon = clock.today() + timedelta(days=3)
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, soon, regulation())
        assert regulations.rule_row(places.own.pk, soon) == written
        for _twice in range(2):
            actions.take_back(written.pk)
        assert regulations.rule_row(places.own.pk, soon) == rule
        assert not regulations.to_come(places.own.pk)
        with pytest.raises(Forbidden):
            actions.agree(written.pk)


def test_another_takes_back_only_what_makes_nothing_wider(rule, places, own_operator, operator, as_role):
    soon = clock.today() + timedelta(days=3)
    with as_role("web", operator):
        narrow = actions.set_rule(places.own.pk, soon, regulation())
    with pytest.raises(Forbidden), as_role("web", own_operator):
        actions.take_back(narrow.pk)
    with as_role("web", operator):
        wide = actions.set_rule(places.own.pk, soon, regulation(50))
    with as_role("web", own_operator):
        actions.agree(wide.pk)
        actions.take_back(wide.pk)
        assert regulations.rule_row(places.own.pk, soon) == narrow


def test_what_counts_already_is_not_taken_back(rule, places, own_operator, as_role):
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, clock.today(), regulation())
        with pytest.raises(Conflict):
            actions.take_back(written.pk)


def test_one_that_begins_before_another_that_was_written_first(rule, places, own_operator, as_role):
    """The later word counts, also behind the day on which the earlier one was to begin."""
    today = clock.today()
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, today + timedelta(days=300), regulation(20))
        newest = actions.set_rule(places.own.pk, today + timedelta(days=7), regulation(10))
        assert regulations.rule_row(places.own.pk, today + timedelta(days=301)) == newest


def test_regulations_are_only_ever_added_in_ones_own_name(rule, places, own_operator, operator, as_role):
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, clock.today(), regulation(60))
    with as_role("web", operator):
        actions.agree(written.pk)
    for rows in (BroadcastRule, RuleDecision):
        with pytest.raises(ProgrammingError, match="only ever added"), transaction.atomic():
            rows.objects.update(unit=places.other)
        with pytest.raises(ProgrammingError, match="permission denied"), as_role("web", own_operator):
            rows.objects.update(unit=places.other)
    row = BroadcastRule.objects.get(pk=written.pk)
    for name in (None, operator.person_id):
        row.pk, row.made_by_id, row._state.adding = None, name, True
        with pytest.raises(ProgrammingError, match="somebody else"), as_role("web", own_operator):
            row.save(force_insert=True)


@pytest.fixture
def announced(monkeypatch):
    """What was announced of regulations, in order."""
    said: list[ScheduleChanged] = []
    monkeypatch.setattr(writing, "announce", said.append)
    return said


def test_what_waits_announces_nothing_before_the_second_person_agreed(
    rule, places, own_operator, operator, announced, as_role
):
    today, unit = clock.today(), places.own.pk
    with as_role("web", own_operator):
        written = actions.set_rule(unit, today, as_it_is(minutes=60))
        assert announced == []
    with as_role("web", operator):
        actions.agree(written.pk)
    assert announced == [ScheduleChanged(unit, today, FAR)]


def test_what_allows_less_is_announced_at_once_as_narrowing(rule, places, own_operator, announced, as_role):
    soon = clock.today() + timedelta(days=2)
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, soon, regulation(30))
    assert announced == [ScheduleChanged(places.own.pk, soon, FAR, narrows=True)]


def test_what_waits_today_and_allows_less_from_a_later_day_is_announced_from_then(
    rule, places, own_operator, operator, announced, as_role
):
    """On the days before the wider one begins it allows more, and waits; after that it allows less."""
    today, unit = clock.today(), places.own.pk
    soon = today + timedelta(days=3)
    with as_role("web", operator):
        wide = actions.set_rule(unit, soon, regulation(90))
    with as_role("web", own_operator):
        actions.agree(wide.pk)
        announced.clear()
        written = actions.set_rule(unit, today, regulation(60))
        assert regulations.rule_row(unit, today) == rule
        assert regulations.rule_row(unit, soon) == written
    assert announced == [ScheduleChanged(unit, soon, FAR, narrows=True)]


def test_taking_back_what_allows_more_is_announced_as_narrowing(
    rule, places, own_operator, operator, announced, as_role
):
    soon, unit = clock.today() + timedelta(days=3), places.own.pk
    with as_role("web", own_operator):
        written = actions.set_rule(unit, soon, as_it_is(minutes=60))
    with as_role("web", operator):
        actions.agree(written.pk)
    with as_role("web", own_operator):
        actions.take_back(written.pk)
    assert announced == [ScheduleChanged(unit, soon, FAR), ScheduleChanged(unit, soon, FAR, narrows=True)]


def test_taking_back_what_allows_less_is_not(rule, places, own_operator, announced, as_role):
    soon, unit = clock.today() + timedelta(days=3), places.own.pk
    with as_role("web", own_operator):
        actions.take_back(actions.set_rule(unit, soon, as_it_is(minutes=30)).pk)
    assert announced == [ScheduleChanged(unit, soon, FAR, narrows=True), ScheduleChanged(unit, soon, FAR)]


def test_what_allows_the_same_narrows_nothing(rule, places, own_operator, announced, as_role):
    """As when only the paper behind it is a newer one."""
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, clock.today(), as_it_is())
    assert announced == [ScheduleChanged(places.own.pk, clock.today(), FAR)]


def test_what_allows_more_here_and_less_there_is_announced_as_narrowing_when_it_counts(
    rule, places, own_operator, operator, announced, as_role
):
    today, unit = clock.today(), places.own.pk
    with as_role("web", own_operator):
        written = actions.set_rule(unit, today, as_it_is(minutes=60, volume=10))
    with as_role("web", operator):
        actions.agree(written.pk)
    assert announced == [ScheduleChanged(unit, today, FAR, narrows=True)]


def test_what_waits_and_is_taken_back_announces_nothing(rule, places, own_operator, announced, as_role):
    with as_role("web", own_operator):
        written = actions.set_rule(places.own.pk, clock.today() + timedelta(days=3), regulation(60))
        actions.take_back(written.pk)
    assert announced == []


def test_the_record_says_what_a_regulation_allows_and_what_it_changed(
    rule, places, own_operator, operator, as_role
):
    with as_role("web", own_operator):
        actions.set_rule(places.own.pk, clock.today(), as_it_is(minutes=60))
        narrow = actions.set_rule(places.own.pk, clock.today() + timedelta(days=1), regulation(20))
        actions.take_back(narrow.pk)
        entries = list(Entry.objects.filter(verb__startswith="airtime.rule").order_by("pk"))
        wide, less, back = (str(each) for each in sentences(entries))
    assert "05:00–06:30, 16:45–18:30, 7 ngày mỗi tuần, tối đa 60 phút mỗi buổi" in wide
    assert "cho phát nhiều hơn trước, chờ người thứ hai" in wide
    assert "tối đa 20 phút mỗi buổi, âm lượng 70%; cho phát ít hơn trước" in less
    assert "đã rút lại" in back
    assert "05:00–06:00" in back
