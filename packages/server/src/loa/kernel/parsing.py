"""Parses what an address or a form names, so that no input breaks a page: a number that the database can
hold, a day or a moment of a plausible year, or None; and a limited number of words of a search."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from loa.kernel.unaccent import plain

MOST_LETTERS: Final = 120
MOST_WORDS: Final = 12
"""Each word is searched in each row: 8,000 words once took a page 47 seconds."""
FIRST_YEAR, AFTER_LAST_YEAR = 2000, 2200
"""As in `loa_protocol.messages.plan`: beyond them no plan has a day, and some calendars have no midnight."""
AROUND: Final = timedelta(days=14)
"""How far from its day a page goes: to the end of the next week, or the beginning of the one before."""


def number(text: str | None) -> int | None:
    """Returns an id or a count, or None. `str.isdigit` also accepts "²", and int() rejects more than 4,300
    digits."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def day(text: str | None) -> date | None:
    """Returns the date written as YYYY-MM-DD, or None. Of a date that is returned the days around it are of
    our time too: a page shows the week of its day, and the way to the weeks beside it."""
    try:
        found = date.fromisoformat(text or "")
        around = found - AROUND, found + AROUND
    except (ValueError, OverflowError):
        return None
    return found if all(of_our_time(each) for each in around) else None


def of_our_time(found: date) -> bool:
    """Returns whether the day is in a year that Loa handles."""
    return FIRST_YEAR <= found.year < AFTER_LAST_YEAR


def moment(text: str | None) -> datetime | None:
    """Returns the moment given in seconds of Unix time, in UTC, or None."""
    seconds = number(text)
    if seconds is None or seconds >= datetime(AFTER_LAST_YEAR, 1, 1, tzinfo=UTC).timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def words(text: str | None) -> list[str]:
    """Returns the words of a search, without marks: the first `MOST_WORDS` words of the first `MOST_LETTERS`
    letters."""
    return plain((text or "")[:MOST_LETTERS]).split()[:MOST_WORDS]
