"""What a proven right lets sound. All sources use the same type. Pure."""

from dataclasses import dataclass
from datetime import date

from loa_protocol.messages import Item, Sound

from loa.newsroom.times import Time
from loa.signer.refusing import Code, NotProven


@dataclass(frozen=True)
class ProvenRight:
    """A proven right: this sound, in this class, in this unit and these hamlets (empty: all of it), at these
    local times, from the first to the last local day."""

    unit: int
    media_sha256: str
    duration_ms: int
    priority: str
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]
    first: date
    last: date


def covers(granted: ProvenRight, unit_id: int, day: date, item: Item, sound: Sound) -> None:
    """Raises NotProven unless the right covers this sound, in this class, in this unit, on this day.

    The time of day is checked in `starting`, since an operator may move a slot within the approved dates. The
    hamlets are checked for each plan by itself, with `reaches`.
    """
    if granted.media_sha256 != sound.sha256 or granted.duration_ms != sound.duration_ms:
        raise NotProven(Code.OTHER_SOUND, item.id)
    if granted.priority != item.priority.value:
        raise NotProven(Code.OTHER_CLASS, item.id)
    if granted.unit != unit_id:
        raise NotProven(Code.OTHER_PLACE, f"{item.id} at unit {unit_id}")
    if not granted.first <= day <= granted.last:
        raise NotProven(Code.OTHER_TIME, item.id)


def reaches(granted: ProvenRight, hamlet: int | None) -> bool:
    """Returns whether this hamlet (None: the clusters of the whole commune) is among the approved places."""
    return not granted.hamlets or hamlet in granted.hamlets
