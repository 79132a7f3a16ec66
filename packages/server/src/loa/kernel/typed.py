"""What an address or a form names, read so that nothing that can be typed breaks the page: a number that the
database can hold, a day or a moment of our time, or None; and the words of a search, so many and no more."""

from datetime import UTC, date, datetime
from typing import Final

from loa.kernel.plain import plain

MOST_LETTERS: Final = 120
MOST_WORDS: Final = 12
"""Each word is looked for in each row: 8,000 words once took a page 47 seconds."""
FIRST_YEAR, AFTER_LAST_YEAR = 2000, 2200
"""As in `loa_protocol.messages.plan`: beyond them no plan has a day, and some calendars have no midnight."""


def number(text: str | None) -> int | None:
    """An id or a count. `str.isdigit` also takes "²", and int() no more than 4,300 digits."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def day(text: str | None) -> date | None:
    """A date as YYYY-MM-DD."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if of_our_time(found) else None


def of_our_time(found: date) -> bool:
    """Is it a day on which anything of ours can be?"""
    return FIRST_YEAR <= found.year < AFTER_LAST_YEAR


def moment(text: str | None) -> datetime | None:
    """Seconds of Unix time, UTC."""
    seconds = number(text)
    if seconds is None or seconds >= datetime(AFTER_LAST_YEAR, 1, 1, tzinfo=UTC).timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def words(text: str | None) -> list[str]:
    """What a search looks for, without marks: the first `MOST_WORDS` words of the first `MOST_LETTERS`."""
    return plain((text or "")[:MOST_LETTERS]).split()[:MOST_WORDS]
