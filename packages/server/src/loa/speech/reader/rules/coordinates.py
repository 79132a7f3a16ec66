"""Latitude and longitude: 20°15'N, 105,5°Đ."""

from __future__ import annotations

import re

from loa.speech.reader import numbers
from loa.speech.reader.tokens import Found, Token

_N = r"[0-9]{1,3}(?:[.,][0-9]+)?"
_PLACE = re.compile(
    rf"(?P<degrees>{_N})\s?(?:[-–]\s?(?P<upper>{_N})\s?)?°\s?"
    rf"(?:(?P<minutes>[0-9]{{1,2}}(?:[.,][0-9]+)?)\s?'\s?)?(?:(?P<seconds>[0-9]{{1,2}}(?:[.,][0-9]+)?)\s?(?:\"|'')\s?)?"
    r"(?P<side>[NSEWBĐTD](?![\w]))?"
)
_SIDES = {"N": "vĩ bắc", "B": "vĩ bắc", "S": "vĩ nam", "E": "kinh đông", "Đ": "kinh đông", "D": "kinh đông",
          "W": "kinh tây", "T": "kinh tây"}  # fmt: skip


def place(text: str, at: int, _: Found) -> Found | None:
    """Degrees with minutes or a side of the world; degrees of heat are another rule's."""
    match = _PLACE.match(text, at)
    if not match or not (match["side"] or match["minutes"]):
        return None
    said = numbers.amount(match["degrees"])
    if match["upper"]:
        said += f" đến {numbers.amount(match['upper'])}"
    said += " độ"
    if match["minutes"]:
        said += f" {numbers.amount(match['minutes'])} phút"
    if match["seconds"]:
        said += f" {numbers.amount(match['seconds'])} giây"
    if match["side"]:
        said += f" {_SIDES[match['side']]}"
    surface = match[0].rstrip()
    return [Token(surface, said, "coordinate")]
