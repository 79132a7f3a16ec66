"""Hamlets and broadcast rules of the demo's communes, created by their own operators."""

import hashlib
import math

import msgspec
from loa_protocol.messages.plan import Rules

from loa.airtime import actions as airtime
from loa.airtime.actions.regulation import Regulation
from loa.airtime.models import BroadcastRule
from loa.demo.lists import Commune
from loa.demo.persons import as_person, holder
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.kernel.spelling import spelled
from loa.places import actions as places
from loa.places import queries
from loa.places.models import Hamlet, Unit

KM_A_DEGREE = 111.32
SETTLED = 0.55
"""Hamlets are within this share of the radius that a circular commune of that area would have."""


def spot(unit: Unit, word: str, reach_km: float | None = None) -> tuple[float, float]:
    """Returns a plausible place (degrees north, east) around a unit's point, always the same for the same
    word."""
    north, east = unit.latitude or 19.8, unit.longitude or 105.8
    reach = reach_km or SETTLED * math.sqrt((unit.area_km2 or 20.0) / math.pi)
    return around(north, east, reach, f"{unit.code} {word}")


def around(north: float, east: float, reach_km: float, word: str) -> tuple[float, float]:
    """Returns a place within `reach_km` of a point, evenly distributed over the disc, derived from the word's
    hash."""
    drawn = hashlib.sha256(word.encode()).digest()
    turn = int.from_bytes(drawn[:4]) / 2**32 * 2 * math.pi
    # The square root makes the distribution even over the area.
    away = reach_km * math.sqrt(int.from_bytes(drawn[4:8]) / 2**32)
    south_north = away * math.sin(turn) / KM_A_DEGREE
    west_east = away * math.cos(turn) / (KM_A_DEGREE * math.cos(math.radians(north)))
    return round(north + south_north, 5), round(east + west_east, 5)


def settle(commune: Commune, unit: Unit) -> list[Hamlet]:
    """Returns the commune's hamlets in the order of the list. Creates those that do not exist."""
    with as_person(holder(Role.OPERATOR, unit.pk)):
        known = {spelled(str(each)): each for each in queries.hamlets(unit.pk)}
        found = []
        for name in commune.hamlets:
            hamlet = known.get(spelled(name))
            if hamlet is None:
                north, east = spot(unit, name)
                hamlet = places.add_hamlet(unit.pk, name, "", str(north), str(east), since=unit.valid_from)
            found.append(hamlet)
    return found


def regulate(commune: Commune, unit: Unit) -> None:
    """Creates the commune's rule, in force from the day of its document on, today at the earliest, as its own
    operator, unless it has one. The province's operator agrees to it."""
    before = BroadcastRule.objects.filter(unit_id=unit.pk).first()
    if before is None:
        before = _write(commune, unit)
    with as_person(holder(Role.OPERATOR, unit.parent_id or unit.pk)):
        airtime.agree(before.pk)


def _write(commune: Commune, unit: Unit) -> BroadcastRule:
    """Creates the commune's rule, as its own operator."""
    rule = commune.regulation
    said = {
        "hours": [rule.hours if day in rule.days else () for day in range(1, 8)],
        "quiet": rule.quiet,
        "days": rule.days,
        "minutes": rule.minutes,
        "volume": rule.volume,
    }
    source = rule.source.format(unit=unit.name[:1].lower() + unit.name[1:])
    with as_person(holder(Role.OPERATOR, unit.pk)):
        since = max(rule.since, clock.today())
        return airtime.set_rule(unit.pk, since, Regulation(msgspec.convert(said, Rules), source))
