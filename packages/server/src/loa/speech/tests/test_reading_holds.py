"""What is true of every text, whatever it is."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from loa.speech.reader import built_in, phrases, read, reading
from loa.speech.reader.letters import VIETNAMESE

WRITTEN = """
UBND QĐ-UBND 39/2020/TT-BTTTT 7h30 17:00 29/9/2026 06-08/10/2025 12/4 1.678.000 đồng đ/kg 2,5 % °C km² m³/s
XIV quý IV 0912 345 678 0237.3852.115 số nhà ngõ ngày tháng năm từ đến 20°15'N 24/7 VNeID BCĐ PCTT&TKCN T2 5G
Km25+300 COVID-19 ½ & ( ) - – / , . ; : wifi a.b@c.vn www.thanhhoa.gov.vn ² Ω 36B1-123.45 thôn 1,2,3 H5N1 IIa
1900 ? ! 00 0 -5 + 007 tỷ lệ tỷ số 3/4 1/2 diện tích Đảng tờ thửa 215 TP. Thanh Hóa v.v. đ/c ÔNG BÀ
""".split()  # noqa: SIM905
DIGITS = set("0123456789")
OFFICIAL = st.lists(st.sampled_from(WRITTEN), max_size=14).map(" ".join)
GLUED = st.lists(st.sampled_from(WRITTEN), max_size=8).map("".join)
ANY = st.one_of(
    st.text(max_size=60), OFFICIAL, GLUED, st.text("0123456789.,/-:°%hgđxkmIVXTQĐUBND ()'", max_size=30)
)


@settings(max_examples=600, deadline=None)
@given(ANY)
@example("７h３０ ngày ２/９")
@example("Đ" * 300)
@example("1" * 400)
@example("A" * 3000)
@example("000 " * 2000)
@example("1/" * 3000)
@example("a." * 3000)
@example("\ud7ff\u0301\u0301")
@example("Hội" + "\u0323" * 4)
def test_every_text_is_read_whole(text: str) -> None:
    tokens = read(text)
    assert "".join(token.surface for token in tokens) == text
    said = " ".join(token.reading for token in tokens if token.reading)
    assert said == reading(text)
    assert set(said) <= VIETNAMESE | {" "}
    assert said == " ".join(said.split())
    assert all(token.pause_ms >= 0 for token in tokens)
    assert all(token.reading for token in tokens if set(token.surface) & DIGITS)
    assert " ".join(phrase.words for phrase in phrases(tokens)) == said


@settings(max_examples=300, deadline=None)
@given(OFFICIAL)
@example("km² / UBND")
def test_a_reading_read_again_is_itself(text: str) -> None:
    once = reading(text)
    assert reading(once) == once


@settings(max_examples=200, deadline=None)
@given(OFFICIAL)
def test_both_forms_of_unicode_read_alike(text: str) -> None:
    assert reading(unicodedata.normalize("NFD", text)) == reading(unicodedata.normalize("NFC", text))


@settings(max_examples=200, deadline=None)
@given(OFFICIAL)
def test_what_nobody_sees_changes_nothing(text: str) -> None:
    said = reading(text)
    assert reading(text.replace(" ", "  ")) == said
    assert reading(text.replace(" ", "\u00a0")) == said
    assert reading(text.replace(" ", "\u200b \t")) == said
    assert reading(f"\ufeff{text}\r\n") == said


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=12), max_size=5), ANY)
def test_no_lexicon_breaks_the_reader(rows: dict[str, str], text: str) -> None:
    tokens = read(text, built_in().extended(rows.items()))
    assert "".join(token.surface for token in tokens) == text
    assert set("".join(token.reading for token in tokens)) <= VIETNAMESE | {" "}


def test_digits_never_stay_silent() -> None:
    for n in range(10):
        assert reading(str(n))
        assert reading(f"a{n}b")
