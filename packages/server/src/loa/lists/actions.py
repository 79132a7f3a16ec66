"""The export of a list to a file: the filtered rows that the reader may see, with a record of the export."""

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import actor
from loa.kernel.errors import Invalid, NoRole, NotFound
from loa.kernel.events import announce
from loa.lists import rows
from loa.lists.columns import Column
from loa.lists.events import FileRequested
from loa.lists.files import WRITERS, Head
from loa.lists.listing import Listing
from loa.lists.questions import Place
from loa.places import scope
from loa.places.progress import Progress
from loa.places.scope import Scope

MOST: Final = 100_000
"""The most rows of a file. For more, the reader filters the list first, by day or by place."""


@dataclass(frozen=True)
class ExportFile:
    """An open temporary file without a name on disk, at its beginning, and the name for its download."""

    file: IO[bytes]
    name: str


def check(listing: Listing, form: str) -> None:
    """Raises NotFound for another form than "xlsx" and "csv", Forbidden for an actor who may see nothing, and
    Invalid when a filter cannot be read: without that filter the file would hold more rows than its reader
    believes."""
    if form not in WRITERS:
        raise NotFound(_("Chỉ có tệp XLSX và CSV."))
    if not scope.current().read:
        raise NoRole(_("Không có dòng nào được xem để tải."))
    if faults := listing.filters.faults():
        raise Invalid(_("Chưa tải được tệp: bộ lọc không đọc được."), lines=faults)


@transaction.atomic
def request(listing: Listing, form: str) -> None:
    """Has a job write the file of a list that is slow to write. Raises like `check`, and Conflict if another
    file of the actor is under way."""
    check(listing, form)
    announce(
        FileRequested(
            list=listing.about.key,
            form=form,
            query=listing.address().removeprefix("?"),
            within=dict(listing.within),
            unit_id=_recorded_at(listing),
        )
    )


@transaction.atomic
def export(listing: Listing, form: str, told: Progress | None = None) -> ExportFile:
    """Writes the filtered rows as "xlsx" or "csv", in the list's order, and records the export. Raises like
    `check`."""
    check(listing, form)
    columns = [column for column in listing.columns.iterall() if not column.column.exclude_from_export]
    heads = [Head(str(column.header), column.column.width) for column in columns]
    cells = _Cells(listing, [column.column for column in columns], told)
    name = f"{listing.file_name()}.{form}"
    out: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        WRITERS[form](out, str(listing.about.title), heads, cells, listing.told_in_file())
        _record(listing, form, cells.rows, cells.cut)
    except BaseException:  # also when the request is cancelled: the file must not stay open
        out.close()
        raise
    out.seek(0)
    return ExportFile(out, name)


class _Cells:
    """The cells of each line of the file, read with one chunk of rows in memory at a time."""

    def __init__(self, listing: Listing, columns: list[Column], told: Progress | None) -> None:
        self.listing, self.columns, self.told = listing, columns, told
        self.rows, self.cut = 0, False

    def __iter__(self) -> Iterator[list[Any]]:
        found = rows.counted(self.listing.found, most=MOST)[0] if self.told else 0
        # One row more than MOST shows that rows are cut off.
        for number, chunk in enumerate(self.listing.data.chunks(MOST + 1)):
            if self.told:
                self.told(min(number * rows.CHUNK, found), found)
            for line in (line for row in chunk for line in self.listing.lines(row)):
                if self.rows == MOST:
                    self.cut = True
                    most = number_format(MOST, 0, force_grouping=True)
                    yield [_("Còn nữa: tệp chỉ có %(most)s dòng đầu.") % {"most": most}]
                    return
                self.rows += 1
                yield [column.value(line) for column in self.columns]


def _record(listing: Listing, form: str, written: int, cut: bool) -> None:
    """Records the export. It opens a scope for this one record, since actors who may only read cannot write
    there otherwise."""
    who = actor.current()
    unit = _recorded_at(listing)
    here = frozenset({unit})
    with scope.entered(Scope(here, here, person=who.person_id, account=who.account_id)):
        record(
            "lists.exported",
            f"lists.list:{listing.about.key}",
            unit,
            list=listing.about.key,
            form=form,
            rows=written,
            cut=cut,
            filters=listing.recorded(),
            order=str(next(iter(listing.order_by or ()), "")),
        )


def _recorded_at(listing: Listing) -> int:
    """Returns the unit of the filter, else a unit where the actor holds a role."""
    asked = [
        listing.filters.given.get(name)
        for name, each in listing.filters.filters.items()
        if isinstance(each, Place)
    ]
    held = [grant.unit_id for grant in actor.current().grants] or sorted(scope.current().read)
    return next((int(each) for each in asked if each), held[0])
