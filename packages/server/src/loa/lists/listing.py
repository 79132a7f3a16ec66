"""The declaration of a list: its columns, its filters, its orders, the link of a row, and its files.

    class Bulletins(Listing):
        about = ListInfo(key="bulletins", title=_("Bản tin"), ..., route="bulletins_list", order="-changed")
        name = Column(_("Bản tin"), lambda one: one.title, link=page_of)
        changed = Column(_("Sửa lần cuối"), lambda one: one.changed_at, by=("changed_at",), falling=True)

        class Filters(ListFilters):
            tim = Words(_("Tìm trong tên và nội dung"), of="search")

        def rows_for(self, given):
            return queries.bulletins(readable())

The page, the files and the record of exports follow from it (`loa.lists.views`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import localize, number_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from loa.kernel import clock, parsing
from loa.kernel.unaccent import plain
from loa.lists import rows
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.questions import Place

ORDER, PAGE, OLDER, NEWER = "xep", "trang", "truoc", "sau"
"""The names of a list's own parameters in a URL."""
REGISTERED: Final[dict[str, type["Listing"]]] = {}
"""All lists by their keys, by which the record of exports names them."""


@dataclass(frozen=True)
class ListInfo:
    """The description of a list: its `key` in the record, its `title`, the `noun` for a count of its rows,
    the name of its `file`, the `route` of its page. `order` is the column of the default order ("-":
    descending). `by_key` replaces it for a long list: the field by which its pages are read, newest first, so
    that no page reads the rows before it.

    `empty` is the sentence for a list without rows, `shape` the icon beside it. `home` is the page to which
    the record links, if `route` needs arguments that the record does not have. `page` is the rows on a page.
    """

    key: str
    title: str | Promise
    noun: str | Promise
    file: str
    route: str
    empty: str | Promise
    order: str = ""
    by_key: str = ""
    home: str = ""
    page: int = 50
    shape: str = "search"


@dataclass(frozen=True)
class PageLinks:
    """The links to the pages before and after ("" for none), and the position, as in "2/5"."""

    before: str
    after: str
    said: str


@dataclass(frozen=True)
class SortOrder:
    """An order that a list offers: its value in the URL, its heading, whether it is the present one."""

    word: str
    words: str
    chosen: bool


class Drawn:
    """A column as a page renders it. The tags around its cells are all the same, so they are made once."""

    def __init__(self, header: str, column: Column) -> None:
        self.column = column
        wide = mark_safe(' class="wide"') if column.wide else ""
        if column.heading:
            self.begin, self.end = format_html('<th role="rowheader" scope="row"{}>', wide), "</th>"
        else:
            shape = mark_safe(' class="num"') if column.figure else wide
            self.begin, self.end = format_html('<td role="cell" data-h="{}"{}>', header, shape), "</td>"

    def cell(self, row: Any) -> SafeString:
        """Returns the cell of a row with its tags, escaped, with numbers in the reader's format."""
        inside = conditional_escape(localize(self.column.drawn(row)))
        return mark_safe(f"{self.begin}{inside}{self.end}")  # noqa: S308 - escaped


class Listing(tables.Table):
    """A list for one request, for its page or a file. `within` holds the arguments of its URL besides the
    filters, such as the commune whose hamlets are listed.

    Subclasses define `about`, columns, `Filters` and `rows_for`. A column named `place` is not shown where
    all rows are of one place; files have it.
    """

    about: ClassVar[ListInfo]

    class Filters(ListFilters):
        """No filters."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        REGISTERED[cls.about.key] = cls
        columns = list(cls.base_columns.values())
        if not any(column.heading for column in columns):
            columns[0].heading = True

    def __init__(self, request: HttpRequest, **within: int) -> None:
        self.request = request
        self.within = within
        self.filters = self.Filters(request.GET, self)
        self.everything = self.rows_for(self.filters.given)
        self.found = self.filters.narrowed(self.everything)
        order = self._order(request.GET.get(ORDER, ""))
        super().__init__(rows.data(self.found), order_by=order, template_name="lists/table.html")
        if "place" in self.columns.names() and any(each.is_one for each in self.filters.places):
            self.columns.hide("place")
        self.orders_offered = self._orders()

    def _order(self, asked: str) -> str:
        """Returns the requested order if a column offers it, else the list's default."""
        column = self.base_columns.get(asked.removeprefix("-"))
        return asked if column is not None and column.orderable else self.about.order

    # --- what subclasses define

    def rows_for(self, given: dict[str, Any]) -> Any:
        """Returns all rows that the reader may see, before the filters: a query, or rows in default order."""
        raise NotImplementedError

    def full(self, rows: Sequence[Any]) -> list[Any]:
        """Returns these rows with everything that their cells show, read at once rather than row by row."""
        return list(rows)

    def recorded(self) -> dict[str, str]:
        """Returns what the record of an export stores of the filters."""
        return self.filters.recorded()

    def lines(self, row: Any) -> Iterable[Any]:
        """Returns the lines of a row in a file; one line by default."""
        return (row,)

    def for_file(self) -> "Listing":
        """Returns the list whose rows a file holds: this one by default."""
        return self

    # --- the page

    @cached_property
    def counts(self) -> tuple[int, int]:
        """Returns (rows that the filters accept, all rows), each at most `rows.COUNTED` + 1."""
        if not self.filters.active:
            (found,) = rows.counted(self.found)
            return found, found
        found, everything = rows.counted(self.found, self.everything)
        return found, everything

    @property
    def count_said(self) -> str:
        """Returns the counts in words: "12 trong 200 cụm loa", or "hơn 10.000 bản tin" past the limit."""
        found, everything = self.counts
        values = {"found": said(found), "all": said(everything), "noun": self.about.noun}
        if self.filters.active:
            return _("%(found)s trong %(all)s %(noun)s") % values
        return _("%(found)s %(noun)s") % values

    @property
    def all_said(self) -> str:
        """Returns the count of all rows, without filters, in words."""
        return said(self.counts[1])

    @cached_property
    def shown(self) -> list[list[SafeString]]:
        """Returns the cells of each row of this page.

        It calls the columns directly: django-tables2 would, for each cell, look up an attribute of the row
        and inspect the signature of the function that renders it.
        """
        columns = [Drawn(str(one.header), one.column) for one in self.columns]
        return [[column.cell(row) for column in columns] for row in self._page[0]]

    @cached_property
    def turn(self) -> PageLinks | None:
        """Returns the links to other pages; None if everything is on one page."""
        turn = self._page[1]
        return turn if turn.before or turn.after else None

    @cached_property
    def _page(self) -> tuple[list[Any], PageLinks]:
        return self._by_key() if self.about.by_key else self._by_number()

    def _by_number(self) -> tuple[list[Any], PageLinks]:
        """Returns the rows of the page with the number in the URL, and its links. Numbers out of range give
        the nearest page."""
        size, found = self.about.page, min(self.counts[0], rows.COUNTED)
        pages = max(1, -(-found // size))
        number = min(max(1, parsing.number(self.request.GET.get(PAGE)) or 1), pages)
        turn = PageLinks(
            self.address({PAGE: number - 1}) if number > 1 else "",
            self.address({PAGE: number + 1}) if number < pages else "",
            f"{number}/{pages}",
        )
        return self.data.part((number - 1) * size, size), turn

    def _by_key(self) -> tuple[list[Any], PageLinks]:
        """Returns the page that begins at the row named in the URL, newest first, without reading the rows
        before it. It reads one row more than a page to learn whether another page follows."""
        key, size = self.about.by_key, self.about.page
        older, newer = (parsing.number(self.request.GET.get(name)) for name in (OLDER, NEWER))
        if newer is not None:
            # Read upwards from the named row, then reversed, so that the page next to it is found.
            found = list(self.found.filter(**{f"{key}__gt": newer}).order_by(key)[: size + 1])
            before, after = len(found) > size, True
            found = found[:size][::-1]
        else:
            wanted = self.found if older is None else self.found.filter(**{f"{key}__lt": older})
            found = list(wanted.order_by(f"-{key}")[: size + 1])
            before, after = older is not None, len(found) > size
            found = found[:size]
        first, last = (getattr(found[place], key) if found else None for place in (0, -1))
        if not found and (older is not None or newer is not None):
            # The address is older than the list, or was made up: the way on is the first page.
            return [], PageLinks(self.address(), "", "")
        turn = PageLinks(
            self.address({NEWER: first}) if before else "",
            self.address({OLDER: last}) if after else "",
            "",
        )
        return self.full(found), turn

    @property
    def is_beyond(self) -> bool:
        """Returns whether the URL names a place before the first row or after the last one."""
        return bool(self.about.by_key) and not self._page[0] and bool(self._page[1].before)

    # --- addresses

    def address(self, more: dict[str, Any] | None = None, *, without: Iterable[str] = ()) -> str:
        """Returns this list's URL with its filters, its order and `more`. The page is left out unless `more`
        names it."""
        asked = QueryDict(mutable=True)
        for name in self.filters.filters:
            value = self.filters.data.get(name, "")
            if value and name in self.filters.given and name not in without:
                asked[name] = value
        order = self.request.GET.get(ORDER, "")
        if order and order == self._order(order):
            asked[ORDER] = order
        for name, value in (more or {}).items():
            asked[name] = str(value)
        return f"?{asked.urlencode()}"

    @property
    def cleared(self) -> str:
        """Returns the URL without the active filters."""
        return self.address(without=self.filters.active)

    def _orders(self) -> list[SortOrder]:
        """Returns the orders that the headings offer, and sets the URL of each heading. The heading of the
        present order links to the reverse order."""
        found = [] if self.about.order else [SortOrder("", _("Thứ tự sẵn có"), not self.order_by)]
        for column in self.columns:
            if column.orderable:
                alias = column.order_by_alias
                word = str(alias if column.is_ordered else alias.next)
                column.column.address = self.address({ORDER: alias.next})
                found.append(SortOrder(word, str(column.header), column.is_ordered))
        return found

    def file(self, form: str) -> str:
        """Returns the URL of a file with the filtered rows, in this order."""
        return reverse(f"{self.about.route}_file", kwargs={**self.within, "form": form}) + self.address()

    def file_name(self) -> str:
        """Returns the name of a file without its ending: the list, the place and the day that it is about. A
        list that asks no day has today's."""
        asked = self.filters.given.items()
        days = [value for _name, value in asked if isinstance(value, date)]
        named = [self.about.file, *(slugify(plain(each)) for each in self.places_named())]
        return "-".join((*filter(None, named), f"{days[0] if days else clock.today():%Y-%m-%d}"))

    def places_named(self) -> list[str]:
        """Returns the names of the places that the list is about, where it is not about all."""
        return [each.chosen.name for each in self.filters.places if each.chosen is not None]

    def told_in_file(self) -> list[str]:
        """Returns what a workbook says of itself: its filters, its order, and when it was written."""
        asked = [
            each.said(value)
            for name, value in self.filters.given.items()
            if value not in (None, "") and not isinstance(each := self.filters.filters[name], Place)
        ]
        order = next((each.words for each in self.orders_offered if each.chosen), "")
        return [
            str(self.about.title),
            *self.places_named(),
            _("Lọc: %(what)s") % {"what": ", ".join(asked)} if asked else _("Không lọc"),
            *([_("Xếp theo: %(what)s") % {"what": order}] if order else []),
            _("Ghi lúc %(at)s") % {"at": f"{clock.local(clock.now()):%d/%m/%Y %H:%M}"},
        ]

    @property
    def xlsx(self) -> str:
        return self.file("xlsx")

    @property
    def csv(self) -> str:
        return self.file("csv")

    @property
    def is_slow_to_write(self) -> bool:
        """Returns whether a file takes so long that a job writes it, and not the request for it. This must be
        cheap to tell, since the page says it too."""
        return self.counts[0] > rows.AT_ONCE

    @property
    def is_long(self) -> bool:
        """Returns whether there are more rows than are counted."""
        return self.counts[0] > rows.COUNTED

    @property
    def is_turned_to_the_end(self) -> bool:
        """Returns whether this is the last page within the count, though more rows follow."""
        return self.is_long and not self.about.by_key and not self._page[1].after


def said(count: int) -> str:
    """Returns a count in words: "1.234", "hơn 10.000"."""
    if count > rows.COUNTED:
        return _("hơn %(count)s") % {"count": said(rows.COUNTED)}
    return number_format(count, 0, force_grouping=True)
