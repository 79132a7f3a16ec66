"""A list names communes of before July 2025: each is found where it is today, or the candidates are named."""

from datetime import date

import pytest

from loa.kernel.errors import Invalid
from loa.places import loading
from loa.places.communes import Communes
from loa.places.loading import Province, SuccessionLine, UnitLine
from loa.places.models import UnitKind

pytestmark = pytest.mark.django_db
SPLIT = (
    "Xã Hoằng Xuân, Huyện Hoằng Hóa (1002) đã chia vào Xã Hoằng Giang (5001), Xã Hoằng Hóa (5002)."
    " Ghi mã xã nay."
)


@pytest.fixture
def communes(db):
    former = [
        ("1001", "Xã Hoằng Giang", "348"),
        ("1002", "Xã Hoằng Xuân", "348"),
        ("1003", "Thị trấn Bút Sơn", "348"),
    ]
    former += [("2001", "Xã Xuân Lập", "352"), ("2002", "Xã Xuân Lộc", "352"), ("3001", "Xã Xuân Lộc", "353")]
    former += [("3002", "Xã Vân Sơn", "353"), ("01004", "Phường Điện Biên", "380")]
    now = [
        ("5001", "Xã Hoằng Giang"),
        ("5002", "Xã Hoằng Hóa"),
        ("5003", "Xã Xuân Lập"),
        ("5004", "Phường Hạc Thành"),
    ]
    now += [("5005", "Xã Hạc Thành"), ("00166", "Xã Vân Sơn")]
    went = [
        ("1001", "5002"),
        ("1002", "5001"),
        ("1002", "5002"),
        ("1003", "5002"),
        ("2001", "5003"),
        ("2002", "5003"),
    ]
    went += [("3001", "5001"), ("3002", "5001"), ("01004", "5004")]
    districts = [("348", "Huyện Hoằng Hóa"), ("352", "Huyện Thọ Xuân"), ("353", "Huyện Thường Xuân")]
    districts += [("380", "Thành phố Thanh Hóa")]

    def kind(name):
        return name.split()[0]

    loading.load(
        Province(
            code="38",
            name="Tỉnh Thanh Hóa",
            name_type="Tỉnh",
            since=date(2025, 7, 1),
            units=[UnitLine(code, name, kind(name)) for code, name in now],
            known_from=date(2025, 1, 1),
            districts_before=[UnitLine(code, name, kind(name), "district") for code, name in districts],
            units_before=[UnitLine(code, name, kind(name), parent=parent) for code, name, parent in former],
            successions=[SuccessionLine(old, new, "whole") for old, new in went],
        )
    )
    return Communes()


@pytest.mark.parametrize(
    ("given", "code", "note"),
    [
        (("5002",), "5002", ""),
        (("", "Xã Hoằng Hóa"), "5002", ""),
        (("", "hoang hoa"), "5002", ""),
        (("", "x. Hoằng Hóa"), "5002", ""),
        (("", "P. Hạc Thành"), "5004", ""),
        (("", "Xã Hạc Thành"), "5005", ""),
        (("166",), "00166", "mã xã mất số 0 ở đầu, đọc là 00166."),
        (("1001",), "5002", "Xã Hoằng Giang, Huyện Hoằng Hóa (1001) nay thuộc Xã Hoằng Hóa (5002)."),
        (
            ("1004",),
            "5004",
            "Phường Điện Biên, Thành phố Thanh Hóa (01004) nay thuộc Phường Hạc Thành (5004).",
        ),
        (
            ("", "TT Bút Sơn"),
            "5002",
            "Thị trấn Bút Sơn, Huyện Hoằng Hóa (1003) nay thuộc Xã Hoằng Hóa (5002).",
        ),
        (
            ("", "Hoằng Giang", "Hoằng Hóa"),
            "5002",
            "Xã Hoằng Giang, Huyện Hoằng Hóa (1001) nay thuộc Xã Hoằng Hóa (5002).",
        ),
        (
            ("", "Điện Biên", "TP. Thanh Hóa"),
            "5004",
            "Phường Điện Biên, Thành phố Thanh Hóa (01004) nay thuộc Phường Hạc Thành (5004).",
        ),
        (
            ("", "Xuân Lộc", "huyện Thọ Xuân"),
            "5003",
            "Xã Xuân Lộc, Huyện Thọ Xuân (2002) nay thuộc Xã Xuân Lập (5003).",
        ),
        (("", "Xã Xuân Lập"), "5003", ""),
        (("5002", "Bút Sơn"), "5002", ""),
        (
            ("", "Xã Hoằng Giang"),
            "5001",
            "đọc là Xã Hoằng Giang nay; nếu là Xã Hoằng Giang, Huyện Hoằng Hóa (1001) thì ghi mã xã.",
        ),
    ],
)
def test_a_commune_is_found_as_it_is_called_or_was(communes, given, code, note):
    found = communes.find(*given)
    assert (found.unit.code, found.note) == (code, note)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ("", "Hoằng Xuân"),
            SPLIT,
        ),
        (
            ("1002",),
            SPLIT,
        ),
        (
            ("", "Xuân Lộc"),
            "có nhiều xã, phường tên “Xuân Lộc”: Xã Xuân Lộc, Huyện Thọ Xuân (2002);"
            " Xã Xuân Lộc, Huyện Thường Xuân (3001). Ghi mã xã.",
        ),
        (
            ("", "Hạc Thành"),
            "có nhiều xã, phường tên “Hạc Thành”: Xã Hạc Thành (5005); Phường Hạc Thành (5004). Ghi mã xã.",
        ),
        (
            ("", "Xã Hoằng Hoà"),
            "không có xã, phường tên “Xã Hoằng Hoà”; có Xã Hoằng Hóa (5002), khác dấu.",
        ),
        (("5002", "Xã Hoàng Hóa"), "mã 5002 là Xã Hoằng Hóa, không phải Xã Hoàng Hóa."),
        (("", "Quảng Phú"), "không có xã, phường tên “Quảng Phú”."),
        (("99999",), "không có xã, phường mã 99999."),
        (("38",), "không có xã, phường mã 38."),
        (("", ""), "cần mã hoặc tên xã, phường."),
        (("5002", "Xã Xuân Lập"), "mã 5002 là Xã Hoằng Hóa, không phải Xã Xuân Lập."),
    ],
)
def test_what_could_be_several_is_never_guessed(communes, given, said):
    with pytest.raises(Invalid) as why:
        communes.find(*given)
    assert sorted(str(why.value)) == sorted(said)


def test_the_province_itself_where_people_work_there(communes):
    every = Communes(UnitKind.COMMUNE, UnitKind.PROVINCE)
    assert every.find("38").unit.kind == "province"
    assert every.find("", "Tỉnh Thanh Hóa").unit.kind == "province"
