"""The order of `names.sort_key`, made by the database where a text is kept without a key of its own: for
a list of some thousand rows that somebody asks for in this order."""

import unicodedata
from collections.abc import Iterator
from typing import Final, TypeVar

from django.db.models import Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Collate

from loa.places.names import DIGITS, LETTERS, PUNCTUATION, TONES

ROWS = TypeVar("ROWS", bound=Model)
NO_TONE: Final = 1


def _weights() -> Iterator[tuple[str, str, str]]:
    """(a letter, the sign of ASCII that stands for its place, a figure for its tone). What has no place here
    is no ASCII and so stands last, as in `names`."""
    for place, sign in enumerate((" ", *PUNCTUATION, *DIGITS, *LETTERS)):
        for tone, weight in (("", NO_TONE), *TONES.items()):
            for letter in {sign, sign.upper()}:
                whole = unicodedata.normalize("NFC", letter + tone)
                if len(whole) == 1:
                    yield whole, chr(0x21 + place), str(weight)


_FROM, _LETTERS, _TONES = ("".join(each) for each in zip(*_weights(), strict=True))


def _translated(field: str, to: str) -> Collate:
    whole = Func(field, template="normalize(%(expressions)s, NFC)", output_field=TextField())
    signs = Func(whole, Value(_FROM), Value(to), function="translate", output_field=TextField())
    return Collate(signs, "C")


def in_letters(rows: QuerySet[ROWS], field: str) -> QuerySet[ROWS]:
    """The rows, which may now be ordered by `<field>_letters` and then by `<field>_tones`."""
    found: QuerySet[ROWS] = rows.alias(
        **{f"{field}_letters": _translated(field, _LETTERS), f"{field}_tones": _translated(field, _TONES)}
    )
    return found
