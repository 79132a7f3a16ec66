"""The columns of a table that is read: their names, and what their cells may contain."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from loa.kernel import parsing
from loa.kernel.errors import Invalid
from loa.kernel.errors import Text as Sentence
from loa.kernel.spreadsheet import artefacts, days, numbers
from loa.kernel.spreadsheet.artefacts import shown
from loa.kernel.spreadsheet.grid import Cell
from loa.kernel.unaccent import plain


@dataclass(frozen=True)
class Setting:
    """The context for reading a cell: today's date, and whether the workbook counts days from 1904."""

    today: date
    date_1904: bool = False


@dataclass(frozen=True)
class CellValue:
    """A cell's value, and a sentence if it differs from what the cell shows."""

    value: Any
    note: str = ""


Reader = Callable[[Cell, Setting], CellValue]
"""Reads a cell that is not empty. Raises Invalid with a sentence."""


@dataclass(frozen=True)
class Text:
    """A reader of text of at most `most` characters. A whole number is its digits; what a spreadsheet made of
    a text (a day, a time) is refused."""

    most: int = 120

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        text = artefacts.text(cell)
        artefacts.require_words(text)
        if len(text) > self.most:
            raise Invalid(_("dài hơn %(most)s chữ.") % {"most": self.most})
        return CellValue(text)


@dataclass(frozen=True)
class Code:
    """A reader of codes of digits and letters. A number in a workbook is read as its digits."""

    most: int = 40

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        text = _digits(artefacts.text(cell).replace(" ", ""))
        if len(text) > self.most:
            raise Invalid(_("dài hơn %(most)s chữ.") % {"most": self.most})
        return CellValue(text)


def _digits(text: str) -> str:
    """Returns digits as they were before a spreadsheet turned them into a number. Raises Invalid if some of
    them are lost."""
    if numbers.SHORTENED.fullmatch(text):
        said = _("“%(value)s”: bảng tính đã rút gọn, mất số cuối. Đặt cột dạng chữ.")
        raise Invalid(said % {"value": text})
    found = numbers.digits(text)
    if found is None:
        said = _("“%(value)s” là số có phần lẻ. Đặt cột dạng chữ, ghi lại đủ các chữ số.")
        raise Invalid(said % {"value": text})
    return found


@dataclass(frozen=True)
class Phone:
    """A reader of telephone numbers. Nine digits without a leading 0 are what a spreadsheet leaves of ten, so
    the 0 is added."""

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        text = artefacts.text(cell)
        close = text.replace(" ", "")
        # Only a text that was a number is replaced; otherwise the spaces between the digits are preserved.
        if (meant := _digits(close)) != close:
            text = meant
        digits = "".join(letter for letter in text if letter.isdigit())
        if len(digits) == 9 and not text.startswith(("0", "+")):
            said = _("số điện thoại mất số 0 ở đầu, đọc là 0%(digits)s.") % {"digits": digits}
            return CellValue(f"0{digits}", said)
        return CellValue(text)


@dataclass(frozen=True)
class Number:
    """A reader of numbers within limits, both included. See `numbers` for how texts are read."""

    least: float = float("-inf")
    most: float = float("inf")

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        if isinstance(cell, bool) or not isinstance(cell, str | int | float):
            raise Invalid(_("“%(value)s” không phải một số.") % {"value": shown(cell)})
        found = [float(cell)] if not isinstance(cell, str) else numbers.readings(cell)
        if not found:
            raise Invalid(_("“%(value)s” không phải một số.") % {"value": cell})
        within = [each for each in found if self.least <= each <= self.most]
        if not within:
            limits = {"value": shown(cell), "least": f"{self.least:.15g}", "most": f"{self.most:.15g}"}
            raise Invalid(_("“%(value)s” nằm ngoài khoảng %(least)s đến %(most)s.") % limits)
        if len(within) > 1:
            whole = f"{within[1]:.0f}"
            said = _("“%(value)s” hiểu được hai cách: %(whole)s, hoặc %(part)s. Ghi lại cho rõ một số.")
            raise Invalid(said % {"value": cell, "whole": whole, "part": f"{within[0]:g}".replace(".", ",")})
        return CellValue(within[0])


@dataclass(frozen=True)
class Percent:
    """A reader of percentages: `12,5%` is 0.125. A workbook stores a cell that shows 12,5% as 0.125 too."""

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        if isinstance(cell, str) and cell.endswith("%"):
            return CellValue(Number(0, 100)(cell[:-1].strip(), setting).value / 100)
        if isinstance(cell, str):
            raise Invalid(_("“%(value)s”: ghi phần trăm, thí dụ 12,5%%.") % {"value": cell})
        return Number(0, 1)(cell, setting)


@dataclass(frozen=True)
class Day:
    """A reader of days within the years that Loa accepts. See `days` for how they may be written."""

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        found = None
        if isinstance(cell, datetime):
            found = days.from_moment(cell)
        elif isinstance(cell, date):
            found = cell
        elif isinstance(cell, str):
            found = days.from_text(cell, setting.today)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            found = days.from_serial(cell, setting.date_1904)
        if found is None:
            said = _("“%(value)s” không phải một ngày. Ghi ngày/tháng/năm, thí dụ 30/11/2026.")
            raise Invalid(said % {"value": shown(cell)})
        if not parsing.of_our_time(found):
            years = {"first": parsing.FIRST_YEAR, "last": parsing.AFTER_LAST_YEAR - 1}
            raise Invalid(
                _("“%(value)s”: chỉ nhận năm từ %(first)s đến %(last)s.") % {"value": shown(cell), **years}
            )
        return CellValue(found, self._said(cell, found))

    def _said(self, cell: Cell, found: date) -> str:
        """Returns how a day was read that does not show its year, or shows no day at all."""
        if isinstance(cell, date) or (isinstance(cell, str) and re.search(r"\d{4}", cell)):
            return ""
        return _("“%(value)s” đọc là %(day)s.") % {"value": shown(cell), "day": f"{found:%d/%m/%Y}"}


YES = {"co", "x", "dung", "roi", "yes", "y", "true", "1", "v"}
NO = {"khong", "chua", "sai", "no", "n", "false", "0", "-"}


@dataclass(frozen=True)
class YesNo:
    """A reader of có, x, đúng, 1 or không, chưa, 0, or a workbook's true or false."""

    def __call__(self, cell: Cell, setting: Setting) -> CellValue:
        word = plain(shown(cell)).strip(".")
        if word not in YES | NO:
            raise Invalid(_("“%(value)s”: chỉ ghi có hoặc không.") % {"value": shown(cell)})
        return CellValue(word in YES)


@dataclass(frozen=True)
class Column:
    """A column. `names` are its possible headings, the first being ours; they are compared without
    diacritics, case and punctuation. `needed`: a row without it is faulty. `expected`: a file without it is
    no such table. `example` is shown in the template workbook."""

    field: str
    names: Sequence[str]
    read: Reader = Text()
    needed: bool = False
    expected: bool = False
    example: str = ""
    help: Sentence = ""
