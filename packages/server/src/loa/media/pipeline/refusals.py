"""Why a file cannot become a sound. The words for people are in `loa.media.wording`."""

from enum import StrEnum


class Why(StrEnum):
    """Codes kept in the row and shown as sentences; never renamed, they lie in old rows."""

    NOT_AUDIO = "not_audio"  # no format of ours: a text, a picture, a PDF with another name
    NO_TRACK = "no_track"  # a video without sound
    EMPTY = "empty"  # no bytes, or hardly a sample in it
    SILENT = "silent"  # opens well, nothing can be heard
    BROKEN = "broken"  # a known format that cannot be read
    CUT = "cut"  # the end is missing
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    UNUSUAL = "unusual"  # more channels, or a rate, or a cost that no recording has
    GAVE_UP = "gave_up"  # our own machine failed on it three times


class Refusal(Exception):
    """The file is at fault: asking again gives the same answer."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.why = why
        self.detail = detail


class Died(Exception):
    """The decoding child ended without an answer (killed, out of memory): worth another try."""
