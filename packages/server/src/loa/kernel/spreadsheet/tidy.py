"""Normalises text for comparison and storage: one Unicode form, one line, no invisible characters. Pure."""

import re
import unicodedata
from typing import Final

from loa.kernel.directions import DIRECTIONS
from loa.kernel.spreadsheet.inert import SIGNS

# Characters that nobody sees: zero-width ones and direction marks, which are common in text copied from the
# web or from Word, blank letters (Braille, Hangul), variation selectors and tags.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u2800\u3164"
    f"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff{DIRECTIONS}]"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# The apostrophe with which a spreadsheet marks text that looks like a number or a formula; see `inert`.
_KEPT_AS_TEXT: Final = re.compile(rf"(^|[,;|\"]\s*)'(?=[{SIGNS}])|^'(?=\d)")
MARKS: Final = 30
"""The most combining marks on one letter, as in Unicode's Stream-Safe Text Format (UAX #15). Normalisation
sorts them in quadratic time: 40,000 marks took five seconds."""


def _marks() -> str:
    """Returns all characters that are combining marks or decompose into a text that begins with one."""
    letters = map(chr, range(0x300, 0x1F000))
    return "".join(each for each in letters if unicodedata.combining(unicodedata.normalize("NFD", each)[0]))


_MARK: Final = re.compile(f"[{_marks()}]")
_PILED: Final = re.compile(f"({_MARK.pattern}{{{MARKS}}}){_MARK.pattern}+")


def composed(text: str) -> str:
    """Returns the text in NFC, with at most `MARKS` combining marks on one letter."""
    # Every run of more than MARKS marks contains one of the sampled characters, so most texts skip the regex.
    if _MARK.search(text[::MARKS]):
        text = _PILED.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def names_something(text: str) -> bool:
    """Returns whether a tidy text can be a name: it has a letter or a digit."""
    return any(each.isalnum() for each in text)


def tidy(text: str) -> str:
    """Returns the text in NFC, on one line with single spaces, without invisible characters and without the
    apostrophes of a spreadsheet."""
    text = _UNSEEN.sub("", composed(text))
    text = " ".join(_CONTROL.sub(" ", text).split())
    return _KEPT_AS_TEXT.sub(r"\1", text)
