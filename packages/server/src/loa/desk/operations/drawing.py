"""The map: each commune is a circle of the commune's area around its point. There are no borders, because we
have no data of them. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loa.desk.operations.spots import said
from loa.desk.operations.standing import WORST_FIRST, CommuneStanding
from loa.places.models import Unit

WIDTH: Final = 1000
"""The width of the drawing in its own units."""
MARGIN: Final = 60
KM_PER_DEGREE: Final = 111.32
"""Kilometres in a degree of latitude."""
LABELS: Final = 9
"""The largest number of names on the map."""
EDGE: Final = 120
"""The least distance of a name's middle from the left and right edges."""
USUAL_AREA_KM2: Final = 40.0
"""The area of a commune whose area is not known."""


@dataclass(frozen=True)
class Spot:
    """One commune on the map, in the units of the drawing."""

    unit: Unit
    standing: CommuneStanding
    x: float
    y: float
    r: float
    said: str
    """The state of the commune in words."""

    @property
    def label(self) -> str:
        """Returns the name without the word for the kind of unit, as maps write it."""
        return self.unit.name.removeprefix(self.unit.name_type).strip()

    @property
    def label_x(self) -> float:
        """Returns the middle of the label, far enough from the edges for a phone's larger letters."""
        return min(max(self.x, EDGE), WIDTH - EDGE)

    @property
    def mark(self) -> float:
        """Returns the width of the commune's icon. It is small if the commune needs no attention."""
        return 13 if self.standing.state in ("alive", "none") else 24


@dataclass(frozen=True)
class Drawing:
    """The communes, those whose names are written beside them, and the height for a width of 1000."""

    spots: list[Spot]
    labels: list[Spot]
    height: float


def draw(units: Iterable[Unit], standings: dict[int, CommuneStanding], now: datetime) -> Drawing | None:
    """Returns the drawing, or None if no unit has a point."""
    placed = [each for each in units if each.latitude is not None and each.longitude is not None]
    if not placed:
        return None
    north = max(each.latitude or 0 for each in placed)
    south = min(each.latitude or 0 for each in placed)
    west = min(each.longitude or 0 for each in placed)
    east = max(each.longitude or 0 for each in placed)
    # A degree of longitude is shorter than a degree of latitude by the cosine of the latitude.
    squeeze = math.cos(math.radians((north + south) / 2))
    # At least 10 km, so that a single commune does not fill the map.
    wide = max((east - west) * KM_PER_DEGREE * squeeze, 10.0)
    scale = (WIDTH - 2 * MARGIN) / wide
    found = [(each, standings.get(each.pk) or CommuneStanding()) for each in placed]
    spots = [
        Spot(
            unit=each,
            standing=standing,
            x=round(MARGIN + ((each.longitude or 0) - west) * KM_PER_DEGREE * squeeze * scale, 1),
            y=round(MARGIN + (north - (each.latitude or 0)) * KM_PER_DEGREE * scale, 1),
            # The radius of a circle with the commune's area.
            r=round(min(80.0, math.sqrt((each.area_km2 or USUAL_AREA_KM2) / math.pi) * scale), 1),
            said=said(each, standing, now),
        )
        for each, standing in found
    ]
    height = 2 * MARGIN + (north - south) * KM_PER_DEGREE * scale
    return Drawing(spots, _labels(spots), round(height))


def _labels(spots: Sequence[Spot]) -> list[Spot]:
    """Returns the communes whose names are written, where there is room: first those in the worst state, then
    those with the most clusters, for orientation."""
    used = [each for each in spots if each.standing.state != "none"]
    weighed = sorted(used, key=lambda one: (WORST_FIRST.index(one.standing.state), -one.standing.count))
    chosen: list[Spot] = []
    for each in weighed:
        if len(chosen) == LABELS:
            break
        # A name takes about 120 x 34 units, and names must not overlap.
        if all(abs(each.x - other.x) > 120 or abs(each.y - other.y) > 34 for other in chosen):
            chosen.append(each)
    return chosen
