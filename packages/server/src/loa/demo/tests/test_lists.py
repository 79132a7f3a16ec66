"""What the demo invents is whole: real communes, hours that hold its own bulletins, 200 clusters."""

import csv
from datetime import date

import msgspec
import pytest
from loa_protocol.messages.plan import Rules

from loa.demo import lists
from loa.demo.clusters import REAL, simulated
from loa.demo.communes import around
from loa.kernel.roles import Role
from loa.newsroom.times import Once, Weekly, time_of_day
from loa.places.management.commands.load_units import default_folder

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def plan():
    return lists.plan()


def test_every_commune_is_a_real_one_and_the_clusters_are_two_hundred(plan):
    with (default_folder() / "units-from-2025-07.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    codes = [commune.code for commune in plan.communes]
    assert len(codes) == len(set(codes)) == 12
    assert set(codes) <= known
    assert sum(commune.clusters for commune in plan.communes) == 200


def test_each_commune_has_who_writes_approves_and_operates(plan):
    for commune in plan.communes:
        assert {"editor", "approver", "operator"} <= set(commune.people)
    assert len(plan.province["administrator"]) == 2


def test_people_of_every_role_that_there_is_are_read():
    told = {str(role): f"Người {role}" for role in Role} | {"second_auditor": "Người nữa", "code": "14797"}
    found = lists.people_by_role(told)
    assert found.keys() == set(Role)
    assert found["auditor"] == ("Người auditor", "Người nữa")
    assert lists.people_by_role({"administrators": ["Một", "Hai"]}) == {"administrator": ("Một", "Hai")}


def test_the_simulated_share_leaves_room_for_the_real_agents(plan):
    dealt = simulated([{"device": str(n)} for n in range(200 - REAL)], plan.communes)
    assert [len(share) for share in dealt] == [
        commune.clusters - (REAL if place == 0 else 0) for place, commune in enumerate(plan.communes)
    ]
    named = [each["device"] for share in dealt for each in share]
    assert len(named) == len(set(named)) == 198


def test_every_rule_is_one_the_protocol_takes_and_not_all_are_the_same(plan):
    rules = set()
    for commune in plan.communes:
        rule = commune.regulation
        hours = [rule.hours if day in rule.days else () for day in range(1, 8)]
        said = {"hours": hours, "quiet": rule.quiet, "days": rule.days}
        rules.add(msgspec.convert({**said, "minutes": rule.minutes, "volume": rule.volume}, Rules))
    assert len(rules) >= 3


def test_every_bulletin_of_a_commune_falls_into_its_hours(plan):
    every = lists.templates()
    for place, commune in enumerate(plan.communes):
        rule = commune.regulation
        for template in lists.chosen(every, place):
            for when in template.times(MONDAY, rule.days):
                at = time_of_day(when)
                minute = at.hour * 60 + at.minute
                assert any(first <= minute < last for first, last in rule.hours), (
                    commune.code,
                    template.title,
                )
                if isinstance(when, Once):
                    assert when.at.date() > MONDAY
                    assert when.at.isoweekday() in rule.days
                else:
                    assert set(when.days) <= set(rule.days)


def test_about_forty_bulletins_in_every_state(plan):
    chosen = [each for place in range(len(plan.communes)) for each in lists.chosen(lists.templates(), place)]
    assert 35 <= len(chosen) <= 45
    assert {each.state for each in chosen} == {"approved", "submitted", "returned", "draft"}
    assert any(
        isinstance(when, Weekly) for each in chosen for when in each.times(MONDAY, (1, 2, 3, 4, 5, 6, 7))
    )


def test_words_name_the_commune_and_days_to_come():
    for template in lists.templates():
        said = template.words("Xã Hoằng Tiến", MONDAY)
        assert "{" not in said
    vaccine = next(each for each in lists.templates() if "vắc-xin" in each.title)
    said = vaccine.words("Xã Hoằng Tiến", MONDAY)
    assert "UBND xã Hoằng Tiến" in said
    assert "26/11/2026" in said


def test_a_place_is_near_its_middle_and_always_the_same():
    for number in range(50):
        north, east = around(19.8679, 105.926, 1.5, f"15991 {number}")
        assert (north, east) == around(19.8679, 105.926, 1.5, f"15991 {number}")
        assert abs(north - 19.8679) * 111.32 <= 1.51
        assert abs(east - 105.926) * 104.8 <= 1.52
