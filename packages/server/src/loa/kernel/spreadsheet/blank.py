"""The template workbook that people fill in, with headings, an example, and text format for columns of
digits."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from loa.kernel.spreadsheet.columns import Code, Column, Phone, Text


def workbook(title: str, columns: Sequence[Column]) -> bytes:
    """Returns an XLSX with the headings in row 1, an example in row 2, and a second sheet that explains each
    column. Cells are text, never formulas."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EEF2", "border": 1, "text_wrap": True, "valign": "top"}
    )
    needed = book.add_format(
        {"bold": True, "bg_color": "#F6E3B4", "border": 1, "text_wrap": True, "valign": "top"}
    )
    text, example = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "italic": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet, guide = book.add_worksheet(title[:31]), book.add_worksheet(_("Cách ghi")[:31])
    for number, column in enumerate(columns):
        name = column.names[0]
        as_text = isinstance(column.read, Text | Code | Phone)
        sheet.set_column(number, number, max(14, min(36, len(name) + 6)), text if as_text else None)
        sheet.write_string(0, number, name, needed if column.needed else head)
        sheet.write_string(1, number, column.example, example)
        guide.write_string(number + 1, 0, name, needed if column.needed else head)
        guide.write_string(number + 1, 1, _("bắt buộc") if column.needed else "", wrapped)
        guide.write_string(number + 1, 2, str(column.help), wrapped)
    guide.set_column(0, 0, 24)
    guide.set_column(1, 1, 12)
    guide.set_column(2, 2, 80)
    guide.write_string(0, 0, _("Cột"), head)
    guide.write_string(0, 1, "", head)
    guide.write_string(0, 2, _("Cách ghi (dòng thí dụ cứ để cũng được, Loa tự bỏ qua)"), head)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()
