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


def may_be_dialled(phone: str) -> bool:
    """Returns whether somebody can be called by this national form: an area code or a mobile's begins with 0,
    a service number (1800, 1900) with 1, a number of another country with "+". A sum of money does not."""
    return phone.startswith(("0", "1", "+")) and 8 <= len(phone_digits(phone)) <= 15


def phone_digits(phone: str) -> str:
    """Returns the digits by which two numbers are compared."""
    return "".join(letter for letter in national(phone) if letter.isdigit())
