"""Taking a list out of the house: the rows that the reader may see and asked for, and a record of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import actor, clock
from loa.kernel.errors import Forbidden, Invalid, NotFound
from loa.lists.columns import Column
from loa.lists.files import WRITERS, Head
from loa.lists.listing import Listing
from loa.lists.questions import Place
from loa.places import scope
from loa.places.scope import Scope

MOST: Final = 100_000
"""Rows of a file. What is more is narrowed first: by day, by place."""


@dataclass(frozen=True)
class ExportFile:
    """A file at its beginning, open, nowhere named on disk; and how it is called."""

    file: IO[bytes]
    name: str


@transaction.atomic
def export(listing: Listing, form: str) -> ExportFile:
    """Write what the list was asked for as "xlsx" or "csv", in the list's order, and record who took it.

    Raises Missing for another form, Refused for who may see nothing, Invalid where the address asks what
    cannot be read: a file of more than was asked for would pass for what was.
    """
    if form not in WRITERS:
        raise NotFound(_("Chỉ có tệp XLSX và CSV."))
    if not scope.current().read:
        raise Forbidden(_("Không có dòng nào được xem để tải."))
    if faults := listing.filters.faults():
        raise Invalid(_("Chưa tải được tệp: bộ lọc không đọc được."), lines=faults)
    columns = [column for column in listing.columns.iterall() if not column.column.exclude_from_export]
    heads = [Head(str(column.header), column.column.width) for column in columns]
    cells = _Cells(listing, [column.column for column in columns])
    out: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        WRITERS[form](out, str(listing.about.title), heads, cells)
        _record(listing, form, cells.rows, cells.cut)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return ExportFile(out, f"{listing.about.file}-{clock.today():%Y-%m-%d}.{form}")


class _Cells:
    """The cells of each line, a chunk of rows in memory at a time."""

    def __init__(self, listing: Listing, columns: list[Column]) -> None:
        self.listing, self.columns = listing, columns
        self.rows, self.cut = 0, False

    def __iter__(self) -> Iterator[list[Any]]:
        for chunk in self.listing.data.chunks(MOST + 1):
            for line in (line for row in chunk for line in self.listing.lines(row)):
                if self.rows == MOST:
                    self.cut = True
                    most = number_format(MOST, 0, force_grouping=True)
                    yield [_("Còn nữa: tệp chỉ có %(most)s dòng đầu.") % {"most": most}]
                    return
                self.rows += 1
                yield [column.value(line) for column in self.columns]


def _record(listing: Listing, form: str, rows: int, cut: bool) -> None:
    """At the place that was asked for, else where the person holds a role. Who only reads writes no other row
    there; that they took rows out is recorded all the same."""
    who = actor.current()
    asked = [
        listing.filters.given.get(name)
        for name, each in listing.filters.filters.items()
        if isinstance(each, Place)
    ]
    held = [grant.unit_id for grant in who.grants] or sorted(scope.current().read)
    unit = next((each for each in asked if each), held[0])
    here = frozenset({unit})
    with scope.entered(Scope(here, here, person=who.person_id, account=who.account_id)):
        record(
            "lists.exported",
            f"lists.list:{listing.about.key}",
            unit,
            list=listing.about.key,
            form=form,
            rows=rows,
            cut=cut,
            filters=listing.recorded(),
            order=str(next(iter(listing.order_by or ()), "")),
        )
