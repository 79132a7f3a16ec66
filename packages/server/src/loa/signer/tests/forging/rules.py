"""Regulations, and the second person's yes to one that allows more."""

from datetime import UTC, datetime
from unittest.mock import patch

from psycopg.types.json import Jsonb

from loa.airtime.models import BroadcastRule, RuleDecision
from loa.kernel import clock
from loa.signer.refusing import Code
from loa.signer.tests.forging.cases import (
    IN_ANOTHERS_NAME,
    IN_NOBODYS_NAME,
    NO_SUCH_PERSON,
    NOBODY,
    OF_ANOTHER_UNIT,
    PASSES,
    STAMPED,
    Case,
    Denied,
    Table,
    person,
)
from loa.signer.tests.forging.trying import plan_signed

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
WIDER = {"volume": 100, "minutes_per_session": 60}


def rule(house, who, **columns):
    """One that allows less than what stands, which takes one person."""
    old = house.rule
    return {
        "unit_id": house.places.own.id,
        "valid_from": clock.today(),
        "valid_to": None,
        "hours": Jsonb(old.hours),
        "quiet": Jsonb([]),
        "days": Jsonb(old.days),
        "minutes_per_session": 30,
        "volume": 60,
        "source": "Quyết định 30/QĐ-UBND",
        "made_by_id": who.person_id if who else None,
    } | columns


def wider(house, who, **columns):
    return rule(house, who, **WIDER | columns)


def compiled_at_will(house, row):
    """A taken web compiles by whatever rule it wrote, agreed to or not."""
    with patch("loa.airtime.ruling.is_wider", return_value=False):
        before = house.compile()
    house.signer.work()
    return _newest(house) if before else "unchanged"


def _newest(house):
    from loa.keys.models import ToSign

    row = ToSign.objects.filter(kind="plan", unit=house.places.own).latest("id")
    return row.code or row.state


def agreed(house, row):
    """The other operator agrees, and the commune is compiled."""
    made = BroadcastRule.objects.latest("id")
    with house.web(house.anh):
        RuleDecision.objects.create(
            unit_id=made.unit_id, rule=made, kind=RuleDecision.AGREED, person_id=house.anh.person_id
        )
    return plan_signed(house)


def agreement(house, who, **columns):
    """To a rule that the commune's own operator widened."""
    with house.web(house.son):
        made = BroadcastRule.objects.create(
            **{
                name: each.obj if isinstance(each, Jsonb) else each
                for name, each in wider(house, house.son).items()
            }
        )
    return {
        "unit_id": made.unit_id,
        "rule_id": made.id,
        "kind": "agreed",
        "person_id": who.person_id if who else None,
    } | columns


def taking_back(house, who, **columns):
    return agreement(house, who, kind="taken-back", **columns)


ONE = Table(
    "airtime_broadcastrule",
    "son",
    rule,
    compiled_at_will,
    (
        Case("rule widened by one person: volume", Code.RULES, changes={"volume": 100}),
        Case("rule widened by one person: minutes", Code.RULES, changes={"minutes_per_session": 240}),
        Case("rule widened by one person: hours", Code.RULES, changes={"hours": Jsonb([[[0, 1440]]] * 7)}),
        Case("narrower rule by an editor", Code.RULES, "mai"),
        Case("narrower rule by an approver", Code.RULES, "hung"),
        Case("narrower rule by an auditor", Code.RULES, "soi"),
        Case("narrower rule by an operator of another commune", Code.RULES, "la"),
        Case("narrower rule by an operator until yesterday", Code.RULES, "thoi"),
        Case(
            "rule without minutes", Denied("23514", "rule_minutes_sane"), changes={"minutes_per_session": 0}
        ),
        Case("rule louder than all", Denied("23514", "rule_volume"), changes={"volume": 101}),
        Case(
            "rule that ends before it begins",
            Denied("23514", "rule_validity"),
            changes={"valid_to": LONG_AGO.date()},
        ),
    ),
)
TWO = Table(
    "airtime_broadcastrule",
    "son",
    wider,
    agreed,
    (
        Case("rule in nobody's name", IN_NOBODYS_NAME, None),
        Case("rule in nobody's name while somebody acts", IN_ANOTHERS_NAME, changes={"made_by_id": None}),
        Case("rule by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case("rule in another person's name", IN_ANOTHERS_NAME, "anh", {"made_by_id": person("son")}),
        Case("wider rule by an editor, agreed to by an operator", Code.RULES, "mai"),
        Case("wider rule by an operator of another commune, agreed to", Code.RULES, "la"),
        Case("wider rule by whoever agrees to it", Code.RULES, "anh"),
        Case("rule's moment written by hand", STAMPED, changes={"made_at": LONG_AGO}, stamp="made_at"),
        Case("rule widened in two operators' names", PASSES, changes={"minutes_per_session": 90}),
    ),
)
YES = Table(
    "airtime_ruledecision",
    "anh",
    agreement,
    lambda house, row: plan_signed(house),
    (
        Case("yes to a rule in nobody's name", IN_NOBODYS_NAME, None),
        Case(
            "yes to a rule in nobody's name while somebody acts",
            IN_ANOTHERS_NAME,
            changes={"person_id": None},
        ),
        Case("yes to a rule by a person there is none of", NO_SUCH_PERSON, "nobody"),
        Case("yes to a rule in another person's name", IN_ANOTHERS_NAME, "mai", {"person_id": person("anh")}),
        Case("yes to a rule by whoever wrote it", Code.RULES, "son"),
        Case("yes to a rule by a second account of whoever wrote it", Code.RULES, "son_again"),
        Case("yes to a rule by an administrator of the province", Code.RULES, "hoa"),
        Case("yes to a rule by an administrator of the commune", Code.RULES, "tri"),
        Case("yes to a rule by an editor", Code.RULES, "mai"),
        Case("yes to a rule by an approver", Code.RULES, "hung"),
        Case("yes to a rule by an auditor", Code.RULES, "soi"),
        Case("yes to a rule by an operator of another commune", Code.RULES, "la"),
        Case("yes to a rule by an operator until yesterday", Code.RULES, "thoi"),
        Case("yes to a rule that is not there", OF_ANOTHER_UNIT, changes={"rule_id": NOBODY}),
        Case("yes to a rule's moment written by hand", STAMPED, changes={"at": LONG_AGO}, stamp="at"),
        Case("yes to a rule in a word there is none of", "unchanged", changes={"kind": "yes"}),
    ),
)
TABLES = (ONE, TWO, YES)
