"""Reads a CSV as people really send it: from Excel with semicolons, with or without a BOM, headings with or
without marks. Gives rows with their line numbers, so that every fault can name its line."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.plain import plain

MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One line: `number` as a spreadsheet counts it (the heading is 1), `values` by field."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")


def read(content: bytes, headings: Mapping[str, Iterable[str]], needed: Iterable[str]) -> list[Row]:
    """Rows of a file. `headings` gives, for each field, the headings it may stand under; `needed` the fields
    without which the file is refused. Raises Invalid with a sentence that says what to change."""
    text = _decode(content)
    lines = text.splitlines()
    first = lines[0] if lines else ""
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        return _rows(reader, headings, needed)
    except csv.Error:
        said = _("Dòng %(line)s của tệp không đọc được. Lưu lại dạng “CSV UTF-8” rồi gửi lại.")
        raise Invalid(said % {"line": reader.line_num}, "file") from None


def _rows(reader: Any, headings: Mapping[str, Iterable[str]], needed: Iterable[str]) -> list[Row]:
    fields = _fields(next(reader, []), headings)
    missing = [field for field in needed if field not in fields]
    if missing:
        wanted = ", ".join(next(iter(headings[field])) for field in missing)
        raise Invalid(_("Dòng đầu của tệp thiếu cột: %(columns)s.") % {"columns": wanted}, "file")
    rows = []
    for cells in reader:
        values = {field: cell.strip() for field, cell in zip(fields, cells, strict=False) if field}
        if any(values.values()):
            rows.append(Row(reader.line_num, values))
    if not rows:
        raise Invalid(_("Tệp chưa có dòng nào dưới dòng đầu."), "file")
    return rows


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Invalid(_("Tệp lớn hơn 4 MB. Chia thành nhiều tệp rồi gửi lại."), "file")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(
            _("Không đọc được chữ trong tệp. Lưu lại dạng “CSV UTF-8” rồi gửi lại."), "file"
        ) from None


def _fields(cells: list[str], headings: Mapping[str, Iterable[str]]) -> list[str]:
    known = {plain(name).replace("_", " "): field for field, names in headings.items() for name in names}
    return [known.get(plain(cell).replace("_", " "), "") for cell in cells]


class Faults:
    """Gathers one sentence a faulty line; all or nothing: `stop` raises Invalid when there is any."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, row: Row, sentence: str) -> None:
        self.lines.append(_("Dòng %(line)s: %(what)s") % {"line": row.number, "what": sentence})

    def stop(self) -> None:
        if self.lines:
            said = _("Chưa ghi dòng nào: tệp có %(n)s dòng sai.") % {"n": len(self.lines)}
            raise Invalid(said, "file", self.lines)
