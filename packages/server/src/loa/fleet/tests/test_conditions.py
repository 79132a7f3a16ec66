"""What a cluster is like follows from its row, its last word, and how old that is: the heaviest stands."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.fleet.rules import CONDITIONS, SILENT_AFTER, Condition, condition

NOW = datetime(2026, 11, 29, 5, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def word(**changes):
    """What a cluster that is well and at rest said a moment ago."""
    whole = {
        "seen_at": NOW,
        "told_at": None,
        "connected": True,
        "silenced": False,
        "disk_full": False,
        "faults": [],
        "clock": "ntp",
        "sounding": "",
    }
    return SimpleNamespace(**whole | changes)


FIELDS = st.fixed_dictionaries(
    {
        "seen_at": st.sampled_from([None, NOW, NOW - SILENT_AFTER, NOW - SILENT_AFTER - TICK]),
        "told_at": st.sampled_from([None, NOW, NOW - SILENT_AFTER - TICK]),
        "connected": st.booleans(),
        "silenced": st.booleans(),
        "disk_full": st.booleans(),
        "faults": st.sampled_from([[], ["clock: not trusted"]]),
        "clock": st.sampled_from(["", "ntp", "none"]),
        "sounding": st.sampled_from(["", "x@2026-11-29"]),
    }
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, Condition.READY),
        ({"sounding": "x@2026-11-29"}, Condition.SOUNDING),
        ({"disk_full": True, "sounding": "x"}, Condition.FAULT),
        ({"faults": ["x"]}, Condition.FAULT),
        ({"clock": "none"}, Condition.FAULT),
        ({"clock": ""}, Condition.READY),
        ({"silenced": True, "disk_full": True}, Condition.SILENCED),
        ({"connected": False, "silenced": True}, Condition.SILENT),
        ({"seen_at": NOW - SILENT_AFTER}, Condition.READY),
        ({"seen_at": NOW - SILENT_AFTER - TICK}, Condition.SILENT),
        ({"seen_at": NOW - SILENT_AFTER - TICK, "told_at": NOW}, Condition.READY),
        ({"told_at": NOW - SILENT_AFTER - TICK}, Condition.READY),
        ({"seen_at": None, "told_at": NOW}, Condition.NEVER),
    ],
)
def test_the_heaviest_of_what_it_says_stands(said, found):
    assert condition("active", word(**said), NOW) is found


def test_what_never_said_anything_was_never_heard_of():
    assert condition("active", None, NOW) is Condition.NEVER


@given(FIELDS)
def test_a_row_without_a_box_and_one_that_was_shut_out_are_that_whatever_is_heard(said):
    assert condition("new", word(**said), NOW) is Condition.NEW
    assert condition("disabled", word(**said), NOW) is Condition.DISABLED


@given(FIELDS)
def test_nothing_is_ready_or_sounds_that_is_not_heard_of_now(said):
    found = condition("active", word(**said), NOW)
    last = max((each for each in (said["seen_at"], said["told_at"]) if each), default=None)
    if found in (Condition.READY, Condition.SOUNDING, Condition.SILENCED, Condition.FAULT):
        assert said["connected"]
        assert NOW - last <= SILENT_AFTER
    else:
        assert found in (Condition.NEVER, Condition.SILENT)


def test_every_condition_has_its_words():
    assert set(CONDITIONS) == set(Condition)
    assert len({str(each) for each in CONDITIONS.values()}) == len(Condition)
