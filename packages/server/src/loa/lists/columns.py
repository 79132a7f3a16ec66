"""A column of a list: its heading, what stands in it on screen and in a file, by what it orders the rows."""

from collections.abc import Callable
from typing import Any, Final

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

By = Callable[[Any], Any] | tuple[str, ...]
"""Rows in memory are ordered by a key of the row, those of a query by names of its fields."""
TEXT_WIDTH: Final = 24
NOWHERE: Final = "asked_of_the_row"
"""django-tables2 looks for an attribute of the row before it asks the column. By the column's own name it
would find a foreign key, and ask the database once a row; by this name nothing is found."""


class Column(tables.Column):
    """`of` gives a row's value: a text, a whole number, a date, a moment (UTC), or None. A file holds it as
    it is; so does the screen, unless `cell` names a template, which is given `row` and `value`.

    `link` gives the address that the value leads to. `by` makes the heading order the rows; `falling`: by
    the largest or newest first. `figure`: figures, to the right. `heading`: it names the row, else the first
    does. `wide`:
    whole sentences. `width` is the file's, in letters. A column with `screen=False` is in files alone, with
    `file=False` on screen alone."""

    empty_values = ()

    def __init__(
        self,
        header: str | Promise,
        of: Callable[[Any], Any],
        *,
        cell: str = "",
        link: Callable[..., str | None] | None = None,
        by: By | None = None,
        falling: bool = False,
        figure: bool = False,
        heading: bool = False,
        wide: bool = False,
        width: int = TEXT_WIDTH,
        screen: bool = True,
        file: bool = True,
    ) -> None:
        super().__init__(
            verbose_name=header,
            accessor=NOWHERE,
            orderable=by is not None,
            visible=screen,
            exclude_from_export=not file,
            linkify=link or False,
            initial_sort_descending=falling,
        )
        self.of, self.cell, self.by, self.figure, self.width = of, cell, by, figure, width
        self.heading, self.wide = heading, wide
        self.address = ""  # where its heading leads, once a list is asked for

    def render(self, record: Any) -> SafeString | Any:
        """On screen; nothing for None."""
        value = self.of(record)
        if not self.cell:
            return "" if value is None else value
        return mark_safe(get_template(self.cell).render({"row": record, "value": value}))  # noqa: S308 - a template

    def value(self, record: Any) -> Any:
        """In a file."""
        return self.of(record)
