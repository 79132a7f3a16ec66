"""What a spreadsheet made of a text is refused in words; so are its errors. Hidden rows are read and said."""

from datetime import date, datetime, time

import pytest

from loa.kernel.spreadsheet import table
from loa.kernel.spreadsheet.columns import Code, Column, Number, Phone, Text
from loa.kernel.spreadsheet.tests.reading import TODAY, lines, of_rows, read, workbook

AS_TEXT = "Đặt cột dạng chữ rồi ghi lại."
MADE_A_DAY = "“{}” là ngày, giờ mà bảng tính tự đổi. " + AS_TEXT


def csv(*cells: str) -> bytes:
    return "\n".join(["Họ và tên", *cells, ""]).encode()


def told(content: bytes) -> list[str]:
    return [str(fault) for line in lines(content) for fault in line.faults]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("#N/A", "“#N/A” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại."),
        ("#REF!", "“#REF!” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại."),
        ("#DIV/0!", "“#DIV/0!” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại."),
        ("Err:502", "“Err:502” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại."),
        ("=1+1", "“=1+1” là công thức. Ghi kết quả của nó."),
        ("3-thg 2", MADE_A_DAY.format("3-thg 2")),
        ("03-Thg2-26", MADE_A_DAY.format("03-Thg2-26")),
        ("3-Feb", MADE_A_DAY.format("3-Feb")),
        ("03/02/2026", MADE_A_DAY.format("03/02/2026")),
        ("2026-02-03 00:00:00", MADE_A_DAY.format("2026-02-03 00:00:00")),
        ("8:30:00", MADE_A_DAY.format("8:30:00")),
        ("TRUE", "“TRUE” là ô đúng, sai của bảng tính. " + AS_TEXT),
        ("👍", "“👍” không phải chữ."),
        ("Lê 👍 Mai", "“👍” không phải chữ."),
        ("---", "“---” không có chữ hay số nào."),
    ],
)
def test_a_csv_s_cell_that_is_no_text(cell, why):
    assert told(csv(cell)) == [f"họ và tên: {why}"]


@pytest.mark.parametrize(
    "cell",
    [
        "Tổ dân phố 3/2",
        "3/2",
        "30-4",
        "3 tháng 2",
        "2.1",
        "5",
        "Thôn #5",
        "Minh = Mai",
        "Km 5+200",
        "May 10",
        "#A",
    ],
)
def test_a_name_that_looks_a_little_like_one_stays(cell):
    (line,) = lines(csv(cell))
    assert (line.faults, line.values["name"]) == ((), cell)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (datetime(2026, 2, 3), MADE_A_DAY.format("03/02/2026")),
        (date(2026, 2, 3), MADE_A_DAY.format("03/02/2026")),
        (time(8, 30), MADE_A_DAY.format("08:30:00")),
        (True, "“TRUE” là ô đúng, sai của bảng tính. " + AS_TEXT),
        (1.5, "“1,5” là số có phần lẻ. " + AS_TEXT),
        (-3, "“-3” là số âm. " + AS_TEXT),
    ],
)
@pytest.mark.parametrize("reader", [Text(), Code(), Phone()])
def test_a_workbook_s_cell_that_is_no_text_is_refused_by_every_reader_of_text(cell, why, reader):
    def fill(book, sheet):
        sheet.write(0, 0, "Tên")
        style = book.add_format({"num_format": "hh:mm" if isinstance(cell, time) else "d-mmm"})
        sheet.write(1, 0, cell, style if isinstance(cell, date | time) else None)

    columns = (Column("name", ("tên",), reader, needed=True, expected=True),)
    (line,) = table.read(workbook(fill), columns, TODAY, 10).lines
    assert [fault.sentence for fault in line.faults] == [why]


def test_whole_numbers_are_names_and_codes():
    found = lines(of_rows(["Họ và tên", "Mã xã"], [5, 14797]))
    assert found[0].values == {"name": "5", "code": "14797"}


def test_errors_and_formulas_without_a_value_are_said_for_what_they_are():
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["Họ và tên", "Mã xã", "Vĩ độ"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 0, "=A1", None, "")
        sheet.write_row(3, 0, ["Mai"])
        sheet.write_formula(3, 1, "=14797", None, 14797)

    one, two, three = lines(workbook(fill))
    assert [str(each) for each in one.faults] == [
        "họ và tên: “#N/A” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại.",
        "vĩ độ: “#DIV/0!” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại.",
    ]
    assert [str(each) for each in two.faults] == [
        "họ và tên: công thức chưa có kết quả trong tệp. Mở bằng Excel, lưu lại rồi gửi."
    ]
    assert (three.values, three.faults) == ({"name": "Mai", "code": "14797"}, ())


def test_an_error_in_a_column_of_numbers_of_a_csv():
    columns = (Column("name", ("tên",)), Column("area", ("diện tích",), Number(), expected=True))
    (line,) = table.read("Tên;Diện tích\nMai;#VALUE!\n".encode(), columns, TODAY, 10).lines
    assert [each.sentence for each in line.faults] == [
        "“#VALUE!” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại."
    ]


def test_hidden_and_filtered_rows_are_read_and_said():
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["Họ và tên", "Mã xã"])
        for number, name in enumerate(["Mai", "Hùng", "Sơn", "Tổng"], 1):
            sheet.write_row(number, 0, [name])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})

    found = read(workbook(fill))
    assert [line.values.get("name") for line in found.lines] == ["Mai", "Hùng", "Sơn", None]
    assert found.notes == ("2 dòng đang ẩn hay bị lọc trong bảng tính vẫn được đọc: dòng 3, 4.",)
    assert [line.notes for line in found.lines[:3]] == [(), ("dòng đang ẩn.",), ("dòng đang ẩn.",)]


def test_a_workbook_without_hidden_rows_says_nothing():
    assert read(of_rows(["Họ và tên"], ["Mai"])).notes == ()
