"""The name of a unit: its type, written out, abbreviated or left out, and what it is called. Pure."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from loa.kernel.spelling import ByName, means, spelled
from loa.kernel.unaccent import plain
from loa.places.models import Unit

TYPES: Final = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")
_SHORT: Final = {
    "tt": "thi tran",
    "tx": "thi xa",
    "tp": "thanh pho",
    "p": "phuong",
    "x": "xa",
    "h": "huyen",
    "q": "quan",
}
_EXACT: Final = {spelled(each): plain(each) for each in TYPES} | _SHORT
_WITHOUT_MARKS: Final = {plain(each): plain(each) for each in TYPES}


class UnitName(NamedTuple):
    """A name in two parts: the type without marks ("" if it is left out), and what the unit is called."""

    type: str
    called: str

    @property
    def full(self) -> str:
        return f"{self.type} {self.called}".strip()


def parted(name: str) -> UnitName:
    """Returns the parts of a name as it is stored: ("phuong", "Hạc Thành") for "P. Hạc Thành". The type has
    its marks or is abbreviated: "Quan Sơn" is called so, and is no "Quận"."""
    words = _words(name)
    for length in (2, 1):
        found = _EXACT.get(spelled(" ".join(words[:length])))
        if found and words[length:]:
            return UnitName(found, " ".join(words[length:]))
    return UnitName("", " ".join(words))


def readings(given: str) -> list[UnitName]:
    """Returns what somebody may mean by a name, the likeliest first: "quan son" is called so, or is the
    district called "Sơn"."""
    first, words = parted(given), _words(given)
    if not first.type:
        for length in (2, 1):
            found = _WITHOUT_MARKS.get(plain(" ".join(words[:length])))
            if found and words[length:]:
                return [first, UnitName(found, " ".join(words[length:]))]
    return [first]


def _words(name: str) -> list[str]:
    return name.replace(".", " ").replace(",", " ").split()


def is_called(given: str, called: Iterable[str]) -> bool:
    """Returns whether somebody means one of these by a name, whatever type they put before it."""
    known = list(called)
    return any(means(each.called, there) for each in readings(given) for there in known)


def same_name(there: str, given: str) -> bool:
    """Returns whether `given` means the unit named `there`: its type written out, abbreviated or left out,
    and no marks at all or the right ones. "Xã Hạc Thành" does not mean "Phường Hạc Thành"."""
    stored = parted(there)
    return any(
        means(each.full, stored.full) if each.type else means(each.called, stored.called)
        for each in readings(given)
    )


class UnitsByName:
    """Units found by their names."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._full: ByName[Unit] = ByName()
        self._called: ByName[Unit] = ByName()
        for unit in units:
            name = parted(unit.name)
            self._full.add(name.full, unit)
            self._called.add(name.called, unit)

    def find(self, given: str) -> list[Unit]:
        """Returns the units of a name: those of this type and name if there are any, else those that are
        called so, whatever their type. See `ByName` for marks."""
        for name in readings(given):
            if found := self._full.find(name.full) or self._called.find(name.called):
                return found
        return []

    def near(self, given: str) -> list[Unit]:
        """Returns the units whose names differ from this one only in marks."""
        for name in readings(given):
            if found := self._full.near(name.full) or self._called.near(name.called):
                return found
        return []
