"""May it be placed? Every no has a reason and, where one exists, three ways out."""

import random
from dataclasses import replace
from datetime import date, time

import pytest
from loa_protocol import timing
from loa_protocol.messages.common import Priority
from loa_protocol.rule import Breach, Clash, Reason

from loa.airtime import rules, sentences
from loa.airtime.rules import judge

from .schedules import TODAY, commune, placed

MORNING = timing.at(TODAY, time(0))


def said(verdict):
    return sentences.trouble_sentence(verdict.trouble)


def test_a_free_time_inside_the_hours_is_fine():
    assert judge(commune(), placed("mới"), MORNING) == rules.PlacingVerdict(None)


def test_outside_the_hours_is_a_sentence_with_the_hours():
    verdict = judge(commune(), placed("mới", at="21:30"), MORNING)
    assert verdict.trouble.why.code is Reason.HOURS
    assert said(verdict) == (
        "Không phát được lúc 21:30 thứ hai 23/11. Giờ được phát: 05:00–06:30, 16:45–18:30."
    )
    assert verdict.offers


def test_a_day_the_commune_is_silent():
    verdict = judge(commune(), placed("mới", days=(7,)), MORNING)
    assert said(verdict) == "Quy chế không cho phát vào chủ nhật 29/11. Chọn ngày khác."


def test_two_of_one_class_at_one_time_are_refused_with_three_offers():
    verdict = judge(commune(placed("cũ", minutes=5)), placed("mới", at="17:03"), MORNING)
    assert isinstance(verdict.trouble.why, Clash)
    assert said(verdict) == "Thứ hai 23/11: “mới” lúc 17:03 chồng 2 phút lên “cũ”."
    assert [sentences.clock_time(offer.start_ms) for offer in verdict.offers] == ["16:57", "17:05", "05:00"]


def test_every_offer_would_be_accepted():
    there = commune(placed("cũ", minutes=5), placed("kia", at="17:06", minutes=4))
    verdict = judge(there, placed("mới", at="17:03", days=(1,), last=TODAY), MORNING)
    assert len(verdict.offers) == 3
    for offer in verdict.offers:
        at = timing.local(offer.start_ms)
        wanted = placed("mới", at=f"{at:%H:%M}", days=(at.isoweekday(),), first=at.date(), last=at.date())
        assert judge(there, wanted, MORNING).trouble is None


def test_late_in_the_evening_nothing_past_is_offered_and_no_clash_is_told_that_is_over():
    late = timing.at(TODAY, time(23, 13))
    there = commune(placed("cũ", minutes=5))
    assert judge(there, placed("mới", at="17:03", last=TODAY), late) == rules.PlacingVerdict(None)
    verdict = judge(there, placed("mới", at="17:03"), late)
    assert said(verdict) == "Thứ ba 24/11: “mới” lúc 17:03 chồng 2 phút lên “cũ”."
    verdict = judge(commune(), placed("mới", at="23:30", last=TODAY), late)
    assert verdict.trouble.day == TODAY
    assert all(offer.start_ms >= late for offer in verdict.offers)
    assert verdict.offers


def test_what_can_still_begin_is_judged():
    a_minute_in = timing.at(TODAY, time(17, 4))
    verdict = judge(commune(placed("cũ", minutes=5)), placed("mới", at="17:03", last=TODAY), a_minute_in)
    assert isinstance(verdict.trouble.why, Clash)


def test_other_hamlets_at_the_same_time_are_no_clash():
    there = commune(placed("cũ", hamlets=frozenset({1})))
    assert judge(there, placed("mới", hamlets=frozenset({2, 3})), MORNING).trouble is None
    assert judge(there, placed("mới", hamlets=frozenset({1, 3})), MORNING).trouble is not None


def test_priority_goes_first_and_ordinary_moves_up():
    there = commune(placed("cũ", minutes=3))
    verdict = judge(there, placed("gấp", priority=Priority.PRIORITY), MORNING)
    assert verdict == rules.PlacingVerdict(None)


def test_what_priority_would_silence_is_told():
    there = commune(placed("cũ", minutes=3, latest_start_s=60))
    verdict = judge(there, placed("gấp", priority=Priority.PRIORITY, days=(1,), last=TODAY), MORNING)
    assert verdict.trouble is None
    assert [(each.day, each.slot) for each in verdict.displaced] == [(TODAY, "cũ")]


def test_ordinary_under_priority_that_cannot_start_in_time_is_refused():
    there = commune(placed("gấp", minutes=30, priority=Priority.PRIORITY))
    verdict = judge(there, placed("mới", at="17:10"), MORNING)
    assert verdict.trouble.why.breach.code is Reason.DISPLACED


def test_a_session_has_its_minutes():
    there = commune(placed("a", minutes=20), placed("b", at="17:25", minutes=20))
    verdict = judge(there, placed("mới", at="17:50", minutes=6), MORNING)
    assert said(verdict) == "Buổi phát thứ hai 23/11 sẽ dài 46 phút, quy chế cho tối đa 45 phút."


def test_without_rules_nothing_is_placed():
    verdict = judge(commune(rules=None), placed("mới"), MORNING)
    assert "chưa có quy chế" in said(verdict)


def test_a_clash_late_in_the_span_is_found():
    there = commune(placed("cũ", first=date(2026, 12, 30), last=date(2026, 12, 30), days=(3,)))
    verdict = judge(there, placed("mới"), MORNING)
    assert verdict.trouble.day == date(2026, 12, 30)


OF_A_PLAN = list(Reason)[: list(Reason).index(Reason.TWICE) + 1]
"""What can be wrong with an item as it is planned; the reasons after these are a device's."""


@pytest.mark.parametrize("reason", OF_A_PLAN)
def test_every_reason_has_a_sentence(reason):

    breach = Breach(
        reason, "x", timing.at(TODAY, placed("x").timing.time), timing.at(TODAY, placed("x").timing.time)
    )
    assert sentences.breach_sentence(breach, sentences.day_words(TODAY)).endswith(".")


def test_gaps_say_where_a_session_is_still_free():
    found = rules.gaps(commune(placed("cũ", minutes=5)), (), TODAY, 1, 0)
    assert [(sentences.clock_time(gap.start_ms), gap.free_ms // 60_000) for gap in found] == [
        ("05:00", 45),
        ("17:05", 40),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_a_gap_fits_every_hamlet_that_is_asked_for_and_no_other_matters(seed):
    chance = random.Random(seed)
    slots = [
        placed(
            f"s{number}",
            at=f"{chance.choice((5, 17)):02}:{chance.randrange(0, 60, 5):02}",
            minutes=chance.randint(1, 9),
            hamlets=frozenset(chance.sample((1, 2, 3), chance.randint(0, 2))),
        )
        for number in range(chance.randint(0, 5))
    ]
    there = commune(*slots)
    asked = chance.sample((1, 2, 3), chance.randint(0, 3))
    alone = [list(rules.gaps(there, [each], TODAY, 3, 0)) for each in asked or there.hamlets]
    if not asked:
        whole = replace(there, placed=tuple(each for each in there.placed if not each.hamlets))
        alone.append(list(rules.gaps(whole, (), TODAY, 3, 0)))
    found = {session(gap): gap for gap in rules.gaps(there, asked, TODAY, 3, 0)}
    for gap in (gap for one in alone for gap in one):
        together = found.get(session(gap))
        assert together is None or (together.start_ms >= gap.start_ms and together.free_ms <= gap.free_ms)
    for place, gap in found.items():
        own = [each for one in alone for each in one if session(each) == place]
        assert gap.start_ms == max(each.start_ms for each in own)
        assert gap.free_ms <= min(each.free_ms for each in own)


def session(gap):
    """The day of a gap, and whether it is of the morning's session."""
    return gap.day, timing.local(gap.start_ms).hour < 12
