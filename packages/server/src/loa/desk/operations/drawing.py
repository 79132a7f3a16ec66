"""The map: a circle as wide as the commune's area round its point. No borders, which we do not have. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loa.desk.operations.spots import said
from loa.desk.operations.standing import WORST_FIRST, CommuneStanding
from loa.places.models import Unit

WIDTH: Final = 1000
MARGIN: Final = 60
KM_PER_DEGREE: Final = 111.32
LABELS: Final = 9
EDGE: Final = 120
USUAL_AREA_KM2: Final = 40.0


@dataclass(frozen=True)
class Spot:
    """One commune on the map, in the drawing's own units."""

    unit: Unit
    standing: CommuneStanding
    x: float
    y: float
    r: float
    said: str
    """It in words."""

    @property
    def label(self) -> str:
        """Its name without the word for its kind, as on any map."""
        return self.unit.name.removeprefix(self.unit.name_type).strip()

    @property
    def label_x(self) -> float:
        """The middle of its label, far enough from the edges for a phone's larger letters."""
        return min(max(self.x, EDGE), WIDTH - EDGE)

    @property
    def mark(self) -> float:
        """How wide its shape is: what is well stays small."""
        return 13 if self.standing.state in ("alive", "none") else 24


@dataclass(frozen=True)
class Drawing:
    """Spots, names written beside the heaviest ones, and the height for a width of 1000."""

    spots: list[Spot]
    labels: list[Spot]
    height: float


def draw(units: Iterable[Unit], standings: dict[int, CommuneStanding], now: datetime) -> Drawing | None:
    """None when no unit has a point."""
    placed = [each for each in units if each.latitude is not None and each.longitude is not None]
    if not placed:
        return None
    north = max(each.latitude or 0 for each in placed)
    south = min(each.latitude or 0 for each in placed)
    west = min(each.longitude or 0 for each in placed)
    east = max(each.longitude or 0 for each in placed)
    squeeze = math.cos(math.radians((north + south) / 2))
    wide = max((east - west) * KM_PER_DEGREE * squeeze, 10.0)
    scale = (WIDTH - 2 * MARGIN) / wide
    found = [(each, standings.get(each.pk) or CommuneStanding()) for each in placed]
    spots = [
        Spot(
            unit=each,
            standing=standing,
            x=round(MARGIN + ((each.longitude or 0) - west) * KM_PER_DEGREE * squeeze * scale, 1),
            y=round(MARGIN + (north - (each.latitude or 0)) * KM_PER_DEGREE * scale, 1),
            r=round(min(80.0, math.sqrt((each.area_km2 or USUAL_AREA_KM2) / math.pi) * scale), 1),
            said=said(each, standing, now),
        )
        for each, standing in found
    ]
    height = 2 * MARGIN + (north - south) * KM_PER_DEGREE * scale
    return Drawing(spots, _labels(spots), round(height))


def _labels(spots: Sequence[Spot]) -> list[Spot]:
    """Names of those that need a look, the heaviest first, then of the largest fleets, to know one's way;
    where there is room."""
    used = [each for each in spots if each.standing.state != "none"]
    weighed = sorted(used, key=lambda one: (WORST_FIRST.index(one.standing.state), -one.standing.count))
    chosen: list[Spot] = []
    for each in weighed:
        if len(chosen) == LABELS:
            break
        if all(abs(each.x - other.x) > 120 or abs(each.y - other.y) > 34 for other in chosen):
            chosen.append(each)
    return chosen
