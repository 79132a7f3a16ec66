"""What keeps a bulletin from being submitted is said in the order of the page, each with its field."""

from datetime import date, datetime, time

from loa.newsroom import rules
from loa.newsroom.rules import DraftContent, SoundFacts
from loa.newsroom.times import Once, Weekly

NOW = datetime(2026, 11, 24, 9, 0)
READY = SoundFacts("ready", 62_000)
WHOLE = DraftContent(
    title="Lịch tiêm vắc-xin", text="Trạm Y tế xã tiêm vắc-xin.", times=(Once(datetime(2026, 11, 24, 17)),)
)


def fields(words, sound=READY, hamlets=()):
    return [fault.field for fault in rules.faults(words, sound, hamlets, NOW)]


def with_(**changes):
    return DraftContent(**({name: getattr(WHOLE, name) for name in WHOLE.__dataclass_fields__} | changes))


def test_a_whole_bulletin_has_no_fault():
    assert fields(WHOLE) == []


def test_a_bulletin_needs_a_title():
    assert fields(with_(title="  ")) == ["title"]


def test_a_read_bulletin_needs_words():
    assert fields(with_(voice="espeak:vi", text="")) == ["text"]


def test_a_recorded_bulletin_needs_none():
    assert fields(with_(text="")) == []


def test_no_sound():
    assert fields(WHOLE, sound=None) == ["sound"]


def test_a_sound_still_being_prepared():
    assert fields(WHOLE, sound=SoundFacts("working", 0)) == ["sound"]


def test_a_failed_sound_says_its_own_reason():
    (fault,) = rules.faults(WHOLE, SoundFacts("failed", 0, "Tệp chỉ có im lặng."), (), NOW)
    assert fault.message == "Tệp chỉ có im lặng."


def test_no_time():
    assert fields(with_(times=())) == ["times"]


def test_a_time_already_past():
    assert fields(with_(times=(Once(datetime(2026, 11, 24, 8, 59)),))) == ["times"]


def test_a_weekly_time_with_days_to_come_is_not_past():
    weekly = Weekly(days=(1, 2), time=time(5, 30), first=date(2026, 11, 23), last=date(2026, 12, 1))
    assert fields(with_(times=(weekly,))) == []


def test_a_weekly_time_whose_last_weekday_is_over_is_past_though_its_span_is_not():
    weekly = Weekly(days=(1,), time=time(5, 30), first=date(2026, 11, 16), last=date(2026, 11, 29))
    assert fields(with_(times=(weekly,))) == ["times"]
    (fault,) = rules.faults(with_(times=(weekly,)), READY, (), NOW)
    assert fault.message == "Có lần phát đã qua. Chọn giờ khác."
    monday = datetime(2026, 11, 23, 5, 29)
    assert rules.faults(with_(times=(weekly,)), READY, (), monday) == []


def test_a_weekly_time_that_names_no_day():
    weekly = Weekly(days=(7,), time=time(5, 30), first=date(2026, 11, 24), last=date(2026, 11, 25))
    assert fields(with_(times=(weekly,))) == ["times"]


def test_a_series_that_ends_before_it_begins_is_said_once_in_the_words_of_its_fields():
    back = Weekly(days=(1,), time=time(5, 30), first=date(2026, 11, 30), last=date(2026, 11, 1))
    (fault,) = rules.faults(with_(times=(back,)), READY, (), NOW)
    assert fault.field == "times"
    assert fault.message == "Đến ngày 01/11/2026 đứng trước Từ ngày 30/11/2026. Chọn lại ngày."


def test_more_than_a_year():
    long = Weekly(days=(1,), time=time(5, 30), first=date(2026, 11, 30), last=date(2027, 12, 31))
    (fault,) = rules.faults(with_(times=(long,)), READY, (), NOW)
    assert fault.field == "times"
    assert fault.message == "Từ 30/11/2026 đến 31/12/2027 là hơn một năm. Chọn ngày gần hơn."


def test_what_is_further_than_a_year_away():
    (fault,) = rules.faults(with_(times=(Once(datetime(2028, 1, 1, 17)),)), READY, (), NOW)
    assert fault.message == "Ngày 01/01/2028 còn hơn một năm nữa. Chọn ngày gần hơn."


def test_a_time_outside_the_validity():
    assert fields(with_(valid_from=date(2026, 11, 25))) == ["times"]
    assert fields(with_(valid_from=date(2026, 11, 23), valid_to=date(2026, 11, 23))) == ["times"]


def test_a_hamlet_of_another_commune():
    assert fields(with_(hamlets=(4, 9)), hamlets={4}) == ["hamlets"]


def test_a_class_that_nobody_may_choose():
    assert fields(with_(priority="emergency")) == ["priority"]


def test_who_edited_may_not_approve():
    assert not rules.may_approve(7, {7, 8})
    assert rules.may_approve(9, {7, 8})


def test_changed_words_rebuild_both_texts():
    before = "Cháu nào chưa tiêm BCG thì báo trước với chị Hà"
    after = "Cháu nào chưa tiêm vắc-xin phòng lao thì báo trước với trạm y tế xã"
    parts = rules.changed_words(before, after)
    assert " ".join(words for kind, words in parts if kind != "new") == before
    assert " ".join(words for kind, words in parts if kind != "gone") == after
    assert ("gone", "BCG") in parts
