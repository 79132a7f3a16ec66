"""Why a cluster was silent: what it said of this sound first, then what it last said of itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from loa_protocol.rule import Reason

from loa.playlog.rules import OF_REASON, SENTENCES, Evidence, LikelyReason, why

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
        ({}, ENDED - timedelta(seconds=1), LikelyReason.WAITING),
        ({}, ENDED + timedelta(minutes=1), LikelyReason.WAITING),
        ({}, LATER, LikelyReason.UNKNOWN),
        ({"seen_at": None}, LATER, LikelyReason.NEVER_SEEN),
        ({"seen_at": ENDED - timedelta(hours=3)}, LATER, LikelyReason.NO_CONTACT),
        ({"clock": "none"}, LATER, LikelyReason.CLOCK),
        ({"silenced": True}, LATER, LikelyReason.SILENCED),
        ({"disk_full": True}, LATER, LikelyReason.STORAGE),
        ({"refused_at": LATER}, LATER, LikelyReason.REFUSED),
        ({"held": False}, LATER, LikelyReason.NOT_RECEIVED),
        ({"started": True, "last_kind": "cut", "cuts": ("power",)}, LATER, LikelyReason.CUT),
        ({"started": True, "last_kind": "cut", "cuts": ("silenced",)}, LATER, LikelyReason.SILENCED),
        ({"started": True, "last_kind": "cut", "cuts": ("silenced", "ended")}, LATER, LikelyReason.SILENCED),
        (
            {"started": True, "last_kind": "cut", "cuts": ("silenced", "power", "ended")},
            LATER,
            LikelyReason.CUT,
        ),
        (
            {"started": True, "last_kind": "cut", "cuts": ("sink", "silenced", "ended")},
            LATER,
            LikelyReason.SOUND,
        ),
        ({"started": True, "last_kind": "cut", "cuts": ("ended",)}, LATER, LikelyReason.CUT),
        ({"last_kind": "missed", "last_code": "off"}, LATER, LikelyReason.NO_CONTACT),
        ({"last_kind": "missed", "last_code": "clock", "seen_at": None}, LATER, LikelyReason.CLOCK),
        ({"last_kind": "missed", "last_code": "displaced"}, LATER, LikelyReason.RULE),
        ({"last_kind": "missed", "last_code": "broken"}, LATER, LikelyReason.SOUND),
        ({"last_kind": "missed", "last_code": "a-code-of-tomorrow"}, LATER, LikelyReason.UNKNOWN),
        ({"last_kind": "missed", "last_code": ""}, LATER, LikelyReason.UNKNOWN),
        ({"last_kind": "cut", "cuts": ("a-code-of-tomorrow",)}, LATER, LikelyReason.UNKNOWN),
        ({"last_kind": "missed", "last_code": "unsupported"}, LATER, LikelyReason.UNSUPPORTED),
        ({"last_kind": "missed", "last_code": "too-late"}, LATER, LikelyReason.TOO_LATE),
    ],
)
def test_the_likely_reason(changes, at, reason):
    assert why(replace(GOOD, **changes), at) is reason


def test_every_reason_of_the_protocol_is_told_and_no_other():
    assert set(OF_REASON) == set(Reason)


def test_every_reason_has_its_words():
    assert set(SENTENCES) == set(LikelyReason)
