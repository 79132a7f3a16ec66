"""`python -m loa.config.translation.extract`: updates the English catalogue to the strings in our code.

New strings get an empty English text, which a test then asks for. Strings that the code no longer has are
removed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

from .catalogues import forms, overlay_path, read, singular, write
from .extraction import strings_of

OURS: Final = Path(__file__).resolve().parents[2]


def refreshed(known: Catalog, folder: Path) -> Catalog:
    """Returns an English catalogue of exactly the strings below the folder, with the translations that
    exist."""
    fresh = Catalog(locale="en", fuzzy=False, header_comment=known.header_comment, charset="utf-8")
    for message in strings_of(folder):
        old = known.get(singular(message), message.context)
        empty = "" if isinstance(message.id, str) else ("", "")
        # A string that got a plural, or lost it, needs a new translation.
        alike = old if old and isinstance(old.id, str) == isinstance(message.id, str) else None
        kept = (alike.string if alike else "") or empty
        fresh.add(message.id, kept, context=message.context, flags=message.flags)
    return fresh


def main() -> int:
    path = overlay_path("en")
    catalogue = refreshed(read(path, "en"), OURS)
    write(path, catalogue)
    waiting = [message for message in catalogue if message.id and not forms(message)]
    for message in waiting:
        sys.stdout.write(f"no English yet: {singular(message)}\n")
    sys.stdout.write(f"{len(catalogue)} strings, {len(waiting)} without English\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
