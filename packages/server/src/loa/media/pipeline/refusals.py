"""The reasons why a file cannot become a sound. The messages for people are in `loa.media.wording`."""

from enum import StrEnum


class RefusalCode(StrEnum):
    """Codes that are stored in the row and shown as sentences. They are never renamed, because old rows hold
    them."""

    NOT_AUDIO = "not_audio"  # not one of our formats: a text, a picture, a renamed PDF
    NO_TRACK = "no_track"  # a video without sound
    EMPTY = "empty"  # no bytes, or hardly a sample in it
    SILENT = "silent"  # opens without error, but nothing can be heard
    BROKEN = "broken"  # a known format that cannot be read
    CUT = "cut"  # the end is missing
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    UNUSUAL = "unusual"  # channels, sample rate or cost of decoding that no recording has
    GAVE_UP = "gave_up"  # the server failed on it three times


class FileRefused(Exception):
    """The file is at fault: another attempt gives the same answer."""

    def __init__(self, why: RefusalCode, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.why = why
        self.detail = detail


class ChildDied(Exception):
    """The decoding child ended without an answer (killed, out of memory). Another attempt is worthwhile."""
