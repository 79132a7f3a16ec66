"""`python -m loa.config.translation.compile`: makes the .mo file of each .po file whose time stamp differs
from it.

Needs Babel only: no gettext programs, no Django settings. The launcher calls it after an installation, the
tests before they run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compiles the catalogues below the folder that need it and returns the files made. A reader never sees a
    partly written file."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        stamp = source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns == stamp:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        for message in catalogue:
            if isinstance(message.string, tuple) and not all(message.string):
                message.string = ""  # with one empty plural form, a page would show an empty text
        half = target.with_suffix(f".{os.getpid()}.part")
        with half.open("wb") as file:
            write_mo(file, catalogue)
        # The equal time stamp marks the .mo as current; see above.
        os.utime(half, ns=(stamp, stamp))
        half.replace(target)
        made.append(target)
    return made


def main() -> int:
    for path in compile_all():
        sys.stdout.write(f"{path.relative_to(LOCALE)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
