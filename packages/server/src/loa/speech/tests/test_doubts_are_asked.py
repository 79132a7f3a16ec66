"""What the page marks, questions and warns of."""

import subprocess
import sys

import pytest

from loa.speech.reader import Token, built_in, estimate_ms, phrases, read, reading, warnings


def doubts(text: str) -> list[tuple[str, str, str]]:
    return [(t.surface, t.reading, t.suggestion) for t in read(text) if t.doubtful]


def test_an_unknown_abbreviation_is_spelled_and_questioned() -> None:
    assert doubts("Cháu nào chưa tiêm BCG thì báo trước.") == [("BCG", "bê xê giê", "vắc xin phòng lao")]
    assert doubts("Đoàn XKTQ về xã.") == [("XKTQ", "ích ca tê quy", "")]


def test_two_known_abbreviations_as_one_are_read_and_questioned() -> None:
    assert doubts("Họp BCĐPCTT.") == [
        ("BCĐPCTT", "ban chỉ đạo phòng chống thiên tai", "bê xê đê pê xê tê tê")
    ]


def test_a_guess_is_never_read_for_letters_alone() -> None:
    assert doubts("Gặp trưởng bm xã.")[0][:2] == ("bm", "bê em")


def test_a_stroke_without_context_is_a_day_and_questioned() -> None:
    assert doubts("Họp 12/4 ở xã.") == [("12/4", "ngày mười hai tháng tư", "mười hai trên bốn")]
    assert doubts("Họp ngày 12/4 ở số nhà 12/4, có 12/14 hộ.") == []


def test_plain_official_text_raises_no_doubt() -> None:
    assert doubts("UBND xã Hoằng Tiến họp lúc 7h30 ngày 29/9/2026 theo Quyết định số 4216/QĐ-UBND.") == []


def test_headlines_in_capitals_are_words() -> None:
    assert reading("THÔNG BÁO CA MÚA NHẠC CỦA UBND XÃ") == "thông báo ca múa nhạc của ủy ban nhân dân xã"


def test_sums_in_a_headline_are_sums() -> None:
    assert reading("GIÁ LÚA 6.500 ĐỒNG/KG, HỖ TRỢ 2,5 TRIỆU ĐỒNG/HỘ/NĂM, PHẠT 300.000Đ") == (
        "giá lúa sáu nghìn năm trăm đồng một ki lô gam hỗ trợ hai phẩy năm triệu đồng một hộ một năm"
        " phạt ba trăm nghìn đồng"
    )
    assert reading("XỬ PHẠT VI PHẠM, ĐẠI HỘI VI CỦA HỘI") == "xử phạt vi phạm đại hội sáu của hội"


def test_a_line_broken_by_the_page_goes_on() -> None:
    text = (
        "Ủy ban nhân dân xã thông báo lịch tiêm chủng mở rộng cho trẻ em vào ngày\n05/12/2026 tại trạm."
        "\n- Thôn 3: 12\n- 5"
    )
    assert "".join(token.surface for token in read(text)) == text
    assert [phrase.words for phrase in phrases(read(text))] == [
        "ủy ban nhân dân xã thông báo lịch tiêm chủng mở rộng cho trẻ em"
        " vào ngày năm tháng mười hai năm hai nghìn không trăm hai mươi sáu tại trạm",
        "thôn ba",
        "mười hai",
        "năm",
    ]


def test_a_local_reading_wins_and_ends_the_doubt() -> None:
    lexicon = built_in().extended(
        [("BCG", "vắc xin phòng lao"), ("NVH", "nhà văn hóa làng"), ("cụm dân cư số 3", "xóm ba")]
    )
    assert reading("Tiêm BCG tại NVH Cụm dân cư số 3.", lexicon) == (
        "tiêm vắc xin phòng lao tại nhà văn hóa làng xóm ba"
    )
    assert not any(t.doubtful for t in read("Tiêm BCG", lexicon))


def test_later_rows_win() -> None:
    province = built_in().extended([("NVH", "nhà văn hóa tỉnh")])
    assert reading("NVH", province.extended([("NVH", "nhà văn hóa xã")])) == "nhà văn hóa xã"
    assert reading("NVH", province) == "nhà văn hóa tỉnh"


def test_a_private_number_is_warned_of_whole() -> None:
    text = "Gọi chị Hà 0912 345 678 hoặc trạm 0237 3852 115, hoặc 115."
    found = warnings(read(text))
    assert [(w.kind, w.surface, text[w.start :][:12]) for w in found] == [
        ("private_phone", "0912 345 678", "0912 345 678")
    ]


def test_phone_groups_are_said_apart() -> None:
    said = [(p.words, p.pause_ms) for p in phrases(read("số 0237 3852 115"))]
    assert said == [("số không hai ba bảy", 200), ("ba tám năm hai", 200), ("một một năm", 0)]


def test_pauses_that_meet_do_not_add_up() -> None:
    tokens = [
        Token("a", "một", "word"),
        Token(",", "", "punct", 250),
        Token("\n", "", "space", 800),
        Token("b", "hai", "word"),
    ]
    assert [(p.words, p.pause_ms) for p in phrases(tokens)] == [("một", 800), ("hai", 0)]
    assert estimate_ms(tokens) > 800


def test_the_reader_needs_no_django() -> None:
    code = "import sys, loa.speech.reader, loa.speech.cli, loa.speech.engines; print('django' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Thi đấu thắng 2-1.", "thi đấu thắng hai một"),
        ("Đường dây 0,4kV", "đường dây không phẩy bốn ki lô vôn"),
        ("P. Hạc Thành", "phường hạc thành"),
        ("trực T7, CN", "trực thứ bảy chủ nhật"),
        ("BCH Đoàn xã và BCH quân sự", "ban chấp hành đoàn xã và ban chỉ huy quân sự"),
        ("ngày/tháng/năm sinh", "ngày tháng năm sinh"),
        ("hai trăm m² đất và năm m³/s", "hai trăm mét vuông đất và năm mét khối trên giây"),
        (
            "giảm 2,5%–3%, 5km - 7 km",
            "giảm hai phẩy năm phần trăm đến ba phần trăm năm ki lô mét đến bảy ki lô mét",
        ),
        ("100 triệu - 200 triệu đồng", "một trăm triệu đến hai trăm triệu đồng"),
        ("-5°C", "âm năm độ xê"),
        ("lúc 13h/30/9", "lúc mười ba giờ ngày ba mươi tháng chín"),
        ("NPK 16-16-8, lúa BC15", "en pê ca mười sáu mười sáu tám lúa bê xê mười lăm"),
        ("tỷ lệ 1:10, bản đồ 1:2000", "tỷ lệ một trên mười bản đồ một trên hai nghìn"),
        ("Công ty CP, TT DVTH, KT. CHỦ TỊCH", "công ty cổ phần trung tâm dịch vụ tổng hợp ký thay chủ tịch"),
        ("1 viên x 2 lần/ngày", "một viên nhân hai lần một ngày"),
        ("xã/phường", "xã phường"),
        (
            "gọi 350.000 người; gọi số 3852 456",
            "gọi ba trăm năm mươi nghìn người gọi số ba tám năm hai bốn năm sáu",
        ),
        ("ngày Nhà giáo 20-11, 2 ông/bà", "ngày nhà giáo ngày hai mươi tháng mười một hai ông bà"),
        ("từ tháng 4-5/2026", "từ tháng tư đến tháng năm năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_small_cases(written: str, said: str) -> None:
    assert reading(written) == said
