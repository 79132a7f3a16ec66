"""Latitude and longitude: 20°15'N, 105,5°Đ."""

from __future__ import annotations

import re

from loa.speech.reader import context, numbers
from loa.speech.reader.tokens import Found, Token

_N = r"[0-9]{1,3}(?:[.,][0-9]+)?"
_PLACE = re.compile(
    rf"(?P<degrees>{_N})\s?(?:[-–]\s?(?P<upper>{_N})\s?)?°\s?"
    rf"(?:(?P<minutes>[0-9]{{1,2}}(?:[.,][0-9]+)?)\s?'\s?)?(?:(?P<seconds>[0-9]{{1,2}}(?:[.,][0-9]+)?)\s?(?:\"|'')\s?)?"
    r"(?P<side>[NSEWBĐTD](?![\w]))?"
)
_BARE = re.compile(rf"(?P<low>{_N})(?:\s?[-–]\s?(?P<high>{_N}))?\s?(?P<side>[NSEWBĐ])(?!\w)")
_SEA = re.compile(r"([0-9]{1,3})-([0-5][0-9](?:[.,][0-9]+)?)([NSE])(?!\w)")
_DECIMAL = re.compile(r"[0-9]{1,3}[.,][0-9]{1,2}(?:[-–][0-9]{1,3}[.,][0-9]{1,2})?[NSEBĐ]")
_SAID = re.compile(r"(?:vĩ|kinh) (?:tuyến|độ)[^a-zà-ỹ]*(?:từ|khoảng|đến|và)?\s*$|t[oọ][aạ] độ[^a-zà-ỹ]*$")
_SIDES = {"N": "vĩ bắc", "B": "vĩ bắc", "S": "vĩ nam", "E": "kinh đông", "Đ": "kinh đông", "D": "kinh đông",
          "W": "kinh tây", "T": "kinh tây"}  # fmt: skip


def place(text: str, at: int, _: Found) -> Found | None:
    """Reads degrees with minutes or a compass direction. Temperatures are left to another rule."""
    match = _PLACE.match(text, at)
    if not match or not (match["side"] or match["minutes"]):
        return _bare(text, at)
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


def _at_sea(text: str, at: int) -> Found | None:
    """Reads degrees and minutes as sailors write them: 19-42N."""
    match = _SEA.match(text, at)
    if not match:
        return None
    said = f"{numbers.amount(match[1])} độ {numbers.amount(match[2])} phút {_SIDES[match[3]]}"
    return [Token(match[0], said, "coordinate")]


def _bare(text: str, at: int) -> Found | None:
    """Reads coordinates without the sign for degrees: vĩ tuyến 16,0-20,5N."""
    match = _BARE.match(text, at)
    if not match or not (_DECIMAL.match(text, at) or _SAID.search(context.before(text, at))):
        return _at_sea(text, at)
    said = " đến ".join(numbers.amount(n) for n in (match["low"], match["high"]) if n)
    return [Token(match[0], f"{said} độ {_SIDES[match['side']]}", "coordinate")]
