"""The plot under the play log: what was planned and completed on each of the last days."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from loa.playlog import queries as playlog

PLOT_DAYS: Final = 14
"""How many days the plot has."""


@dataclass(frozen=True)
class Bar:
    """The bar of one day in the plot. `height` and `filled` are in percent of the day with the most
    soundings."""

    day: date
    planned: int
    completed: int
    height: float
    filled: float
    x: int


def bars(unit_ids: list[int], first: date, last: date) -> list[Bar]:
    """Returns the bars of the days that have been counted. Empty if none has been counted."""
    planned: dict[date, int] = {}
    completed: dict[date, int] = {}
    for row in playlog.day_totals(unit_ids, first, last).exclude(planned=0):
        planned[row.day] = planned.get(row.day, 0) + row.planned
        completed[row.day] = completed.get(row.day, 0) + row.completed
    most = max(planned.values(), default=0)
    if not most:
        return []
    return [
        Bar(
            day,
            planned[day],
            completed[day],
            round(100 * planned[day] / most, 1),
            round(100 * completed[day] / most, 1),
            # The drawing has 44 units for each day.
            (day - first).days * 44,
        )
        for day in sorted(planned)
    ]
