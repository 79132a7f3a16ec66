"""A move says what it changed, from what to what."""

from django.utils import translation

from loa.airtime.audit_words import moved
from loa.airtime.moves import changes

BEFORE = {"first": "2026-12-01", "last": "2026-12-01", "days": [2], "time": "17:10:00", "hamlets": []}


def said(**changed: object) -> str:
    with translation.override("vi"):
        return changes(BEFORE, BEFORE | changed)


def test_the_time():
    assert said(time="17:20:00") == "giờ từ 17:10 sang 17:20"


def test_the_place_and_the_days():
    assert said(hamlets=[3, 4]) == "nơi từ cả xã, phường sang 2 thôn"
    assert said(last="2026-12-05", days=[2, 3]) == "ngày từ 01/12/2026 sang 01/12/2026–05/12/2026"


def test_other_hamlets_of_the_same_number():
    with translation.override("vi"):
        assert changes(BEFORE | {"hamlets": [1]}, BEFORE | {"hamlets": [2]}) == "nơi sang 1 thôn khác"


def test_nothing():
    assert said() == ""


def test_the_record_says_it_too_and_knows_what_was_recorded_before():
    with translation.override("vi"):
        assert moved({"before": BEFORE, **BEFORE, "hamlets": [3]}).endswith(
            "nơi từ cả xã, phường sang 1 thôn"
        )
        assert "từ %(before)s sang %(time)s" in str(moved({"before": BEFORE, "time": "17:20:00"}))
