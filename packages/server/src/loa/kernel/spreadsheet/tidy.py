"""Text as it is compared and kept: one Unicode form, one line, nothing that cannot be seen. Pure."""

import re
import unicodedata
from typing import Final

from loa.kernel.spreadsheet.inert import SIGNS

# Zero-width characters and directions that come along with text copied from the web or from Word.
_UNSEEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# How a spreadsheet keeps text that looks like a number or a formula; see `inert`.
_KEPT_AS_TEXT: Final = re.compile(rf"(^|[,;|\"]\s*)'(?=[{SIGNS}])|^'(?=\d)")
MARKS: Final = 30
"""On one letter, as Unicode's Stream-Safe Text Format has it (UAX #15). Composing sorts them, in a time that
grows with the square of their number: 40,000 took five seconds."""


def _marks() -> str:
    """Whatever is, or comes apart into, marks that stand on the letter before."""
    letters = map(chr, range(0x300, 0x1F000))
    return "".join(each for each in letters if unicodedata.combining(unicodedata.normalize("NFD", each)[0]))


_MARK: Final = re.compile(f"[{_marks()}]")
_PILED: Final = re.compile(f"({_MARK.pattern}{{{MARKS}}}){_MARK.pattern}+")


def composed(text: str) -> str:
    """NFC; of marks piled on one letter the first `MARKS`."""
    if _MARK.search(text[::MARKS]):  # no pile passes between the letters that are looked at
        text = _PILED.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """NFC, one line with single spaces, no unseen characters, no leading apostrophe of a spreadsheet."""
    text = _UNSEEN.sub("", composed(text))
    text = " ".join(_CONTROL.sub(" ", text).split())
    return _KEPT_AS_TEXT.sub(r"\1", text)
