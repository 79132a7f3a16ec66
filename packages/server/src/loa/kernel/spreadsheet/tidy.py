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


def tidy(text: str) -> str:
    """NFC, one line with single spaces, no unseen characters, no leading apostrophe of a spreadsheet."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = " ".join(_CONTROL.sub(" ", text).split())
    return _KEPT_AS_TEXT.sub(r"\1", text)
