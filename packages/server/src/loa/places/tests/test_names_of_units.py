"""What a unit is called, with its type or without, and whom a name with other marks does not mean."""

import pytest

from loa.places.lists import EXTENTS
from loa.places.rules import KINDS, naming
from loa.places.unit_names import is_called, parted, same_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Phường Hạc Thành", ("phuong", "Hạc Thành")),
        ("P.Hạc Thành", ("phuong", "Hạc Thành")),
        ("TT. Bút Sơn", ("thi tran", "Bút Sơn")),
        ("Thị xã Nghi Sơn", ("thi xa", "Nghi Sơn")),
        ("Huyện Quan Sơn", ("huyen", "Quan Sơn")),
        ("Quan Sơn", ("", "Quan Sơn")),
        ("Xã", ("", "Xã")),
        ("", ("", "")),
    ],
)
def test_a_name_has_a_type_and_what_the_unit_is_called(name, parts):
    assert parted(name) == parts


@pytest.mark.parametrize(
    ("there", "given", "same"),
    [
        ("Xã Hoằng Tiến", "hoang tien", True),
        ("Xã Hoằng Tiến", "XA HOANG TIEN", True),
        ("Xã Hoằng Tiến", "Xã Hoang Tien", True),
        ("Xã Hoằng Tiến", "Xa Hoằng Tiến", True),
        ("Xã Hoằng Tiến", "x. hoằng tiến", True),
        ("Xã Hoằng Tiến", "Xã Hoảng Tiên", False),
        ("Xã Hoằng Tiến", "Phường Hoằng Tiến", False),
        ("Xã Quan Sơn", "quan son", True),
        ("Xã Hoằng Hóa", "Xã Hoằng Hoá", True),
    ],
)
def test_a_name_with_other_marks_is_another(there, given, same):
    assert same_name(there, given) is same


def test_a_district_is_called_so_with_its_type_or_without():
    assert is_called("H. Quan Sơn", ["Quan Sơn"])
    assert is_called("quan son", ["Quan Sơn"])
    assert not is_called("Quân Sơn", ["Quan Sơn"])


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("Ban Mai", "thôn", ("Ban Mai", "thon")),
        ("ban mai", "", ("mai", "ban")),
        ("Bản Mai", "", ("Mai", "ban")),
        ("TDP 5", "", ("5", "to_dan_pho")),
        ("thon dong hoa", "", ("dong hoa", "thon")),
        ("Đông", "Tổ dân phố", ("Đông", "to_dan_pho")),
        ("Đông", "to_dan_pho", ("Đông", "to_dan_pho")),
    ],
)
def test_a_hamlet_has_a_kind_in_its_name_or_beside_it(name, kind, found):
    assert naming(name, kind) == found


def test_words_of_a_closed_list_are_not_those_with_other_marks():
    assert [KINDS.find(each) for each in ("bán", "thốn", "khu phó")] == [[], [], []]
    assert (EXTENTS.find("toan bo"), EXTENTS.find("toàn bộ"), EXTENTS.find("toán bổ")) == (
        ["whole"],
        ["whole"],
        [],
    )
