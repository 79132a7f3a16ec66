"""Normalises text for comparison and storage: one Unicode form, one line, no invisible characters. Pure."""

import re
import unicodedata
from typing import Final

from loa.kernel.directions import DIRECTIONS
from loa.kernel.spreadsheet.inert import SIGNS

# Zero-width characters and direction marks, which are common in text copied from the web or from Word.
_UNSEEN: Final = re.compile(f"[\u200b-\u200d\u2060-\u2064\ufeff\u00ad{DIRECTIONS}]")
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


def tidy(text: str) -> str:
    """Returns the text in NFC, on one line with single spaces, without invisible characters and without the
    apostrophes of a spreadsheet."""
    text = _UNSEEN.sub("", composed(text))
    text = " ".join(_CONTROL.sub(" ", text).split())
    return _KEPT_AS_TEXT.sub(r"\1", text)
