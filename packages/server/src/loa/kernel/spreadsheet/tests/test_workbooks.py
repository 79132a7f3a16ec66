"""Workbooks: merged cells, headings in two rows, titles, totals, cells of every type, hostile files."""

import io
import zipfile
from datetime import date, datetime

import pytest

from loa.kernel.errors import Invalid
from loa.kernel.spreadsheet import blank, limits, workbook_child
from loa.kernel.spreadsheet.grid import within
from loa.kernel.spreadsheet.tests.reading import COLUMNS, lines, of_rows, read, values, workbook

HEAD = ["Họ và tên", "Mã xã", "Điện thoại", "Vĩ độ", "Từ ngày"]


def test_cells_of_every_type_are_read_as_their_column_says():
    def fill(book, sheet):
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["Mai", 14797, 84912345678, 19.807])
        sheet.write_datetime(1, 4, datetime(2026, 11, 30), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_row(2, 0, ["Hùng", "14797", "0912", "19,807", "30/11/2026"])
        sheet.write_row(3, 0, ["Sơn", 14797, 912345678, "19.807", 46356])

    first, second, third = values(workbook(fill))
    assert first == {
        "name": "Mai",
        "code": "14797",
        "phone": "84912345678",
        "north": 19.807,
        "since": date(2026, 11, 30),
    }
    assert second == {**first, "name": "Hùng", "phone": "0912"}
    assert third == {**first, "name": "Sơn", "phone": "0912345678"}


def test_days_of_an_old_mac():
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["Họ và tên", "Từ ngày"])
        sheet.write_row(1, 0, ["Mai", 44894])

    assert values(workbook(fill, date_1904=True))[0]["since"] == date(2026, 11, 30)


def test_a_value_merged_over_rows_belongs_to_each_and_a_title_to_none():
    def fill(_book, sheet):
        sheet.merge_range(0, 0, 0, 4, "DANH SÁCH CÁN BỘ")
        sheet.write_row(2, 0, HEAD)
        sheet.write_row(3, 0, ["Mai"])
        sheet.write_row(4, 0, ["Hùng"])
        sheet.merge_range(3, 1, 4, 1, "14797")
        sheet.merge_range(5, 0, 5, 3, "Tổng cộng: 2")

    found = lines(workbook(fill))
    assert [(line.number, line.values, line.skipped) for line in found] == [
        (4, {"name": "Mai", "code": "14797"}, ""),
        (5, {"name": "Hùng", "code": "14797"}, ""),
        (6, {}, "dòng tổng"),
    ]


def test_groups_over_headings_and_a_row_that_numbers_the_columns():
    def fill(_book, sheet):
        sheet.merge_range(0, 0, 1, 0, "TT")
        sheet.merge_range(0, 1, 1, 1, "Họ và tên (*)")
        sheet.merge_range(0, 2, 0, 3, "Nơi ở")
        sheet.write_row(1, 2, ["Mã xã", "Vĩ độ"])
        sheet.write_row(2, 0, ["A", "B", 1, 2])
        sheet.write_row(3, 0, [1, "Mai", "14797", 19.8])

    (line,) = lines(workbook(fill))
    assert (line.number, line.values) == (4, {"name": "Mai", "code": "14797", "north": 19.8})


def test_a_heading_that_only_its_group_explains():
    from loa.kernel.spreadsheet import table
    from loa.kernel.spreadsheet.columns import Column
    from loa.kernel.spreadsheet.tests.reading import TODAY

    columns = (
        Column("commune", ("tên xã",), expected=True),
        Column("hamlet", ("tên thôn",), expected=True),
    )

    def fill(_book, sheet):
        sheet.merge_range(0, 0, 0, 1, "Xã")
        sheet.merge_range(0, 2, 0, 3, "Thôn")
        sheet.write_row(1, 0, ["Mã", "Tên", "Mã", "Tên"])
        sheet.write_row(2, 0, ["1", "Hạc Thành", "5", "Đông Hòa"])

    (line,) = table.read(workbook(fill), columns, TODAY, 10).lines
    assert line.values == {"commune": "Hạc Thành", "hamlet": "Đông Hòa"}
    (line,) = table.read(
        "Xã;;Thôn;\nMã;Tên;Mã;Tên\n1;Hạc Thành;5;Đông Hòa\n".encode(), columns, TODAY, 10
    ).lines
    assert line.values == {"commune": "Hạc Thành", "hamlet": "Đông Hòa"}


def test_headings_in_any_dress_and_columns_that_are_not_used_are_named():
    table = read(of_rows(["STT", "HO_VA_TEN *", "dien thoai (nếu có)", "Ghi chú"], [1, "Mai", "0912", "x"]))
    assert [line.values for line in table.lines] == [{"name": "Mai", "phone": "0912"}]
    assert table.notes == ("Các cột không dùng: “Ghi chú”.",)


def test_every_faulty_cell_of_a_row_is_named_with_its_column():
    (line,) = lines(of_rows(HEAD, ["", "14797", "8.49E+10", "mười", "30/13/2026"]))
    assert [str(fault).partition(":")[0] for fault in line.faults] == [
        "điện thoại",
        "vĩ độ",
        "từ ngày",
        "họ và tên",
    ]
    assert str(line.faults[-1]) == "họ và tên: còn trống."


def test_a_row_with_nothing_where_we_read_is_passed_over_and_said():
    found = lines(of_rows(["Họ và tên", "Ghi chú"], ["Mai", ""], ["", "Người lập biểu"]))
    assert [line.skipped for line in found] == ["", "không có gì ở các cột cần đọc"]


def test_a_formula_is_what_its_spreadsheet_had_computed_and_text_that_looks_like_one_is_refused():
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["Họ và tên", "Vĩ độ"])
        sheet.write_formula(1, 0, '=CONCAT("M","ai")', None, "Mai")
        sheet.write_formula(1, 1, "=10+9.5", None, 19.5)
        sheet.write_string(2, 0, '=HYPERLINK("http://x","y")')
        sheet.write_string(2, 1, "19,8")

    computed, text = lines(workbook(fill))
    assert computed.values == {"name": "Mai", "north": 19.5}
    assert [str(each) for each in text.faults] == [
        'họ và tên: “=HYPERLINK("http://x","y")” là công thức. Ghi kết quả của nó.'
    ]


def test_the_first_visible_sheet_with_anything_is_read_and_the_others_are_named():
    def fill(book, sheet):
        hidden = book.add_worksheet("Ẩn")
        hidden.write_row(0, 0, ["Họ và tên"])
        hidden.hide()
        one, other = book.add_worksheet("Danh bạ"), book.add_worksheet("Khác")
        one.write_row(0, 0, ["Họ và tên"])
        one.write_row(1, 0, ["Mai"])
        other.write_row(0, 0, ["gì đó"])

    table = read(workbook(fill))
    assert [line.values for line in table.lines] == [{"name": "Mai"}]
    assert table.notes == ("Đọc trang tính “Danh bạ”; không đọc các trang “Khác”.",)


def test_our_own_blank_is_read_back_without_its_example():
    content = blank.workbook("người", COLUMNS)
    with pytest.raises(Invalid, match="vào dưới dòng thí dụ rồi gửi lại"):
        read(content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def repacked(content: bytes, name: str, data: bytes) -> bytes:
    """The same workbook with another member in place of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, data if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_bomb_is_refused_by_its_directory_before_anything_is_unpacked():
    bomb = repacked(of_rows(HEAD, ["Mai"]), "xl/media/x.bin", bytes(limits.MAX_UNPACKED + 1))
    assert len(bomb) < limits.MAX_BYTES
    with pytest.raises(Invalid, match="giải nén ra quá lớn"):
        read(bomb)


def test_one_cell_at_the_end_of_the_sheet_does_not_take_the_machine_s_memory():
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Invalid):
        read(repacked(of_rows(HEAD), SHEET, far))


def merged(*references: str, rows: int) -> bytes:
    """A sheet of two columns whose first cell is merged as said."""
    cells = b"".join(b'<row r="%d"><c r="B%d"><v>1</v></c></row>' % (n, n) for n in range(2, rows + 1))
    return repacked(
        of_rows(HEAD),
        SHEET,
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
        + cells
        + b"</sheetData><mergeCells>"
        + b"".join(b'<mergeCell ref="%s"/>' % each.encode() for each in references)
        + b"</mergeCells></worksheet>",
    )


def test_merges_that_lie_on_each_other_are_refused_before_any_is_filled():
    assert len(read(merged("A1:A20", rows=20)).lines) == 19
    with pytest.raises(Invalid, match="ô gộp chồng lên nhau"):
        read(merged(*["A1:A20"] * 5_000, rows=20))


def test_merges_beyond_the_sheet_cover_nothing():
    rows = [["a", "b"], ["c", "d"]]
    beyond = [((0, 0), (25_000, 100)), ((0, 7), (1, 9)), ((9, 0), (10, 1))]
    assert within(rows, beyond) == (((0, 0), (1, 1)),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"\x00" * 64, "Không mở được"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, "Không mở được"),
        (repacked(of_rows(HEAD), SHEET, b"<worksheet><sheetData><row"), "Không mở được|không có trang"),
        (repacked(of_rows(HEAD), "xl/workbook.xml", b"<x/>"), "Không mở được|không có trang"),
        (of_rows(), "không có trang tính nào có chữ"),
    ],
)
def test_what_is_no_workbook_inside_is_refused_in_words(content, said):
    with pytest.raises(Invalid, match=said):
        read(content)


def test_a_zip_of_something_else_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(Invalid, match="không phải bảng tính"):
        read(out.getvalue())


def test_an_entity_in_the_xml_reads_no_file_of_ours():
    sheet = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is>'
        b"<t>a&e;b</t></is></c></row></sheetData></worksheet>"
    )
    try:
        found = values(repacked(of_rows(HEAD), SHEET, sheet))
    except Invalid:
        return
    assert "root" not in str(found)


def test_too_many_rows_are_refused(monkeypatch):
    content = of_rows(["name"], *[[f"Người {n}"] for n in range(150)])
    with pytest.raises(Invalid, match="tối đa 100 dòng"):
        read(content)
    monkeypatch.setattr(limits, "MAX_ROWS", 20)
    with pytest.raises(workbook_child.UnusableFile, match="too-many-rows"):
        workbook_child._read(content)
