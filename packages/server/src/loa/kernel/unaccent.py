"""Vietnamese text without its marks, so that a search for `hac thanh` finds it."""

import unicodedata


def plain(*texts: str) -> str:
    """Returns the texts in lower case, without marks, đ as d, with one space between words. Both Unicode
    forms give the same result."""
    decomposed = unicodedata.normalize("NFD", " ".join(texts).lower().replace("đ", "d"))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split())
