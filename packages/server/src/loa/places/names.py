"""Vietnamese names: what search looks for (no marks) and how they are ordered (with marks). Pure."""

import unicodedata

# CLDR vi: letters of their own, in this order; tone marks only break ties.
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def search_text(*names: str) -> str:
    """Lower case, no marks, one space between words: what `hac thanh` is looked for in."""
    text = unicodedata.normalize("NFD", " ".join(names).lower().replace("đ", "d"))
    plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(plain.split())


def sort_key(name: str) -> bytes:
    """Bytes that order as a Vietnamese dictionary does."""
    letters, tones = bytearray(), bytearray()
    for letter in unicodedata.normalize("NFC", name.lower()):
        parts = unicodedata.normalize("NFD", letter)
        tone = next((TONES[mark] for mark in parts if mark in TONES), 0)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        letters.append(_weight(base))
        tones.append(tone + 1)
    return bytes(letters) + b"\0" + bytes(tones)


def _weight(letter: str) -> int:
    if letter in LETTERS:
        return 32 + LETTERS.index(letter)
    if letter.isdigit():
        return 16 + int(letter)
    return 2
