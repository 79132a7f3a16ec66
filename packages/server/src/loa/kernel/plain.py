"""Vietnamese text without its marks: what `hac thanh` is compared with."""

import unicodedata


def plain(*texts: str) -> str:
    """Lower case, no marks, đ as d, one space between words; either Unicode form gives the same."""
    decomposed = unicodedata.normalize("NFD", " ".join(texts).lower().replace("đ", "d"))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split())
