"""Vietnamese names: the text for searches (without diacritics) and the sort key (with diacritics). Pure.

The order is that of CLDR for vi, as in a dictionary: first by letters (ă, â, đ, ê, ô, ơ, ư are letters of
their own), then by tone marks (none, huyền, hỏi, ngã, sắc, nặng), then small before capital. No PostgreSQL
wheel provides this collation, so the sort key is stored as bytes in a column.
"""

import unicodedata

from loa.kernel.unaccent import plain as search_text

__all__ = ["roll_key", "search_text", "sort_key"]

# Weights: spaces come first, then punctuation, digits (from 48) and letters (from 64); all else is 255.
LETTERS = {letter: 64 + place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
DIGITS = {str(digit): 48 + digit for digit in range(10)}
TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
SPACE, PUNCTUATION = 1, "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
END = b"\0"


def sort_key(name: str) -> bytes:
    """Returns bytes that compare in the order of the names. NFC and NFD of a name give the same key."""
    letters, tones, cases = bytearray(), bytearray(), bytearray()
    for letter in unicodedata.normalize("NFC", name.strip()):
        parts = unicodedata.normalize("NFD", letter.lower())
        tone = next((TONES[part] for part in parts if part in TONES), 1)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        letters.append(_weight(base))
        tones.append(tone)
        cases.append(1 + letter.isupper())
    return bytes(letters) + END + bytes(tones) + END + bytes(cases)


def roll_key(person: str) -> tuple[bytes, bytes]:
    """Returns the sort key of a person in a roll: by given name, which is the last word, then by the whole
    name."""
    return sort_key(person.split()[-1] if person.split() else ""), sort_key(person)


def _weight(letter: str) -> int:
    if letter.isspace():
        return SPACE
    if letter in PUNCTUATION:
        return 2 + PUNCTUATION.index(letter)
    return LETTERS.get(letter) or DIGITS.get(letter) or 255
