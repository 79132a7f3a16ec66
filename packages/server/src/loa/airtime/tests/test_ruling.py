"""Which regulation counts: the newest of the nearest; what allows more, only with a second person's yes."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loa_protocol.messages import DayPlan, Right, Rules, Sound, sound_item
from loa_protocol.messages.common import Priority
from loa_protocol.rule import breaches
from loa_protocol.timing import MINUTE, ZONE, day_bounds

from loa.airtime import regulations
from loa.airtime.models import BroadcastRule, RuleDecision
from loa.airtime.ruling import WrittenRegulation, in_force, is_wider

DAY = date(2026, 12, 2)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def rules(hours=((300, 390), (1005, 1110)), minutes=45, volume=80, days=EVERY_DAY, quiet=((690, 810),)):
    said = {"hours": [list(map(list, hours))] * 7, "quiet": list(map(list, quiet)), "days": days}
    return msgspec.convert({**said, "minutes": minutes, "volume": volume}, Rules)


USUAL = rules()


@pytest.mark.parametrize(
    ("new", "wider"),
    [
        (rules(), False),
        (rules(minutes=44, volume=10, days=[1]), False),
        (rules(hours=((310, 380),)), False),
        (rules(quiet=((600, 900),)), False),
        (rules(minutes=46), True),
        (rules(volume=81), True),
        (rules(hours=((299, 390), (1005, 1110))), True),
        (rules(hours=((300, 390), (1005, 1110), (1200, 1201))), True),
        (rules(quiet=((691, 810),)), True),
        (rules(hours=((300, 344), (345, 390))), True),
        (rules(hours=((300, 344), (345, 390)), minutes=20), False),
        (rules(hours=((300, 320), (330, 350))), False),
    ],
)
def test_what_is_wider(new, wider):
    assert is_wider(new, USUAL) is wider


def test_another_day_of_the_week_is_wider():
    assert is_wider(rules(), rules(days=[1, 2, 3, 4, 5, 6]))


def test_anything_is_wider_than_silence():
    assert is_wider(rules(hours=((300, 301),), minutes=1, volume=1), None)


windows = st.lists(
    st.tuples(st.integers(0, 1430), st.integers(1, 240)).map(lambda w: (w[0], min(1440, w[0] + w[1]))),
    min_size=1,
    max_size=3,
)
some_rules = st.builds(
    rules,
    hours=windows,
    minutes=st.sampled_from([10, 30, 45, 60]),
    volume=st.sampled_from([50, 80]),
    days=st.sampled_from([EVERY_DAY, [1, 2, 3]]),
    quiet=st.sampled_from([(), ((690, 810),), ((300, 400),)]),
)


@given(new=some_rules, old=some_rules, start=st.integers(0, 1439), length=st.integers(1, 60))
def test_what_the_narrower_rules_allow_the_wider_ones_allow_too(new, old, start, length):
    """By the rule that devices run: an item that the new ones allow and the old do not makes them wider."""
    begin = day_bounds(DAY)[0] + start * MINUTE
    sound = Sound(sha256="0" * 64, duration_ms=length * MINUTE, bytes=1, right=Right("bulletin", "a"))
    item = sound_item(
        50,
        (sound,),
        id="a@1",
        slot="a",
        priority=Priority.ORDINARY,
        start_ms=begin,
        latest_start_ms=begin,
        expires_ms=begin + 10**9,
    )

    def allowed(by):
        return not list(breaches(DayPlan(v=1, date=DAY, unit="14797", rules=by, items=(item,)), None))

    if allowed(new) and not allowed(old):
        assert is_wider(new, old)


def written(number, said, since=date(2026, 1, 1), until=None, agreed=False, taken_back=""):
    return WrittenRegulation(
        BroadcastRule(pk=number, valid_from=since, valid_to=until), said, agreed, taken_back
    )


WIDE, NARROW = rules(minutes=60), rules(minutes=10)
FIRST = written(1, USUAL, agreed=True)


def counted(*chain, day=DAY):
    found = in_force(chain, day)
    return found.row.pk if found else None


def test_nothing_counts_where_nothing_was_agreed():
    assert counted([]) is None
    assert counted([written(1, NARROW)]) is None


def test_the_newest_counts_whatever_was_written_before():
    assert counted([written(2, NARROW), FIRST]) == 2
    assert counted([written(2, WIDE, agreed=True), FIRST]) == 2
    assert counted([written(3, NARROW), written(2, WIDE, agreed=True), FIRST]) == 3


def test_what_allows_more_waits_and_the_narrower_counts():
    assert counted([written(2, WIDE), FIRST]) == 1
    assert counted([written(3, USUAL), written(2, NARROW), FIRST]) == 2


def test_it_counts_from_its_first_day_to_its_last():
    later = written(2, NARROW, since=date(2026, 12, 3), until=date(2026, 12, 5))
    assert [counted([later, FIRST], day=date(2026, 12, n)) for n in (2, 3, 4, 5)] == [1, 2, 2, 1]


def test_the_nearest_counts_and_must_not_allow_more_than_what_is_above():
    above = [written(9, USUAL, agreed=True)]
    assert counted([], above) == 9
    assert counted([written(2, NARROW)], above) == 2
    assert counted([written(2, WIDE)], above) == 9
    assert counted([written(2, WIDE, agreed=True)], above) == 2


def test_what_was_taken_back_does_not_count():
    assert counted([written(2, WIDE, agreed=True, taken_back="other"), FIRST]) == 1
    assert counted([written(2, NARROW, taken_back="maker"), FIRST]) == 1
    assert counted([written(2, NARROW, taken_back="other"), FIRST]) == 2
    assert counted([written(2, NARROW, agreed=True, taken_back="other")]) is None


COMMUNE, PROVINCE = 1, 2
DAYS = [DAY + timedelta(days=n) for n in range(4)]
NIGHT, SHORT = rules(hours=((0, 300), (1320, 1440))), rules(hours=((300, 325),))
writes = st.tuples(
    st.just("write"),
    st.sampled_from([COMMUNE, PROVINCE]),
    st.sampled_from([USUAL, WIDE, NARROW, NIGHT, SHORT]) | some_rules,
    st.sampled_from([DAY, DAY, *DAYS]),
)
decisions = st.tuples(
    st.sampled_from(["agree", "agree", "take back"]), st.integers(0, 5), st.sampled_from([11, 12])
)
steps = st.lists(writes | decisions, min_size=3, max_size=12)


class Desk:
    """Regulations and decisions as their rows have them, written one after another on one day."""

    def __init__(self):
        self.rows, self.at = [], datetime.combine(DAY, datetime.min.time(), ZONE)
        self.write(PROVINCE, USUAL, DAY - timedelta(days=9))
        self.decide(self.rows[0], RuleDecision.AGREED, None)

    def write(self, unit, said, since):
        self._tick()
        plain = msgspec.to_builtins(said)
        row = BroadcastRule(
            pk=len(self.rows) + 1,
            unit_id=unit,
            valid_from=since,
            hours=plain["hours"],
            quiet=plain["quiet"],
            days=plain["days"],
            minutes_per_session=plain["minutes"],
            volume=plain["volume"],
            made_by_id=11,
            made_at=self.at,
        )
        row._prefetched_objects_cache = {"decisions": []}
        self.rows.append(row)

    def decide(self, row, kind, person):
        self._tick()
        row._prefetched_objects_cache["decisions"].append(
            SimpleNamespace(kind=kind, person_id=person, at=self.at)
        )

    def counted(self):
        """What counts by unit and day."""
        said = regulations.written(self.rows)
        chains = {COMMUNE: [COMMUNE, PROVINCE], PROVINCE: [PROVINCE]}
        return {
            (unit, day): in_force([said.get(each, []) for each in chain], day)
            for unit, chain in chains.items()
            for day in DAYS
        }

    def _tick(self):
        self.at += timedelta(minutes=1)


@settings(max_examples=500, deadline=None)
@given(steps)
@example([("write", 1, NIGHT, DAY), ("write", 1, SHORT, DAY), ("agree", 1, 12)])
@example([("write", 2, NIGHT, DAY), ("write", 1, SHORT, DAY), ("agree", 1, 12)])
@example(
    [
        ("write", 1, rules([(0, 1)]), DAY + timedelta(days=1)),
        ("agree", 1, 12),
        ("take back", 1, 12),
        ("write", 2, rules([(0, 1)]), DAY),
        ("agree", 2, 12),
    ]
)
def test_an_agreement_never_uncounts_what_is_newer_or_nearer(steps):
    """In any order of what is written, agreed to and taken back, also by rows that no action would write."""
    desk = Desk()
    for step in steps:
        if step[0] == "write":
            desk.write(*step[1:])
            continue
        row = desk.rows[step[1] % len(desk.rows)]
        if step[0] == "take back":
            desk.decide(row, RuleDecision.TAKEN_BACK, step[2])
            continue
        before = desk.counted()
        desk.decide(row, RuleDecision.AGREED, 12)
        after = desk.counted()
        for place, found in before.items():
            if found is None or (found.row.unit_id == row.unit_id and found.row.pk <= row.pk):
                continue
            if found.row.unit_id == PROVINCE and row.unit_id == COMMUNE:
                continue
            if found.taken_back:  # by another: it counts only until nothing would become wider without it
                continue
            assert after[place] is not None
            assert after[place].row.pk == found.row.pk
