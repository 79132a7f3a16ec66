"""Extracts the translatable strings of a folder of Python files and Django templates, without gettext's
programs.

Babel reads Python. A template is first turned into Python by Django's own `templatize`, as makemessages does.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LEFT_OUT: Final = {"tests", "migrations", "testing", "locale", "static", "node_modules", "__pycache__"}
TEMPLATES: Final = {".html", ".txt", ".xml"}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        told = path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in within.parts)
        if told and LEFT_OUT.isdisjoint(within.parts[:-1]) and path.is_file():
            yield path


def _python(path: Path) -> io.BytesIO:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return io.BytesIO(text.encode())
    told = templatize(text, origin=str(path))
    return io.BytesIO("\n".join(line.lstrip() for line in told.split("\n")).encode())


def strings_of(folder: Path) -> list[Message]:
    """Returns every translatable string below the folder, each once, with the files that have it. Raises
    ValueError for a file that is no valid Python."""
    catalogue = Catalog(fuzzy=False)
    for path in _files(folder):
        try:
            told = list(extract("python", _python(path), KEYWORDS, options={"encoding": "utf-8"}))
        except (SyntaxError, tokenize.TokenError) as error:
            raise ValueError(f"{path}: {error}") from error
        for _line, message, _comments, context in told:
            if all(message if isinstance(message, tuple) else (message,)):
                where = str(path.relative_to(folder))
                catalogue.add(message, locations=[(where, 0)], context=context)
    return [message for message in catalogue if message.id]
