"""The column of a list: its heading, its value on screen and in a file, and how it orders the rows."""

from collections.abc import Callable
from typing import Any, Final

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

By = Callable[[Any], Any] | tuple[str, ...]
"""What a column orders by: for rows in memory a function from a row to its sort key, for rows of a query the
names of fields. A list that has its rows sometimes in memory and sometimes in a query gives its columns both
(`by_fields`)."""
TEXT_WIDTH: Final = 24


class Column(tables.Column):
    """A column of a list.

    `of` returns a row's value: a text, a whole number, a date, a time (UTC), or None. A file contains it as
    it is. The screen does too, unless `cell` names a template, which gets `row` and `value`.

    `link` returns the address to which the value links. `by` lets the heading order the rows; with `falling`
    the largest or newest comes first. A `figure` is aligned to the right. The `heading` column names the row;
    without one it is the first column. A `wide` column holds whole sentences. `width` is the width in files,
    in letters. A column with `screen=False` appears only in files, one with `file=False` only on screen;
    `in_file` returns the value for files where that is not the value of `of`."""

    def __init__(
        self,
        header: str | Promise,
        of: Callable[[Any], Any],
        *,
        cell: str = "",
        link: Callable[[Any], str | None] | None = None,
        by: By | None = None,
        by_fields: tuple[str, ...] = (),
        falling: bool = False,
        figure: bool = False,
        heading: bool = False,
        wide: bool = False,
        width: int = TEXT_WIDTH,
        screen: bool = True,
        file: bool = True,
        in_file: Callable[[Any], Any] | None = None,
    ) -> None:
        super().__init__(
            verbose_name=header,
            orderable=by is not None,
            visible=screen,
            exclude_from_export=not file,
            initial_sort_descending=falling,
        )
        self.of, self.cell, self.link, self.by, self.figure, self.width = of, cell, link, by, figure, width
        self.by_fields = by_fields or by
        self.heading, self.wide = heading, wide
        self.value = in_file or of
        self.address = ""  # the link of its heading; `Listing._orders` sets it

    def drawn(self, row: Any) -> SafeString | Any:
        """Returns the HTML of the cell on screen; it is empty for None."""
        value = self.of(row)
        if self.cell:
            value = mark_safe(get_template(self.cell).render({"row": row, "value": value}))  # noqa: S308 - a template
        elif value is None:
            value = ""
        address = self.link(row) if self.link else None
        return format_html('<a href="{}">{}</a>', address, value) if address is not None else value
