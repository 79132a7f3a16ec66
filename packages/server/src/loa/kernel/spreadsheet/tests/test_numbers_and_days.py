"""What a cell may mean: read where there is one meaning, refused in words where there are two or none."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel.errors import Invalid
from loa.kernel.spreadsheet import days, numbers
from loa.kernel.spreadsheet.columns import Code, Day, Number, Percent, Phone, Setting, Text, YesNo

NOW = Setting(date(2026, 11, 30))
AS_1904 = Setting(date(2026, 11, 30), date_1904=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1250000", [1250000]),
        ("1.250.000", [1250000]),
        ("1,250,000", [1250000]),
        ("1 250 000", [1250000]),
        ("1\u00a0250\u202f000", [1250000]),
        ("1.250.000,5", [1250000.5]),
        ("1,250,000.5", [1250000.5]),
        ("1.250,5", [1250.5]),
        ("1 250,5", [1250.5]),
        ("1,25", [1.25]),
        ("1.25", [1.25]),
        ("0.125", [0.125]),
        ("0,125", [0.125]),
        ("1.2504", [1.2504]),
        ("1250,125", [1250.125]),
        ("-105.77", [-105.77]),
        ("\u2212105,77", [-105.77]),
        ("+5", [5]),
        ("1.250", [1.25, 1250]),
        ("1,250", [1.25, 1250]),
        ("19.807", [19.807, 19807]),
        ("1.25.000", []),
        ("1.250,000.5", []),
        ("1,25,000", []),
        ("1..2", []),
        ("mười", []),
        ("1e5", []),
        ("nan", []),
        ("inf", []),
        ("١٢", []),
        ("²", []),
        ("", []),
        ("-", []),
        ("9" * 50, []),
    ],
)
def test_a_text_means_one_number_two_or_none(text, found):
    assert numbers.readings(text) == found


def test_the_column_s_limits_decide_between_two_meanings_or_it_is_refused():
    assert Number(-90, 90)("19.807", NOW).value == 19.807
    assert Number(1000, 2000)("1.250", NOW).value == 1250
    with pytest.raises(Invalid, match="hiểu được hai cách: 1250, hoặc 1,25"):
        Number(0, 1e6)("1.250", NOW)
    with pytest.raises(Invalid, match="nằm ngoài khoảng -90 đến 90"):
        Number(-90, 90)("105,77", NOW)
    for cell in ("mười", True, date(2026, 1, 1), time(5)):
        with pytest.raises(Invalid, match="không phải một số"):
            Number()(cell, NOW)
    assert Number()(1250000.0, NOW).value == 1250000


@given(st.integers(0, 10**12), st.sampled_from([".", ",", " "]))
def test_thousands_parted_by_any_one_sign_are_the_number_where_no_other_could_be_meant(number, sign):
    text = f"{number:,}".replace(",", sign)
    assert float(number) in numbers.readings(text)
    assert len(numbers.readings(text)) == (2 if 1000 <= number < 10**6 and sign != " " else 1)


@given(st.integers(0, 10**6), st.text("0123456789", min_size=1, max_size=9), st.sampled_from([".", ","]))
def test_one_sign_is_the_decimal_sign_or_more_than_one_number_is_meant(whole, part, sign):
    found = numbers.readings(f"{whole}{sign}{part}")
    assert float(f"{whole}.{part}") in found
    assert (len(found) == 1) == (len(part) != 3 or whole == 0 or whole >= 1000)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_numbers_or_days(text):
    assert len(numbers.readings(text)) <= 2
    days.from_text(text, NOW.today)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("30/11/2026", date(2026, 11, 30)),
        ("30-11-26", date(2026, 11, 30)),
        ("30.11.2026", date(2026, 11, 30)),
        ("1/7/2025", date(2025, 7, 1)),
        ("01 / 07 / 2025", date(2025, 7, 1)),
        ("2026-11-30", date(2026, 11, 30)),
        ("2026/11/30", date(2026, 11, 30)),
        ("05/04/46", date(2046, 4, 5)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (datetime(2026, 11, 30), date(2026, 11, 30)),
        (46356.0, date(2026, 11, 30)),
        (46356, date(2026, 11, 30)),
    ],
)
def test_a_day_is_read_as_it_is_written_here_or_counted_by_a_spreadsheet(cell, found):
    assert Day()(cell, NOW).value == found


@pytest.mark.parametrize(
    "cell",
    ["31/12/9999", "01/01/0001", "31/12/1999", "1/1/2200", "05/04/75", "05/04/47", date(1999, 12, 31), 61],
)
def test_a_day_of_another_time_is_refused_with_the_years_that_may_be(cell):
    with pytest.raises(Invalid, match="năm từ 2000 đến 2199"):
        Day()(cell, NOW)


def test_two_digits_are_the_year_nearest_to_today():
    assert days.from_text("05/04/75", NOW.today) == date(1975, 4, 5)
    assert days.from_text("05/04/47", NOW.today) == date(1947, 4, 5)
    assert days.from_serial(61, False) == date(1900, 3, 1)


def test_an_old_mac_counts_from_1904():
    assert Day()(44894.0, AS_1904).value == date(2026, 11, 30)


@pytest.mark.parametrize(
    "cell",
    [
        "11/30/2026",
        "31/02/2026",
        "29/02/2025",
        "30/11",
        "30/11-2026",
        "46356",
        "hôm nay",
        "30/11/2026 14:30",
        datetime(2026, 11, 30, 14, 30),
        46356.5,
        60,
        0,
        -1,
        10**9,
        True,
        time(5),
    ],
)
def test_what_is_no_day_is_refused_and_the_month_never_comes_first(cell):
    with pytest.raises(Invalid, match="Ghi ngày/tháng/năm, thí dụ 30/11/2026"):
        Day()(cell, NOW)


@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_a_serial_number_and_a_written_day_are_the_same_day(day):
    serial = float(day.toordinal() - date(1899, 12, 30).toordinal())
    if serial < 120_000:
        assert days.from_serial(serial, False) == day
    assert days.from_text(f"{day:%d/%m/%Y}", NOW.today) == day


def test_a_telephone_number_keeps_its_digits_and_says_what_the_spreadsheet_took():
    assert Phone()("0912 345 678", NOW).value == "0912 345 678"
    assert Phone()(84912345678.0, NOW).value == "84912345678"
    assert Phone()("+84 912 345 678", NOW).value == "+84 912 345 678"
    read = Phone()(912345678.0, NOW)
    assert (read.value, read.note) == (
        "0912345678",
        "số điện thoại mất số 0 ở đầu, đọc là 0912345678.",
    )
    for text in ("8.49E+10", "8,49123E+10"):
        with pytest.raises(Invalid, match="mất số cuối"):
            Phone()(text, NOW)
        with pytest.raises(Invalid, match="mất số cuối"):
            Code()(text, NOW)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("912345678.0", "0912345678"),
        ("912345678,0", "0912345678"),
        ("0912345678.0", "0912345678"),
        ("912345678.00", "0912345678"),
        ("0912.345.678", "0912.345.678"),
    ],
)
def test_a_telephone_number_that_was_kept_as_a_fraction_is_the_number_meant(cell, number):
    assert Phone()(cell, NOW).value == number


@pytest.mark.parametrize("cell", ["912345678.5", "0912345678,25", 912345678.5])
def test_a_telephone_number_with_a_fraction_is_refused_in_words(cell):
    with pytest.raises(Invalid, match="là số có phần lẻ"):
        Phone()(cell, NOW)


def test_a_code_is_digits_whatever_the_cell_was():
    assert Code()(14797.0, NOW).value == Code()("14797.0", NOW).value == "14797"
    assert Code()("14 797", NOW).value == "14797"
    with pytest.raises(Invalid, match="dài hơn 3 chữ"):
        Code(3)("14797", NOW)


def test_words_shares_and_yes_or_no():
    assert Text()(5.0, NOW).value == "5"
    with pytest.raises(Invalid, match="dài hơn 3 chữ"):
        Text(3)("bốn chữ", NOW)
    assert Percent()("12,5%", NOW).value == 0.125
    assert Percent()(0.125, NOW).value == 0.125
    for cell in ("12,5", "120%", 12.5):
        with pytest.raises(Invalid):
            Percent()(cell, NOW)
    assert [YesNo()(cell, NOW).value for cell in ("Có", "x", "ĐÚNG", 1.0, True)] == [True] * 5
    assert [YesNo()(cell, NOW).value for cell in ("không", "chưa", 0.0, False, "-")] == [False] * 5
    with pytest.raises(Invalid, match="chỉ ghi có hoặc không"):
        YesNo()("có lẽ", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "01/07/2025 00:00",
        "1/7/2025 0:00:00",
        "2025-07-01 00:00:00",
        "2025-07-01T00:00:00",
        "2025-07-01 00:00:00.000",
        "01/07/2025 12:00:00 AM",
    ],
)
def test_a_day_with_midnight_behind_it_is_that_day(text):
    assert days.from_text(text, NOW.today) == date(2025, 7, 1)


@pytest.mark.parametrize("text", ["01/07/2025 07:30", "2025-07-01 00:01:00", "01/07/2025 12:00", "00:00"])
def test_a_day_with_another_time_behind_it_is_none(text):
    assert days.from_text(text, NOW.today) is None
