"""A column of a list: its heading, what stands in it on screen and in a file, by what it orders the rows."""

from collections.abc import Callable
from typing import Any, Final

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

By = Callable[[Any], Any] | tuple[str, ...]
"""Rows in memory are ordered by a key of the row, those of a query by names of its fields. A list that has
its rows now in memory, now of a query gives its columns both (`by_fields`)."""
TEXT_WIDTH: Final = 24


class Column(tables.Column):
    """`of` gives a row's value: a text, a whole number, a date, a moment (UTC), or None. A file holds it as
    it is; so does the screen, unless `cell` names a template, which is given `row` and `value`.

    `link` gives the address that the value leads to. `by` makes the heading order the rows; `falling`: by
    the largest or newest first. `figure`: figures, to the right. `heading`: it names the row, else the first
    does. `wide`:
    whole sentences. `width` is the file's, in letters. A column with `screen=False` is in files alone, with
    `file=False` on screen alone; `in_file` gives what a file holds where that is not `of`'s value."""

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
        self.address = ""  # where its heading leads, once a list is asked for

    def drawn(self, row: Any) -> SafeString | Any:
        """On screen; nothing for None."""
        value = self.of(row)
        if self.cell:
            value = mark_safe(get_template(self.cell).render({"row": row, "value": value}))  # noqa: S308 - a template
        elif value is None:
            value = ""
        address = self.link(row) if self.link else None
        return format_html('<a href="{}">{}</a>', address, value) if address is not None else value
