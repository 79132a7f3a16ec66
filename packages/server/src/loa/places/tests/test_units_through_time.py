"""The tree as of a date, from the real lists of Thanh Hóa."""

from datetime import date

import pytest
from django.core.management import call_command

from loa.kernel.actor import Actor, Grant
from loa.kernel.errors import Invalid
from loa.places import lists, loading, queries, scope
from loa.places.management.commands.load_units import default_folder
from loa.places.models import Succession, Unit

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def thanh_hoa(db):
    return loading.load(lists.thanh_hoa(default_folder())).province


def reached(role: str, unit: Unit) -> tuple[frozenset[int], frozenset[int]]:
    found = scope.of(Actor(1, 1, "", (Grant(role, unit.id, unit.kind),)))
    return found.read, found.write


def count(kind: str, day: date) -> int:
    return queries.units(day).filter(kind=kind).count()


def test_today_166_communes_before_547_in_26_districts(thanh_hoa):
    assert (count("commune", AFTER), count("district", AFTER), count("province", AFTER)) == (166, 0, 1)
    assert (count("commune", BEFORE), count("district", BEFORE), count("province", BEFORE)) == (547, 26, 1)
    assert Succession.objects.count() == 558
    assert queries.subtree(thanh_hoa.id, AFTER).count() == 167
    assert queries.subtree(thanh_hoa.id, BEFORE).count() == 574


def test_loading_again_writes_nothing_and_says_so(thanh_hoa, capsys):
    before = Unit.objects.count()
    call_command("load_units")
    said = capsys.readouterr().out
    assert Unit.objects.count() == before == 740
    assert "mới ghi 0, đã có 740" in said
    assert "xã, phường hiện nay: 166" in said


def test_reading_a_successor_includes_what_went_into_it_but_writing_does_not(thanh_hoa):
    new = Unit.objects.get(name="Phường Hạc Thành", valid_to=None)
    read, write = reached("editor", new)
    olds = {step.old_id for step in queries.predecessors(new.id)}
    assert len(olds) > 3
    assert read == olds | {new.id}
    assert write == {new.id}


def test_an_operator_of_the_province_reads_all_that_ever_stood_below(thanh_hoa):
    read, write = reached("operator", thanh_hoa)
    assert len(read) == len(write) == 740
    read, write = reached("auditor", thanh_hoa)
    assert (len(read), len(write)) == (740, 0)


def test_the_order_is_a_vietnamese_dictionarys(thanh_hoa):
    names = [unit.name.split(" ", 1)[1] for unit in queries.units(AFTER).filter(kind="commune")]
    assert names.index("An Nông") < names.index("Ba Đình")
    assert names.index("Dân Hòa" if "Dân Hòa" in names else "Cẩm Vân") < names.index("Điền Lư")


def test_a_province_without_its_units_stands_from_the_day_that_any_list_of_them_begins(db):
    loaded = loading.load(lists.province("40", " Tỉnh Nghệ An "))
    assert (loaded.made, loaded.province.name, loaded.province.valid_from) == (
        1,
        "Tỉnh Nghệ An",
        date(2025, 1, 1),
    )
    for code, name in (("4 0", "Tỉnh Nghệ An"), ("40", " ")):
        with pytest.raises(Invalid, match="Cần mã và tên của tỉnh"):
            lists.province(code, name)


def test_a_list_that_comes_with_loa_and_is_wrong_says_each_faulty_line(tmp_path):
    for file in default_folder().glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "units-from-2025-07.csv").write_text("code,name,type\n1,Xã Một,\n2,Hai,\n,Xã Ba,\n", "utf-8")
    with pytest.raises(Invalid) as refused:
        lists.thanh_hoa(tmp_path)
    assert [str(line) for line in refused.value.lines] == [
        "Dòng 3: “Hai” thiếu loại ở trước tên: Xã, Phường, Thị trấn, Đặc khu.",
        "Dòng 4: mã: còn trống.",
    ]
