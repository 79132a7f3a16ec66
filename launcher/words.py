"""The texts of the launcher, in Vietnamese or English.

They are in Vietnamese unless the terminal's language begins with `en` or LOA_LANG says otherwise: most
machines of a province have no language set at all, and their people read Vietnamese.
"""

import os
import sys
import time
from functools import cache
from typing import NoReturn


@cache
def language() -> str:
    """Returns `vi` or `en`."""
    asked = os.environ.get("LOA_LANG", "")
    if asked in ("vi", "en"):
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "vi"
    return "vi"


def t(vi: str, en: str) -> str:
    """Returns the text in the language of this terminal."""
    return vi if language() == "vi" else en


def speak_utf8() -> None:
    """Makes Vietnamese print correctly even where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


class Stop(Exception):
    """Ends the command with a message for the person at the terminal and an exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def stop(vi: str, en: str, code: int = 1) -> NoReturn:
    raise Stop(t(vi, en), code)


class Step:
    """One line of progress: what is being done, how far it is, how long it took.

    On a terminal the line is rewritten; elsewhere only its beginning and its end are printed. The line goes
    to standard error, so that the output of a command can be piped.
    """

    def __init__(self, vi: str, en: str) -> None:
        self.title = t(vi, en)
        self.began = time.monotonic()
        self.live = sys.stderr.isatty()

    def __enter__(self) -> "Step":
        print(f"  … {self.title}", end="" if self.live else "\n", file=sys.stderr, flush=True)
        return self

    def so_far(self, text: str) -> None:
        if self.live:
            print(f"\r\033[K  … {self.title}: {text}"[:200], end="", file=sys.stderr, flush=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        took = f"{time.monotonic() - self.began:.1f} s".replace(".", t(",", "."))
        mark = "✓" if kind is None else "✗"
        clear = "\r\033[K" if self.live else ""
        print(f"{clear}  {mark} {self.title} ({took})", file=sys.stderr, flush=True)


def age(seconds: float) -> str:
    """Returns an age in words: `2 phút`, `3 giờ`, `5 ngày`."""
    for size, vi, en in ((86400, "ngày", "d"), (3600, "giờ", "h"), (60, "phút", "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {t(vi, en)}"
    return f"{int(seconds)} {t('giây', 's')}"


def number(value: float) -> str:
    """Returns 1.234 in Vietnamese, 1,234 in English."""
    text = f"{value:,.0f}"
    return text if language() == "en" else text.replace(",", ".")


def decimal(value: float, places: int, sign: bool = False) -> str:
    """Returns 15,7 in Vietnamese, 15.7 in English; with its sign if `sign`."""
    text = f"{value:{'+' if sign else ''}.{places}f}"
    return text if language() == "en" else text.replace(".", ",")


def size(octets: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if octets < 1000 or unit == "GB":
            return f"{octets:.0f} {unit}" if octets >= 10 or unit == "B" else f"{octets:.1f} {unit}"
        octets /= 1000
    return ""
