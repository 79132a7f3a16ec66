"""Dates, times, sums and phone numbers, in whatever way they are typed, say what they are."""

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loa.speech.reader import numbers, read, reading

DAYS = st.dates(date(1930, 1, 1), date(2099, 12, 31))
BEFORE_DAY = st.sampled_from(
    ["Họp ngày ", "Họp trước ", "Vào ", "Hạn nộp: ", "Thứ Hai, ", "Sáng ", "Đến hết ", "Lúc 8h00 ngày "]
)
AFTER = st.sampled_from(["", ".", "; còn lại", " tại nhà văn hóa", " (đã chốt)", ", mời bà con"])
DASHES = st.sampled_from(["-", " - ", "–", " – ", " đến "])
DIGITS = "0123456789"


def said(written: str) -> str:
    """A few plain words as they are heard."""
    return reading(written)


def month(day: date) -> str:
    return f"{numbers.cardinal(day.day)} tháng {numbers.month(day.month)}"


@settings(max_examples=400, deadline=None)
@given(DAYS, BEFORE_DAY, AFTER, st.sampled_from("/-."), st.booleans())
def test_a_day(day: date, before: str, after: str, sep: str, wide: bool) -> None:
    figures = f"{day.day:02}{sep}{day.month:02}" if wide else f"{day.day}{sep}{day.month}"
    named = "" if before.endswith("ngày ") else "ngày "
    heard = f"{said(before)} {named}{month(day)}"
    year = f"năm {numbers.cardinal(day.year)}"
    assert reading(f"{before}{figures}{sep}{day.year}{after}") == f"{heard} {year} {said(after)}".strip()
    if sep == "/":
        assert reading(f"{before}{figures}{after}") == f"{heard} {said(after)}".strip()
        whole = f"trong tháng {numbers.month(day.month)} {year} {said(after)}".strip()
        assert reading(f"Trong tháng {figures.partition(sep)[2]}/{day.year}{after}") == whole


@pytest.mark.parametrize("before", ["Họp ngày ", "Họp trước ", "Vào ", "Hạn nộp: ", "Thứ Hai, ", "Từ ", ""])
def test_every_day_of_the_year_without_its_year(before: str) -> None:
    """24/7 and 24/24 are idioms too: none of the 366 days may fall to one, nor to a fraction."""
    named = "" if before.endswith("ngày ") else "ngày "
    for day in (date(2028, 1, 1) + timedelta(days=n) for n in range(366)):
        for figures in (f"{day.day}/{day.month}", f"{day.day:02}/{day.month:02}"):
            heard = f"{said(before)} {named}{month(day)} xã nghỉ"
            assert reading(f"{before}{figures}, xã nghỉ.") == heard.strip(), figures


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Trực 24/7.", "trực hai mươi tư trên bảy"),
        ("Trực từ 24/7.", "trực từ ngày hai mươi tư tháng bảy"),
        ("Đường dây nóng: 24/7.", "đường dây nóng hai mươi tư trên bảy"),
        ("Hỗ trợ phụ nữ 24/7.", "hỗ trợ phụ nữ hai mươi tư trên bảy"),
        ("Mở cửa vào 24/7.", "mở cửa vào ngày hai mươi tư tháng bảy"),
        ("Trực ban 24h/24h.", "trực ban hai mươi tư trên hai mươi tư giờ"),
        ("Phục vụ 24h/7 ngày.", "phục vụ hai mươi tư trên bảy ngày"),
        ("Phục vụ 24/24, 7/7.", "phục vụ hai mươi tư trên hai mươi tư bảy trên bảy"),
        ("Họp vào 7/7.", "họp vào ngày bảy tháng bảy"),
    ],
)
def test_what_never_stops_is_no_day(written: str, heard: str) -> None:
    assert reading(written) == heard


def test_of_24_7_the_officer_is_asked_where_nothing_says_which() -> None:
    (asked,) = [t for t in read("Thực đơn 24/7.") if t.surface == "24/7"]
    assert asked.doubtful
    assert asked.reading == "hai mươi tư trên bảy"
    assert asked.suggestion == "ngày hai mươi tư tháng bảy"


def heard_time(at: time, *, minutes_named: bool) -> str:
    hour = f"{numbers.cardinal(at.hour)} giờ"
    if not at.minute:
        return hour
    named = " phút" if minutes_named or at.minute < 10 else ""
    return f"{hour} {numbers.cardinal(at.minute)}{named}"


TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
CLOCKS = st.sampled_from([
    ("{h}h{m:02}", False), ("{h:02}h{m:02}'", True), ("{h}:{m:02}", False), ("{h:02}g{m:02}", False),
    ("{h} giờ {m:02} phút", True), ("{h} giờ {m:02}", False), ("{h}h{m:02} phút", True),
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(TIMES, TIMES, CLOCKS, CLOCKS, DASHES, AFTER)
def test_a_time_and_a_span_of_times(
    first: time, last: time, one: tuple[str, bool], other: tuple[str, bool], dash: str, after: str
) -> None:
    begins = one[0].format(h=first.hour, m=first.minute)
    ends = other[0].format(h=last.hour, m=last.minute)
    heard = heard_time(first, minutes_named=one[1])
    assert reading(f"Họp lúc {begins}{after}") == f"họp lúc {heard} {said(after)}".strip()
    span = f"{heard} đến {heard_time(last, minutes_named=other[1])}"
    assert reading(f"Trực từ {begins}{dash}{ends}{after}") == f"trực từ {span} {said(after)}".strip()


CURRENCY = st.sampled_from([" đồng", "đ", " đ", " VNĐ", "VNĐ", " vnđ"])
PER = st.sampled_from([
    ("", ""), ("/hộ", " một hộ"), ("/người/tháng", " một người một tháng"), ("/m2", " một mét vuông"),
    ("/kg", " một ki lô gam"), ("/học sinh/năm", " một học sinh một năm"), ("/lượt", " một lượt"),
])  # fmt: skip
SCALES = st.sampled_from([
    (" triệu đồng", "triệu đồng"), (" tỷ đồng", "tỷ đồng"), (" triệu", "triệu"), ("tr", "triệu"),
    ("k", "nghìn"), (" nghìn đồng", "nghìn đồng"),
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.integers(1, 10**9), st.integers(0, 9), CURRENCY, PER, SCALES, DASHES, AFTER
)  # fmt: skip
def test_a_sum(
    thousands: int,
    tenth: int,
    currency: str,
    per: tuple[str, str],
    scale: tuple[str, str],
    dash: str,
    after: str,
) -> None:
    n = thousands * 1000
    low, high = (f"{amount:,}".replace(",", ".") for amount in (n, n + 5000))
    end = f"{per[1]} {said(after)}".rstrip()
    one = f"thu {numbers.cardinal(n)}"
    assert reading(f"Thu {low}{currency}{per[0]}{after}") == f"{one} đồng{end}"
    span = f"{one} đến {numbers.cardinal(n + 5000)} đồng{end}"
    assert reading(f"Thu {low}{dash}{high}{currency}{per[0]}{after}") == span
    few = thousands % 999 + 1
    part = f"thu {numbers.cardinal(few)} phẩy {numbers.digits(str(tenth))} {scale[1]}{end}"
    assert reading(f"Thu {few},{tenth}{scale[0]}{per[0]}{after}") == part


BEFORE_PHONE = st.sampled_from(
    ["SĐT: ", "ĐT: ", "Gọi ", "Liên hệ: ", "Số điện thoại ", "Hotline ", "Anh Nam - ", "(ĐT: "]
)
HEADS = st.sampled_from(["09", "03", "07", "08", "05", "0237"])


@settings(max_examples=400, deadline=None)
@given(
    BEFORE_PHONE,
    HEADS,
    st.text(DIGITS, min_size=8, max_size=8),
    st.sampled_from(["", " ", ".", "-"]),
    st.lists(st.integers(2, 4), min_size=2, max_size=4),
    AFTER,
)
def test_a_phone_number(before: str, head: str, rest: str, sep: str, cuts: list[int], after: str) -> None:
    number = head + (rest if head != "0237" else "3" + rest[:6])
    groups, left = [number[:4]], number[4:]
    for cut in cuts:
        if len(left) - cut >= 2:
            groups.append(left[:cut])
            left = left[cut:]
    written = sep.join([*groups, left])
    heard = " ".join(f"{said(before)} {numbers.digits(number)} {said(after)}".split())
    assert reading(f"{before}{written}{after}") == heard


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["1900", "1800"]),
    st.text(DIGITS, min_size=4, max_size=6),
    st.sampled_from(["", " ", "."]),
)
def test_a_service_number(head: str, rest: str, sep: str) -> None:
    rest = rest if len(rest) != 5 else rest[:4]
    assert reading(f"Tổng đài {head}{sep}{rest}.") == f"tổng đài {numbers.digits(head + rest)}"


KINDS = st.sampled_from([
    ("Quyết định", "QĐ"), ("Kế hoạch", "KH"), ("Thông báo", "TB"), ("Công điện", "CĐ"), ("Tờ trình", "TTr"),
    ("Giấy mời", "GM"), ("Nghị quyết", "NQ"), ("Nghị định", "NĐ"), ("Thông tư", "TT"),
])  # fmt: skip
BODIES = st.sampled_from([
    ("UBND", "ủy ban nhân dân"), ("HĐND", "hội đồng nhân dân"), ("TU", "tỉnh ủy"), ("BCĐ", "ban chỉ đạo"),
    ("BTTTT", "bộ thông tin và truyền thông"), ("SNN&MT", "sở nông nghiệp và môi trường"),
    ("TTg", "thủ tướng chính phủ"),
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    KINDS, BODIES, st.integers(10, 9999), st.integers(1990, 2040), st.sampled_from(["/", " / ", " /"]),
    st.sampled_from(["-", " - ", "–"]), AFTER,
)  # fmt: skip
def test_a_document(
    kind: tuple[str, str], body: tuple[str, str], n: int, year: int, stroke: str, dash: str, after: str
) -> None:
    code = f"{kind[1]}{dash}{body[0]}"
    number = numbers.cardinal(n)
    end = f"{body[1]} {said(after)}".strip()
    dated = f"năm {numbers.cardinal(year)}"
    named = kind[0].lower()
    assert reading(f"{kind[0]} số {n}/{year}{stroke}{code}{after}") == f"{named} số {number} {dated} {end}"
    assert reading(f"{kind[0]} {n}{stroke}{code}{after}") == f"{named} {number} {end}"
    assert reading(f"Số: {n}{stroke}{code}{after}") == f"số {number} {named} {end}"


@settings(max_examples=200, deadline=None)
@given(
    st.integers(8, 23), st.integers(102, 118), st.integers(0, 59), st.integers(0, 9),
    st.sampled_from([("N", "E"), ("B", "Đ")]), st.sampled_from(["°", "° ", "º"]),
    st.sampled_from([", ", "; ", " - "]),
)  # fmt: skip
def test_a_place_at_sea(
    north: int, east: int, minutes: int, tenth: int, sides: tuple[str, str], sign: str, joint: str
) -> None:
    up, right = numbers.cardinal(north), numbers.cardinal(east)
    tenths = f"phẩy {numbers.digits(str(tenth))} độ"
    written = f"ở {north},{tenth}{sign}{sides[0]}{joint}{east},{tenth}{sign}{sides[1]}."
    assert reading(written) == f"ở {up} {tenths} vĩ bắc {right} {tenths} kinh đông"
    part = f"độ {numbers.cardinal(minutes)} phút"
    written = f"ở {north}{sign}{minutes:02}'{sides[0]}{joint}{east}{sign}{minutes:02}'{sides[1]}."
    assert reading(written) == f"ở {up} {part} vĩ bắc {right} {part} kinh đông"


@example(1, 23, "Mẫu đo được ")
@given(st.integers(1, 9), st.integers(10, 99), st.sampled_from(["Mẫu đo được ", "Cháu cao ", "Ngập "]))
def test_a_height_in_metres_and_centimetres(metres: int, rest: int, before: str) -> None:
    """Only a single 2 or 3 behind the letter may be an area or a volume."""
    heard = f"{said(before)} {numbers.cardinal(metres)} mét {numbers.cardinal(rest)}"
    assert reading(f"{before}{metres}m{rest}") == heard
