"""Pure checks of the values of a hamlet."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.languages import in_every_language
from loa.kernel.spelling import ByName, is_unmarked
from loa.kernel.spreadsheet.tidy import names_something, tidy
from loa.places import alike
from loa.places.models import HamletKind
from loa.places.whereabouts import require_in_vietnam

KINDS: Final[ByName[HamletKind]] = ByName(
    [(word, kind) for kind, words in alike.WORDS.items() for word in words]
    + [(word, kind) for kind in HamletKind for word in (str(kind), *in_every_language(kind.label))]
)


@dataclass(frozen=True)
class HamletDraft:
    """The values of a hamlet that someone typed, already checked."""

    name: str
    kind: HamletKind
    latitude: float | None = None
    longitude: float | None = None
    valid_from: date | None = None


Degrees = str | float | None
"""Degrees as typed, as read from a file, or none."""


def draft(name: str, kind: str, latitude: Degrees = None, longitude: Degrees = None) -> HamletDraft:
    """Checks the values of one hamlet and returns them. Raises Invalid with the field."""
    name, found = naming(name, kind)
    return HamletDraft(name, found, *spot(latitude, longitude))


def naming(name: str, kind: str) -> tuple[str, HamletKind]:
    """Returns a hamlet's name without its kind, and the kind: "Thôn 5" typed as a name is thôn "5", whether
    or not the kind was typed too. Raises Invalid with the field."""
    name = tidy(name)
    found = next(iter(KINDS.find(kind)), None)
    if not kind:
        found, name = _kind_in(name)
    if found is None:
        raise Invalid(_("Loại chỉ nhận: thôn, bản, tổ dân phố, khu phố."), "kind")
    name = alike.without_kind(name, found)
    if not names_something(name) or len(name) > 120:
        raise Invalid(_("Thiếu tên, hoặc tên dài hơn 120 chữ."), "name")
    return name, found


def spot(latitude: Degrees, longitude: Degrees) -> tuple[float | None, float | None]:
    """Returns where a hamlet or a commune lies, in degrees, or None for both. Raises Invalid with the field,
    also for a place outside Vietnam."""
    # Both up to 180, so that a pair in the wrong order is told as such.
    north, east = _degrees(latitude, 180, "latitude"), _degrees(longitude, 180, "longitude")
    if (north is None) != (east is None):
        raise Invalid(_("Cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."), "latitude")
    if north is not None and east is not None:
        _require_in_vietnam(north, east)
    return north, east


def _require_in_vietnam(north: float, east: float) -> None:
    """Raises Invalid for a place outside Vietnam; of one that is inside it with latitude and longitude
    exchanged it says so."""
    if not _is_in_vietnam(north, east) and _is_in_vietnam(east, north):
        said = _("Có phải hai số này đảo vĩ độ, kinh độ? Ở Việt Nam vĩ độ là số nhỏ hơn.")
        raise Invalid(said, "latitude")
    require_in_vietnam(north, east)


def _is_in_vietnam(north: float, east: float) -> bool:
    try:
        require_in_vietnam(north, east)
    except Invalid:
        return False
    return True


def _kind_in(name: str) -> tuple[HamletKind | None, str]:
    """Returns the kind that a name begins with, and the name without it. "Bản" may lack its mark only if the
    whole name does, as typed on a keyboard without Vietnamese: "Ban Mới" is called so."""
    kind, _rest = alike.parted(name)
    if kind and (rest := alike.without_kind(name, kind)) != name:
        return kind, rest
    first, _space, rest = name.partition(" ")
    if rest and is_unmarked(name) and first.casefold() == "ban":
        return HamletKind.BAN, rest
    return None, name


def _degrees(given: Degrees, limit: int, field: str) -> float | None:
    """Returns a number of degrees within the limit, or None for an empty text. Raises Invalid."""
    text = ("" if given is None else str(given)).strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("inf")
    if not abs(value) <= limit:  # written so that it also rejects NaN
        raise Invalid(_("“%(value)s” không phải số độ hợp lệ.") % {"value": text}, field)
    return value
