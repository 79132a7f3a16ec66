"""The order of `names.sort_key`, computed by the database for texts that are stored without a sort key. It is
meant for a list of some thousand rows that somebody sorts by such a text."""

import unicodedata
from collections.abc import Iterator
from typing import Final, TypeVar

from django.db.models import Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Collate

from loa.places.names import DIGITS, LETTERS, PUNCTUATION, TONES

ROWS = TypeVar("ROWS", bound=Model)
NO_TONE: Final = 1


def _weights() -> Iterator[tuple[str, str, str]]:
    """Yields (a letter, the ASCII character that stands for its weight, a digit for its tone). Characters
    without a weight remain as they are; they are not ASCII and so come last, as in `names`."""
    for place, sign in enumerate((" ", *PUNCTUATION, *DIGITS, *LETTERS)):
        for tone, weight in (("", NO_TONE), *TONES.items()):
            for letter in {sign, sign.upper()}:
                whole = unicodedata.normalize("NFC", letter + tone)
                # Consonants have no letter with a tone mark: such a pair stays two characters.
                if len(whole) == 1:
                    yield whole, chr(0x21 + place), str(weight)


_FROM, _LETTERS, _TONES = ("".join(each) for each in zip(*_weights(), strict=True))


def _translated(field: str | Func, to: str) -> Collate:
    whole = Func(field, template="normalize(%(expressions)s, NFC)", output_field=TextField())
    signs = Func(whole, Value(_FROM), Value(to), function="translate", output_field=TextField())
    return Collate(signs, "C")


def by_numbers(field: str) -> Collate:
    """Returns what orders a text as by its letters, but with a number of up to eight digits as a whole, so
    that 2 comes before 10."""
    return _translated(_padded(field), _LETTERS)


def _padded(field: str) -> Func:
    """Returns the text with each number filled up with zeros to eight digits."""
    filled = _replaced(field, r"(\d+)", r"00000000\1")
    return _replaced(filled, r"0*(\d{8})(?!\d)", r"\1")


def _replaced(field: str | Func, what: str, by: str) -> Func:
    signs = (Value(what), Value(by), Value("g"))
    return Func(field, *signs, function="regexp_replace", output_field=TextField())


def in_letters(rows: QuerySet[ROWS], field: str) -> QuerySet[ROWS]:
    """Returns the rows with two aliases to order by: `<field>_letters`, then `<field>_tones`."""
    found: QuerySet[ROWS] = rows.alias(
        **{f"{field}_letters": _translated(field, _LETTERS), f"{field}_tones": _translated(field, _TONES)}
    )
    return found
