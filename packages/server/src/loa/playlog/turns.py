"""What became of the turns of a schedule: each occurrence of a slot on a local day, told by its item."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

from loa.kernel import clock
from loa.playlog import planned_sql

_TURNS: Final = """
select i.item, bool_or(p.completed) from planned p join items i using (key)
where %(hamlet)s::int is null or p.hamlet_id = %(hamlet)s::int group by i.item
"""


def begun(unit_ids: Collection[int], first: date, last: date, hamlet: int | None = None) -> dict[str, bool]:
    """Returns the items of the local days `first`..`last` that have begun and that some cluster (of the
    hamlet, if one is named) had to sound, or sounded; True: a cluster reported that it completed one of its
    sounds.

    A turn that is not in it has not begun, or was put into the schedule when no cluster could begin it any
    more, or there was no cluster yet.
    """
    begin, end = clock.day_bounds(first)[0], min(clock.day_bounds(last)[1], clock.now())
    if begin >= end:
        return {}
    sounds = planned_sql.between(unit_ids, begin, end)
    return dict(replace(sounds, values={**sounds.values, "hamlet": hamlet}).ask(_TURNS))
