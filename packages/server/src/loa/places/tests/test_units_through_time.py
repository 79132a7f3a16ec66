"""The tree as of a date, from the real lists of Thanh Hóa."""

from datetime import date

import pytest
from django.core.management import call_command

from loa.kernel.actor import Actor, Grant
from loa.kernel.errors import Conflict, Invalid, Refused
from loa.kernel.roles import Role
from loa.places import actions, lists, loading, queries, scope
from loa.places.management.commands.load_units import default_folder
from loa.places.models import Succession, Unit
from loa.testing.people import someone

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


@pytest.mark.parametrize("text", ["hac thanh", "Hạc Thành", "HẠC  THÀNH", "Ha\u0323c Thành"])
def test_search_takes_marks_or_none_in_either_unicode_form(thanh_hoa, text):
    assert queries.search(text, AFTER).first().name == "Phường Hạc Thành"


def test_a_unit_is_found_by_the_names_of_those_that_went_into_it(thanh_hoa):
    old = Unit.objects.get(name="Phường Điện Biên", kind="commune")
    new = queries.successors(old.id)[0].new
    found = list(queries.search("dien bien", AFTER))
    assert new in found
    assert old not in found
    assert old in queries.search("dien bien", BEFORE)


def test_reading_a_successor_includes_what_went_into_it_but_writing_does_not(thanh_hoa):
    new = queries.search("hạc thành", AFTER).first()
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


def csv_of(*lines: str) -> bytes:
    return "\n".join(("Mã;Tên;Loại;Vĩ độ", *lines)).encode()


def test_any_other_province_by_csv(as_role, db):
    listed = lists.from_csv(
        "40", "Tỉnh Nghệ An", csv_of("16681;Phường Trường Vinh;Phường;18,67", "16684;Xã Cẩm Sơn;;")
    )
    loaded = loading.load(listed)
    assert loaded.made == 3
    assert Unit.objects.get(code="16681").latitude == 18.67
    assert Unit.objects.get(code="16684").name_type == "Xã"


def test_every_faulty_line_is_said_and_nothing_is_written(places, as_role):
    admin = someone("Quản Trị", (Role.ADMINISTRATOR, places.province), home=places.province, username="qt")
    content = csv_of("1;Xã Một;;", "1;Xã Hai;;", "3;;;", "4;Xã Bốn;;chín")
    with as_role("web", admin), pytest.raises(Invalid) as refused:
        actions.import_units("38", "Tỉnh Thanh Hóa", content)
    assert [str(line) for line in refused.value.lines] == [
        "Dòng 3: mã 1 đã có ở dòng trên.",
        "Dòng 4: tên: còn trống.",
        "Dòng 5: vĩ độ: “chín” không phải một số.",
    ]
    assert Unit.objects.count() == 3


def test_units_are_for_an_administrator_of_the_province_and_of_this_province(places, as_role, operator):
    content = csv_of("99001;Xã Mới;;")
    with as_role("web", operator), pytest.raises(Refused):
        actions.import_units("38", "Tỉnh Thanh Hóa", content)
    admin = someone("Quản Trị", (Role.ADMINISTRATOR, places.province), home=places.province, username="qt")
    with as_role("web", admin):
        with pytest.raises(Conflict, match="Tỉnh Thanh Hóa"):
            actions.import_units("40", "Tỉnh Nghệ An", content)
        assert actions.import_units("38", "Tỉnh Thanh Hóa", content).made == 1
