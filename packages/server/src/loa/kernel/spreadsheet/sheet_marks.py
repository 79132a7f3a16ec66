"""What calamine does not tell of a sheet of an XLSX: hidden rows, errors, formulas without a stored value.

Runs in the child process that opens workbooks. Only the sheet's XML is read, by expat, in one pass and up to
`MOST` bytes of it; a sheet that expat does not read has no marks.
"""

import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

from loa.kernel.spreadsheet import limits

MOST: Final = 48 * 1024 * 1024
"""The most bytes of a sheet that are looked at; 25,000 rows of 12 columns have half of it."""
_CHUNK: Final = 1 << 16


@dataclass
class Marks:
    """`hidden`: numbers of hidden rows. `broken`: the text of an error ("" for a formula without a value) by
    row and column. All from 0."""

    hidden: list[int] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


def of_sheet(packed: zipfile.ZipFile, name: str) -> Marks:
    """Returns the marks of the sheet with this name."""
    marks = Marks()
    try:
        with packed.open(_part(packed, name)) as stream:
            _Rows(marks).read(stream)
    except (expat.ExpatError, zlib.error, zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError):
        pass  # calamine has read the sheet, so its cells are shown without these marks
    return marks


def _part(packed: zipfile.ZipFile, name: str) -> str:
    """Returns the name of the sheet's part in the archive. Raises KeyError."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            found = (value for key, value in attributes.items() if key.endswith(":id"))
            sheets[attributes["name"]] = next(found, "")

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    for part, start in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        with packed.open(part) as stream:
            _parser(start).Parse(stream.read(_CHUNK * 16), True)
    return posixpath.normpath(posixpath.join("/xl", targets[sheets[name]])).lstrip("/")


def _parser(start: object) -> expat.XMLParserType:
    made = expat.ParserCreate()
    made.StartDoctypeDeclHandler = _refuse  # no workbook has one; entities could grow without end
    made.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)  # type: ignore[operator]
    return made


def _refuse(*_given: object) -> None:
    raise ValueError


class _Rows:
    """Reads the rows of a sheet's XML."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.row = self.column = -1
        self.type, self.formula, self.value = "", False, ""
        self.within = False

    def read(self, stream: IO[bytes]) -> None:
        parser = _parser(self._start)
        parser.buffer_text = True
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for _each in range(MOST // _CHUNK):
            chunk = stream.read(_CHUNK)
            parser.Parse(chunk, not chunk)
            if not chunk or self.row >= limits.MAX_ROWS:
                return

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
            self.type, self.formula, self.value = attributes.get("t", "n"), False, ""
        elif tag == "v":
            self.within = True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.marks.hidden.append(self.row)

    def _text(self, text: str) -> None:
        if self.within and len(self.value) < limits.MAX_CELL:
            self.value += text

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v":
            self.within = False
        elif tag == "c" and self.column < limits.MAX_COLUMNS:
            if self.type == "e":
                self.marks.broken[self.row, self.column] = self.value or "#"
            elif self.formula and self.type == "n" and not self.value:
                self.marks.broken[self.row, self.column] = ""


def _column(reference: str) -> int:
    """Returns 27 for "AB12"."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
