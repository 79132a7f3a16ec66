"""The rules of a day are the commune's own as proven: by whoever might write them, widened only by two."""

from datetime import time, timedelta

import pytest

from loa.airtime import actions as airtime
from loa.airtime.actions.regulation import Regulation
from loa.airtime.models import BroadcastRule, RuleDecision
from loa.airtime.regulations import to_rules
from loa.dispatch.actions import compile_unit
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import ToSign
from loa.people.models import RoleGrant
from loa.signer.refusing import Code
from loa.signer.tests.desk import refused
from loa.testing.forging import past_the_fences
from loa.testing.people import SINCE, someone

LONG_AGO = clock.local(clock.now()) - timedelta(days=400)


@pytest.fixture
def own_operator(places):
    return someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")


@pytest.fixture
def wider(approved, places, own_operator, as_role):
    """The commune's operator writes a regulation with ten minutes more; nobody has agreed yet."""
    rules = to_rules(BroadcastRule.objects.get())
    more = Regulation(
        type(rules)(rules.hours, rules.quiet, rules.days, rules.minutes + 10, rules.volume), "12/QĐ"
    )
    with as_role("web", own_operator):
        return airtime.set_rule(places.own.id, clock.today(), more)


def state(signer):
    signer.work()
    row = ToSign.objects.filter(kind="plan").latest("id")
    return row.state, row.code


def test_what_one_person_wrote_wider_is_signed_as_it_was_before(signer, wider, places):
    assert compile_unit(places.own.id) == 0
    assert state(signer) == ("signed", "")


def test_agreed_to_by_a_second_it_is_signed(signer, wider, operator, as_role):
    signer.work()
    before = ToSign.objects.latest("id").id
    with as_role("web", operator):
        airtime.agree(wider.id)
    assert ToSign.objects.latest("id").id > before
    assert state(signer) == ("signed", "")


def agreed(rule, person, **changes):
    """A yes as it may not be written, and the plan compiled by it."""
    with past_the_fences():
        RuleDecision.objects.create(
            rule=rule,
            unit_id=rule.unit_id,
            kind=RuleDecision.AGREED,
            person_id=person.person_id,
            **{"at": clock.now()} | changes,
        )
    assert compile_unit(rule.unit_id) == 1


def test_a_yes_in_the_writers_own_name_is_none(signer, wider, own_operator):
    agreed(wider, own_operator)
    assert refused(signer) == Code.RULES


@pytest.mark.parametrize("who", ["editor", "approver"])
def test_a_yes_of_somebody_without_the_right_is_none(signer, wider, who, request):
    agreed(wider, request.getfixturevalue(who))
    assert refused(signer) == Code.RULES


def test_a_yes_of_an_operator_elsewhere_is_none(signer, wider, places):
    agreed(wider, someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la"))
    assert refused(signer) == Code.RULES


def test_a_yes_before_the_right_was_given_is_none(signer, wider, operator):
    agreed(wider, operator, at=LONG_AGO - timedelta(days=400))
    assert refused(signer) == Code.RULES


def test_a_regulation_by_nobody_entitled_does_not_count(signer, wider, editor, operator, as_role):
    with as_role("web", operator):
        airtime.agree(wider.id)
    assert state(signer) == ("signed", "")
    with past_the_fences():
        BroadcastRule.objects.filter(pk=wider.pk).update(made_by_id=editor.person_id)
    waits = ToSign.objects.latest("id")
    ToSign.objects.create(kind="plan", unit_id=wider.unit_id, subject=waits.subject, wanted=waits.wanted)
    signer.work()
    assert ToSign.objects.latest("id").code == Code.RULES


def test_nor_does_one_whose_writer_had_lost_the_right(signer, wider, own_operator, operator, as_role):
    with as_role("web", operator):
        airtime.agree(wider.id)
    RoleGrant.objects.filter(person_id=own_operator.person_id).update(valid_to=SINCE + timedelta(days=1))
    assert refused(signer) == Code.RULES


def test_one_that_was_never_agreed_lets_no_slot_move_there(
    signer, approved, places, own_operator, as_role, move
):
    """The bound and the act are not in one hand."""
    from loa.kernel.errors import Conflict

    rules = to_rules(BroadcastRule.objects.get())
    whole = type(rules.hours[0][0])(0, 1440)
    night = Regulation(type(rules)(((whole,),) * 7, (), rules.days, 240, 100), "12/QĐ")
    with as_role("web", own_operator):
        airtime.set_rule(places.own.id, clock.today(), night)
    with pytest.raises(Conflict):
        move(time(23, 30), own_operator)


def test_taken_back_after_it_began_it_still_counts_for_desk_and_signer(
    signer, approved, places, own_operator, as_role
):
    rules = to_rules(BroadcastRule.objects.get())
    less = Regulation(type(rules)(rules.hours, rules.quiet, rules.days, 30, rules.volume), "12/QĐ")
    with as_role("web", own_operator):
        row = airtime.set_rule(places.own.id, clock.today(), less)
    with past_the_fences():
        RuleDecision.objects.create(
            rule=row,
            unit_id=row.unit_id,
            kind=RuleDecision.TAKEN_BACK,
            person_id=own_operator.person_id,
            at=clock.now(),
        )
    assert compile_unit(places.own.id) == 0
    assert state(signer) == ("signed", "")


def test_what_waited_and_was_taken_back_after_its_date_is_none_for_desk_and_signer(
    signer, wider, places, own_operator, as_role
):
    """Nor is a yes that came before it, by a row that no page writes."""
    with as_role("web", own_operator):
        airtime.take_back(wider.id)
    assert compile_unit(places.own.id) == 0
    assert state(signer) == ("signed", "")


def test_a_yes_after_a_newer_one_was_written_is_none_for_desk_and_signer(
    signer, wider, places, own_operator, operator, as_role
):
    rules = to_rules(BroadcastRule.objects.earliest("id"))
    less = Regulation(type(rules)(rules.hours, rules.quiet, rules.days, 30, rules.volume), "13/QĐ")
    with as_role("web", own_operator):
        airtime.set_rule(places.own.id, clock.today(), less)
    with past_the_fences():
        said = {"kind": RuleDecision.AGREED, "person_id": operator.person_id, "at": clock.now()}
        RuleDecision.objects.create(rule=wider, unit_id=places.own.id, **said)
    assert compile_unit(places.own.id) == 0
    assert state(signer) == ("signed", "")
