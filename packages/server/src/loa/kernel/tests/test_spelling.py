"""Names are compared as they are written; marks are left out only where somebody typed none."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel.spelling import ByName, is_unmarked, means, spelled

SAME = [
    ("Tân Hòa", "Tân Hoà"),
    ("Nhà văn hóa", "nhà văn hoá"),
    ("khỏe", "khoẻ"),
    ("Thúy", "Thuý"),
    ("Thủy Nguyên", "Thuỷ Nguyên"),
    ("lòe, xòe", "loè,  xoè"),
    ("ĐÔNG HÒA 3/2", "đông hoà 3/2"),
]
OTHER = [
    ("Kim Tân", "Kim Tấn"),
    ("Lê Thị Hạnh", "Lê Thị Hành"),
    ("Hoằng Tiến", "Hoảng Tiên"),
    ("Tân Hòa", "Tấn Hóa"),
    ("Tân Hòa", "Tàn Hoa"),  # a tone belongs to its word
    ("Đông", "Dông"),
    ("Mão", "Mảo"),
    ("Hoà-Bình", "Hoa-Bình"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_tone_placement_and_unicode_form_are_the_same_word(one, other):
    assert spelled(one) == spelled(other) == spelled(unicodedata.normalize("NFD", other))
    assert means(one, other)
    assert means(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_marks_are_another_word(one, other):
    assert not means(one, other)
    assert not means(other, one)


def test_marks_are_left_out_only_for_what_was_typed_without_any():
    names = ByName([("Tân Hòa", 1), ("Tấn Hóa", 2), ("Kim Tân", 3), ("An Phu", 4), ("Ấn Phú", 5)])
    assert names.find("tân hoà") == [1]
    assert names.find("Tấn Hoá") == [2]
    assert names.find("TAN HOA") == [1, 2]
    assert names.find("kim tan") == [3]
    assert names.find("an phu") == [4]
    assert names.find("Kim Tấn") == names.find("Kím tan") == []
    assert names.find("Tan Hòa") == []
    assert names.near("Kim Tấn") == [3]


@given(st.text(alphabet="aăâeoơuưyđHTnh óòỏõọếộớựỵ\u0301\u0323-/1", max_size=20))
def test_a_text_is_spelled_as_its_other_forms_are(text):
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")} | {text.upper(), text.lower()}
    assert {spelled(each) for each in forms} == {spelled(text)}
    assert means(text, text)
    assert is_unmarked(text) == (
        not any(
            mark in unicodedata.normalize("NFD", text.lower())
            for mark in "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323đ"
        )
    )
