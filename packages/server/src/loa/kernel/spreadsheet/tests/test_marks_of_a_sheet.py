"""The XML of a sheet is untrusted: what cannot be read has no marks, and nothing grows without end."""

import io
import zipfile

from loa.kernel.spreadsheet import limits
from loa.kernel.spreadsheet.sheet_marks import Marks, of_sheet

BOOK = (
    '<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets><x:sheet name="A &amp; B" r:id="r1"/></x:sheets>'
    "</x:workbook>"
)
RELATIONS = '<Relationships><Relationship Id="r1" Target="/xl/worksheets/one.xml"/></Relationships>'


def marks(sheet: str, book: str = BOOK, name: str = "A & B") -> Marks:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("xl/workbook.xml", book)
        packed.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        packed.writestr("xl/worksheets/one.xml", sheet)
    with zipfile.ZipFile(made) as packed:
        return of_sheet(packed, name)


def test_rows_and_cells_with_prefixes_and_without_references():
    found = marks(
        '<x:worksheet xmlns:x="m"><x:row/><x:row hidden="true">'
        '<x:c t="e"><x:v>#N/A</x:v></x:c><x:c><x:f>1</x:f>'
        '</x:c><x:c t="str"><x:f>1</x:f><x:v></x:v></x:c></x:row><x:row r="9" hidden="1">'
        '<x:c r="AB9"><x:f>1</x:f><x:v/></x:c></x:row></x:worksheet>'
    )
    assert (found.hidden, found.broken) == ([1, 8], {(1, 0): "#N/A", (1, 1): "", (8, 27): ""})


def test_what_cannot_be_read_has_no_marks():
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
        '<a><row hidden="1"><c t="e"><v>&c;</v></c></row></a>'
    )
    assert marks(bomb) == marks("<row hidden='1'>", name="other") == marks("") == Marks()
    assert marks('<a><row r="x" hidden="1"/></a>') == marks("<a/>", book="<a>") == Marks()


def test_nothing_grows_without_end():
    long = marks(f'<a><row><c t="e"><v>{"9" * 1_000_000}</v></c></row></a>').broken[0, 0]
    assert len(long) < limits.MAX_CELL + 100_000
    wide = marks("<a><row>" + '<c t="e"><v>#N/A</v></c>' * 1_000 + "</row></a>")
    assert len(wide.broken) == limits.MAX_COLUMNS
    assert len(marks("<a>" + '<row hidden="1"/>' * (limits.MAX_ROWS + 70_000) + "</a>").hidden) < 70_000
