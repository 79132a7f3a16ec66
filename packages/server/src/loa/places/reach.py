"""The units that a grant reaches in the tree. PostgreSQL walks the tree, one query for each walk."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db import connection

from loa.kernel.actor import Grant
from loa.kernel.roles import EXACT, READS_ONLY, ROLES

# All recursive queries but `_ABOVE` use `union`, which drops rows that were found already, so that no unit is
# visited twice.
_BELOW: Final = """
    below(id, writes) as (
        select id, true from unnest(%(over_writing)s::int[]) id
        union select id, false from unnest(%(over_reading)s::int[]) id
        union select unit.id, below.writes from places_unit unit join below on unit.parent_id = below.id
    )"""
# `before` contains the reached units themselves and all that went into them.
_BEFORE: Final = """
    before(id) as (
        select id from reached
        union select went.old_id from places_succession went join before on went.new_id = before.id
    )"""
_OF_GRANTS: Final = f"""
    with recursive {_BELOW},
    reached(id, writes) as (
        select id, true from unnest(%(at_writing)s::int[]) id
        union select id, false from unnest(%(at_reading)s::int[]) id
        union select id, writes from below
    ), {_BEFORE},
    found(id, writes) as (
        select id, exists (select from reached where reached.id = before.id and reached.writes) from before
    )
    select coalesce(array_agg(id order by id), '{{}}') as read,
        coalesce(array_agg(id order by id) filter (where writes), '{{}}') as write
    from found
"""  # noqa: S608 (parts of our own)
_WITH_PREDECESSORS: Final = f"""
    with recursive reached(id) as (select unnest(%(units)s::int[])), {_BEFORE} select id from before
"""  # noqa: S608 (parts of our own)
_STANDING_BELOW: Final = """
    with recursive below(id) as (
        select %(unit)s::int
        union select unit.id from places_unit unit join below on unit.parent_id = below.id
        where unit.valid_from <= %(day)s and (unit.valid_to is null or unit.valid_to > %(day)s)
    )
    select id from below
"""
_WITH_ALL_ABOVE: Final = """
    with recursive above(id) as (
        select unnest(%(units)s::int[])
        union select unit.parent_id from places_unit unit join above on unit.id = above.id
    )
    select id from above where id is not null
"""
_ABOVE: Final = """
    with recursive above(id, steps) as (
        select parent_id, 1 from places_unit where id = %(unit)s
        union all
        select unit.parent_id, steps + 1 from places_unit unit join above on unit.id = above.id
    )
    select id from above where id is not null order by steps
"""


def of_grants(grants: Iterable[Grant]) -> tuple[str, dict[str, Any]]:
    """Returns a query and its values. Its one row is (read, write), each a sorted array of ids; the query is
    a part of the statement that sets the scope. `read` includes the predecessors of every unit reached,
    `write` does not. A grant over a subtree reaches every unit that was ever below its unit."""
    held: dict[str, set[int]] = {
        f"{over}_{verb}": set() for over in ("at", "over") for verb in ("writing", "reading")
    }
    for grant in grants:
        if grant.role not in ROLES:
            continue  # a role of a later version of Loa gives no rights in this one
        over = "at" if grant.role in EXACT else "over"
        held[f"{over}_{'reading' if grant.role in READS_ONLY else 'writing'}"].add(grant.unit_id)
    return _OF_GRANTS, {name: sorted(units) for name, units in held.items()}


def with_predecessors(units: Iterable[int]) -> set[int]:
    """Returns the units and every unit that went into one of them, whole or in part, in any earlier
    reform."""
    start = sorted(set(units))
    return {unit for (unit,) in _asked(_WITH_PREDECESSORS, {"units": start})} if start else set()


def below(unit_id: int, day: date) -> list[int]:
    """Returns the unit and the units below it on a date. All units between must be valid on that date too."""
    return [unit for (unit,) in _asked(_STANDING_BELOW, {"unit": unit_id, "day": day})]


def with_all_above(units: Iterable[int]) -> set[int]:
    """Returns these units and all above them, in the tree of today or of any earlier date."""
    return {unit for (unit,) in _asked(_WITH_ALL_ABOVE, {"units": sorted(set(units))})}


def above(unit_id: int) -> list[int]:
    """Returns the ids of the units above a unit, nearest first."""
    return [unit for (unit,) in _asked(_ABOVE, {"unit": unit_id})]


def _asked(sql: str, values: dict[str, Any]) -> Sequence[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
