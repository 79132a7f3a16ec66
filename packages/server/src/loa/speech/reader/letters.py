"""Letters: their names as announcers say them, the form of a Vietnamese syllable, and a replacement for
foreign ones."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NAMES = {
    "a": "a", "ă": "á", "â": "ớ", "b": "bê", "c": "xê", "d": "đê", "đ": "đê", "e": "e", "ê": "ê", "f": "ép",
    "g": "giê", "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "e lờ", "m": "em", "n": "en", "o": "o",
    "ô": "ô", "ơ": "ơ", "p": "pê", "q": "quy", "r": "e rờ", "s": "ét", "t": "tê", "u": "u", "ư": "ư",
    "v": "vê", "w": "vê kép", "x": "ích", "y": "y", "z": "dét",
}  # fmt: skip
_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
VOWELS = frozenset(_VOWELS)
VIETNAMESE = frozenset("bcdđghklmnpqrstvx" + _VOWELS)
_SYLLABLE = re.compile(
    r"(?:ngh?|gh?|gi|kh?|nh|ph?|th|tr|qu|ch?|[bdđhlmnrstvx])?"
    rf"[{_VOWELS}]{{1,3}}(?:ng|nh|ch|[cmnptk])?"
)
_STRANGE = {
    "f": "ph",
    "j": "gi",
    "w": "u",
    "z": "d",
    "ß": "ss",
    "æ": "e",
    "ø": "o",
    "ð": "đ",
    "þ": "th",
    "ł": "l",
}


def spell(text: str) -> str:
    """Returns the text letter by letter, with digits by their names. Other characters are skipped."""
    names = []
    for c in text.lower():
        if c in "0123456789":
            names.append(("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")[int(c)])
        elif c in NAMES:
            names.append(NAMES[c])
        else:
            plain = _plain(c)
            names.extend(NAMES[p] for p in plain if p in NAMES)
    return " ".join(names)


def _plain(c: str) -> str:
    """Returns a letter of another Latin alphabet as Vietnamese letters; empty for other scripts."""
    base = unicodedata.normalize("NFKD", c).lower()
    return "".join(_STRANGE.get(b, b if b in VIETNAMESE else "") for b in base)


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Returns whether a lower-case word has the form of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def sayable(lower: str) -> bool:
    """Returns whether a run of letters can be said as a word."""
    return len(lower) > 1 and not VOWELS.isdisjoint(lower)


@lru_cache(maxsize=20_000)
def as_vietnamese(word: str) -> str:
    """Returns a lower-case word in Vietnamese letters only; empty if it is of another script."""
    if VIETNAMESE.issuperset(word):
        return word
    return "".join(c if c in VIETNAMESE else _plain(c) for c in word)
