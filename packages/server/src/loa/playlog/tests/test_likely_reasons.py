"""Why a cluster was silent: what it said of this sound first, then what it last said of itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from loa_protocol.rule import Reason

from loa.playlog.rules import OF_REASON, SENTENCES, Evidence, Why, why

ENDED = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
LATER = ENDED + timedelta(minutes=20)
GOOD = Evidence(
    ends_at=ENDED,
    started=False,
    completed=False,
    last_kind="",
    last_code="",
    cuts=(),
    seen_at=LATER,
    connected=True,
    clock="rtc",
    silenced=False,
    disk_full=False,
    refused_at=None,
    held=True,
)


@pytest.mark.parametrize(
    ("changes", "at", "reason"),
    [
        ({"completed": True, "last_kind": "completed"}, LATER, None),
        ({}, ENDED - timedelta(seconds=1), Why.WAITING),
        ({}, ENDED + timedelta(minutes=1), Why.WAITING),
        ({}, LATER, Why.UNKNOWN),
        ({"seen_at": None}, LATER, Why.NEVER_SEEN),
        ({"seen_at": ENDED - timedelta(hours=3)}, LATER, Why.NO_CONTACT),
        ({"clock": "none"}, LATER, Why.CLOCK),
        ({"silenced": True}, LATER, Why.SILENCED),
        ({"disk_full": True}, LATER, Why.STORAGE),
        ({"refused_at": LATER}, LATER, Why.REFUSED),
        ({"held": False}, LATER, Why.NOT_RECEIVED),
        ({"started": True, "last_kind": "cut", "cuts": ("power",)}, LATER, Why.CUT),
        ({"started": True, "last_kind": "cut", "cuts": ("silenced",)}, LATER, Why.SILENCED),
        ({"started": True, "last_kind": "cut", "cuts": ("silenced", "ended")}, LATER, Why.SILENCED),
        ({"started": True, "last_kind": "cut", "cuts": ("silenced", "power", "ended")}, LATER, Why.CUT),
        ({"started": True, "last_kind": "cut", "cuts": ("sink", "silenced", "ended")}, LATER, Why.SOUND),
        ({"started": True, "last_kind": "cut", "cuts": ("ended",)}, LATER, Why.CUT),
        ({"last_kind": "missed", "last_code": "off"}, LATER, Why.NO_CONTACT),
        ({"last_kind": "missed", "last_code": "clock", "seen_at": None}, LATER, Why.CLOCK),
        ({"last_kind": "missed", "last_code": "displaced"}, LATER, Why.RULE),
        ({"last_kind": "missed", "last_code": "broken"}, LATER, Why.SOUND),
        ({"last_kind": "missed", "last_code": "a-code-of-tomorrow"}, LATER, Why.UNKNOWN),
        ({"last_kind": "missed", "last_code": ""}, LATER, Why.UNKNOWN),
        ({"last_kind": "cut", "cuts": ("a-code-of-tomorrow",)}, LATER, Why.UNKNOWN),
        ({"last_kind": "missed", "last_code": "unsupported"}, LATER, Why.UNSUPPORTED),
        ({"last_kind": "missed", "last_code": "too-late"}, LATER, Why.TOO_LATE),
    ],
)
def test_the_likely_reason(changes, at, reason):
    assert why(replace(GOOD, **changes), at) is reason


def test_every_reason_of_the_protocol_is_told_and_no_other():
    assert set(OF_REASON) == set(Reason)


def test_every_reason_has_its_words():
    assert set(SENTENCES) == set(Why)
