"""Removes the signs that turn the direction of writing. Pure.

Vietnamese is written in one direction. With such a sign in it a text shows other words than it holds: with
U+202E before it, "71 giờ" reads as "17 giờ" on a page, while the loudspeaker says seventy-one (Unicode TR 36,
"Bidirectional Text Spoofing"). What one person writes and another approves must be the same to the eye and to
the ear.
"""

import re
from typing import Final

DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""The signs, as ranges for a character class: the marks, the embeddings and overrides, the isolates."""
_SIGN: Final = re.compile(f"[{DIRECTIONS}]")


def without(text: str) -> str:
    """Returns the text without the signs; everything else stays, as it was written."""
    return _SIGN.sub("", text)
