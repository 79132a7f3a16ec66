"""CSV as it is really sent: delimiters, encodings, line breaks in cells, and numbers of rows as a spreadsheet
counts them."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel.errors import Invalid
from loa.kernel.spreadsheet import delimited, heading, limits
from loa.kernel.spreadsheet import tidy as tidy_module
from loa.kernel.spreadsheet.tests.reading import lines, read, values
from loa.kernel.spreadsheet.tidy import tidy

TEXT = "Họ và tên;Mã xã\r\nLê Thị Hạnh;14797\r\nĐặng Văn Ký;16078\r\n"
PEOPLE = [{"name": "Lê Thị Hạnh", "code": "14797"}, {"name": "Đặng Văn Ký", "code": "16078"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_any_delimiter_and_any_end_of_line(delimiter, end):
    assert values(TEXT.replace(";", delimiter).replace("\r\n", end).encode()) == PEOPLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_unicode_with_or_without_its_mark(encoding):
    assert values(TEXT.encode(encoding)) == PEOPLE


def test_utf16_with_the_mark_of_the_other_end():
    assert values(b"\xfe\xff" + TEXT.encode("utf-16-be")) == PEOPLE


def windows_1258(text: str) -> bytes:
    """As Windows wrote it: the letter, then its tone."""
    out = bytearray()
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        out += (base + "".join(tones)).encode("cp1258")
    return bytes(out)


def test_windows_1258_with_its_marks_behind_the_letters_is_read_and_said():
    table = read(windows_1258(TEXT))
    assert [line.values for line in table.lines] == PEOPLE
    assert "Windows-1258" in table.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        "Họ tên\nTrÇn V¨n Hïng\n".encode("latin-1", "ignore"),  # TCVN3
        b"name\nTra\xc0n V\xaen H\xefng \xb5\xb8\xd7\n",
        b"name\n\xff\xfa\x81\n",
        b"name\n\x00\x01\xff\xd2\n",
    ],
)
def test_letters_of_another_table_are_refused_and_not_kept_as_garbage(content):
    with pytest.raises(Invalid, match="CSV UTF-8"):
        read(content)


def test_decomposed_marks_become_whole_letters():
    assert values(unicodedata.normalize("NFD", TEXT).encode()) == PEOPLE


def test_a_line_break_in_quotes_begins_no_row_and_an_empty_line_is_one():
    content = 'Họ và tên;Mã xã\n"Lê\nThị\nHạnh";1\n\n;\nĐặng Văn Ký;2\n'.encode()
    assert [(line.number, line.values["name"]) for line in lines(content)] == [
        (2, "Lê Thị Hạnh"),
        (5, "Đặng Văn Ký"),
    ]


def test_excel_s_own_first_line_says_the_delimiter_and_is_no_row():
    assert [line.number for line in lines(b"sep=;\r\nname;x\r\na,b;1\r\n")] == [2]
    assert values(b"sep=|\r\nname|x\r\na;b,c|1\r\n") == [{"name": "a;b,c"}]


def test_a_comma_in_a_number_does_not_pass_for_the_delimiter():
    content = "Họ và tên;Vĩ độ;Diện tích\nA;19,8;1,25\nB;19,9;2,5\n".encode()
    assert values(content)[0] == {"name": "A", "north": 19.8, "area": 1.25}


def test_one_column_needs_no_delimiter():
    assert values("Họ và tên\nLê Thị Hạnh\n".encode()) == [{"name": "Lê Thị Hạnh"}]


def test_what_cannot_be_seen_is_gone_and_spaces_are_one():
    content = "\u200bHọ và\u00a0 tên ;x\n\u202aLê \u00a0 Thị\tHạnh\u200b\x07;\n".encode()
    assert values(content) == [{"name": "Lê Thị Hạnh"}]


def test_what_an_export_made_inert_comes_back_as_it_was():
    assert values("Họ và tên;Điện thoại\n'-Mai;'0912345678\n".encode()) == [
        {"name": "-Mai", "phone": "0912345678"}
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        (b"\n\n\n", "thiếu cột: họ và tên"),
        ("Mã xã\n1\n".encode(), "thiếu cột: họ và tên"),
        ("Họ và tên\n".encode(), "chưa có dòng nào"),
        ("Họ và tên\nTổng cộng\n".encode(), "chỉ có dòng tổng"),
        ("Họ và tên;Họ tên\nA;B\n".encode(), "Hai cột cùng là họ và tên"),
        (b'name\n"' + b"x" * 200_000 + b'"\n', "Dòng 2"),
        (b"<html><table><tr><td>name</td></tr></table></html>", "trang web"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "trang web"),
        (b"%PDF-1.4", "PDF"),
        (b"name\n" * 200, "tối đa 100 dòng"),
        (b"x" * (8 * 1024 * 1024 + 1), "8 MB"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(content, said):
    with pytest.raises(Invalid, match=said):
        read(content)


def test_only_the_columns_that_a_table_may_have_are_looked_at_for_the_delimiter():
    seen: list[int] = []

    def known(rows):
        seen.extend(map(len, rows))
        return 0

    delimited.read(b"name" + b"," * 150_000 + b"\nx;y\n", known)
    assert max(seen) == limits.MAX_COLUMNS


def test_of_a_heading_only_its_beginning_is_compared_and_brackets_are_passed_over_once():
    assert heading.words("Họ và tên (như trong (căn cước) (*)") == "ho va ten nhu trong"
    assert heading.words("(" * 2_000 + "name)") == ""
    assert len(heading.words("x" * 2_000)) == heading.LETTERS


@pytest.mark.parametrize("pair", ["\u0301\u0323", "\u0f75", "\u0344"])
def test_marks_on_one_letter_are_no_more_than_can_be_sorted(pair):
    """Composing sorts them, in a time that grows with the square of their number."""
    assert len(unicodedata.normalize("NFD", tidy("a" + pair * 900 + "b"))) <= 2 * tidy_module.MARKS + 2
    assert tidy("Lê Thị Hạnh") == tidy(unicodedata.normalize("NFD", "Lê Thị Hạnh")) == "Lê Thị Hạnh"


def test_nor_where_the_old_code_page_is_composed(monkeypatch):
    made: list[str] = []

    def noted(text):
        made.append(tidy_module.composed(text))
        return made[-1]

    monkeypatch.setattr(delimited, "composed", noted)
    with pytest.raises(Invalid, match="Không đọc được chữ"):
        delimited.read(b"name\na" + b"\xec\xf2" * 900 + b"\n", lambda _rows: 1)
    assert len(made[0]) <= len("name\na\n") + tidy_module.MARKS


@pytest.mark.parametrize(
    "rows",
    [
        'B;2\n"C;3\nD;4\n',  # never closed
        'B;2\n"C;3\nD;4\n"E";5\n',  # closed by the quote of a row below, which swallows two
        'B;2\n"C" x;3\nD;4\n',
    ],
)
def test_a_quote_that_is_not_closed_is_refused_with_the_line_where_it_begins(rows):
    with pytest.raises(Invalid, match=r"^Dòng 4: dấu ngoặc kép"):
        read(f"Họ và tên;Mã xã\nA;1\n{rows}".encode())


def test_a_quote_within_a_word_is_a_letter():
    assert values('Họ và tên;Mã xã\nLê "Ba" Vui;1\n'.encode())[0]["name"] == 'Lê "Ba" Vui'


@pytest.mark.parametrize(
    ("row", "is_total"),
    [
        ("1;Tổng cộng;;", True),
        (";TỔNG CỘNG (I + II):;12 người;5", True),
        ("Cộng toàn xã;;12;", True),
        (";12;Tổng số: 5 xã;", True),
        (";Tổng: 12;12;", True),
        (";Cộng;;0912345678", True),
        (";Tống Cộng Hòa;14797;", False),
        (";Tống;;", False),
        (";Cộng Hòa 5;14797;", False),
        (";Lê Văn Cộng;14797;", False),
        (";Lê Văn Nam;tổng cộng 5;", False),
    ],
)
def test_a_row_of_totals_is_told_from_a_row_of_data_wherever_its_word_stands(row, is_total):
    content = f"Nhóm;Họ và tên;Mã xã;Điện thoại\n;Lê Văn An;14797;\n{row}\n".encode()
    assert (lines(content)[1].skipped == "dòng tổng") is is_total


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Zs", "Zl", "Zp")), max_size=8
).filter(lambda text: not text.startswith("'"))


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_any_writer_wrote_is_read_as_it_was(rows, delimiter, encoding, end, quoting):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([["name", "code", "since"], *rows])
    known = lambda shown: len({"name", "code", "since"} & set(shown[0])) if shown else 0  # noqa: E731
    grid = delimited.read(out.getvalue().encode(encoding), known)
    wanted = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    assert grid.rows[1:] == wanted
