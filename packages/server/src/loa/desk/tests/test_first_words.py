"""Nobody is told that all is ready where nothing would be heard."""

import pytest
from django.utils import translation

from loa.desk.home import sentence
from loa.desk.operations.standing import by_unit, total
from loa.fleet.queries import Alike
from loa.fleet.rules import Condition


@pytest.mark.parametrize(
    ("sounding", "next_at", "dead", "said"),
    [
        ("", "17:00", False, "Sẵn sàng cho 17:00."),
        ("", "17:00", True, "Chưa chắc phát được lúc 17:00: mọi cụm loa mất liên lạc."),
        ("Đang phát “Cắt điện”.", "", False, "Đang phát “Cắt điện”."),
        ("Đang phát “Cắt điện”.", "", True, "Lẽ ra đang phát, nhưng mọi cụm loa mất liên lạc."),
        ("", "", False, "Trong 24 giờ tới chưa có bản tin nào."),
        ("", "", True, "Mọi cụm loa mất liên lạc."),
    ],
)
def test_the_first_words(sounding: str, next_at: str, dead: bool, said: str) -> None:
    with translation.override("vi"):
        assert sentence.first(sounding, next_at, dead=dead) == said


def test_where_the_house_has_only_begun_to_listen_nobody_is_called_silent() -> None:
    with translation.override("vi"):
        assert (
            sentence.first("", "17:00", dead=True, early="mới nghe từ 08:01") == "Chưa rõ, mới nghe từ 08:01."
        )
        assert sentence.first("", "17:00", dead=False, early="mới nghe từ 08:01") == "Sẵn sàng cho 17:00."


def group(condition: Condition, *, missed: bool = False) -> Alike:
    return Alike(1, condition, False, missed, 3, None, None)


@pytest.mark.parametrize(
    ("groups", "dead"),
    [
        ([], False),
        ([group(Condition.NEW), group(Condition.DISABLED)], False),
        ([group(Condition.SILENT)], True),
        ([group(Condition.SILENT), group(Condition.NEVER), group(Condition.NEW)], True),
        ([group(Condition.SILENT), group(Condition.SILENT, missed=True)], True),
        ([group(Condition.SILENT), group(Condition.SILENCED)], False),
        ([group(Condition.SILENT), group(Condition.FAULT)], False),
        ([group(Condition.READY, missed=True)], False),
        ([group(Condition.READY)], False),
    ],
)
def test_dead_is_where_nothing_is_heard_of_any(groups: list[Alike], dead: bool) -> None:
    """What a cluster missed this morning says nothing of whether it lives now."""
    found = by_unit(groups)
    assert total(found.values()).dead is dead
    assert found[1].dead is dead
