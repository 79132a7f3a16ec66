"""Telephone numbers of persons: one form for one number, however it was typed. Pure."""

import re
from typing import Final

PHONE: Final = re.compile(r"^\+?[0-9 .]{6,20}$")
# 84 is Vietnam. Without "+" or "00" it is the country only before the nine or ten digits of a whole number.
_FROM_ABROAD: Final = re.compile(r"^(?:\+|00)84[ .]*0?|^84[ .]*(?=(?:[1-9][ .]*)(?:\d[ .]*){8,9}$)")


def national(phone: str) -> str:
    """Returns a number as it is dialled in Vietnam, with the separators as typed: "0912 345 678" for
    "+84 912 345 678". A number of another country stays as it is."""
    return _FROM_ABROAD.sub("0", phone.strip())


def phone_digits(phone: str) -> str:
    """Returns the digits by which two numbers are compared."""
    return "".join(letter for letter in national(phone) if letter.isdigit())
