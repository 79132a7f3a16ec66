"""Writes a province's lists to the database. It may be repeated: existing rows are not changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from loa.places import scope
from loa.places.models import Succession, Unit
from loa.places.names import search_text, sort_key

Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class UnitLine:
    """A unit of a list. `parent` is the district's code; empty: directly under the province."""

    code: str
    name: str
    name_type: str
    kind: str = "commune"
    parent: str = ""
    latitude: float | None = None
    longitude: float | None = None
    area_km2: float | None = None


@dataclass(frozen=True)
class SuccessionLine:
    old: str
    new: str
    extent: str


@dataclass(frozen=True)
class Province:
    """The contents of a province's lists: the units since `since`, and those before (from `known_from`)."""

    code: str
    name: str
    name_type: str
    since: date
    units: Sequence[UnitLine]
    known_from: date | None = None
    districts_before: Sequence[UnitLine] = field(default=())
    units_before: Sequence[UnitLine] = field(default=())
    successions: Sequence[SuccessionLine] = field(default=())


@dataclass
class LoadResult:
    province: Unit
    made: int = 0
    kept: int = 0


def reserve(count: int) -> list[int]:
    """Returns ids for so many new units. They are drawn before the units are written, since a scope lists the
    units to write by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('places_unit', 'id'))::int from generate_series(1, %s)",
            [count],
        )
        return [identity for (identity,) in cursor.fetchall()]


def load(listed: Province, tell: Tell = lambda what, count: None) -> LoadResult:
    """Writes the units that do not exist yet, in one transaction and in a scope of its own. Calls `tell` with
    (what, how many). The caller checks who may do this."""
    with transaction.atomic():
        ids = reserve(1 + len(listed.units) + len(listed.units_before) + len(listed.districts_before))
        # The first scope is only there to read the ids of all units: every scope that reads any unit reads
        # the whole tree (`places/tables.py`).
        with scope.using(ids, ids):
            every = [*ids, *Unit.objects.values_list("id", flat=True)]
            with scope.using(every, every):
                return _load(listed, tell, iter(ids))


def _load(listed: Province, tell: Tell, ids: Iterator[int]) -> LoadResult:
    """Writes the province, then former districts and communes, then present communes, then successions."""
    first = listed.known_from or listed.since
    province, made = _one(UnitLine(listed.code, listed.name, listed.name_type, "province"), first, ids)
    loaded = LoadResult(province, made=int(made), kept=int(not made))
    tell("province", 1)
    districts = _all(listed.districts_before, {"": province}, first, listed.since, loaded, ids)
    tell("districts", len(districts))
    before = _all(listed.units_before, {**districts, "": province}, first, listed.since, loaded, ids)
    tell("communes before", len(before))
    now = _all(listed.units, {"": province}, listed.since, None, loaded, ids)
    tell("communes", len(now))
    tell("successions", _successions(listed, before, now))
    return loaded


def _all(
    lines: Sequence[UnitLine],
    parents: dict[str, Unit],
    since: date,
    until: date | None,
    loaded: LoadResult,
    ids: Iterator[int],
) -> dict[str, Unit]:
    """Writes the units that do not exist yet at `since`. Returns all units of the lines by code."""
    # One code may be used again after the reform, so only units that began on the same day are the same.
    known = {unit.code: unit for unit in Unit.objects.filter(valid_from=since).exclude(parent=None)}
    found, fresh = {}, []
    for line in lines:
        unit = known.get(line.code)
        if unit is None:
            unit = row(line, parents[line.parent], since, until, next(ids))
            fresh.append(unit)
        found[line.code] = unit
    Unit.objects.bulk_create(fresh)
    loaded.made += len(fresh)
    loaded.kept += len(found) - len(fresh)
    return found


def _one(line: UnitLine, since: date, ids: Iterator[int]) -> tuple[Unit, bool]:
    known = Unit.objects.filter(kind=line.kind, code=line.code, valid_to=None).first()
    if known is not None:
        return known, False
    unit = row(line, None, since, None, next(ids))
    unit.save(force_insert=True)
    return unit, True


def row(line: UnitLine, parent: Unit | None, since: date, until: date | None, identity: int) -> Unit:
    """Returns the unit of a line, not yet saved."""
    return Unit(
        id=identity,
        kind=line.kind,
        code=line.code,
        name=line.name,
        name_type=line.name_type,
        search=search_text(line.name),
        sort_key=sort_key(line.name.removeprefix(line.name_type)),
        parent=parent,
        latitude=line.latitude,
        longitude=line.longitude,
        area_km2=line.area_km2,
        valid_from=since,
        valid_to=until,
    )


def _successions(listed: Province, before: dict[str, Unit], now: dict[str, Unit]) -> int:
    """Writes the successions that do not exist yet, and updates the search texts. Returns how many the lists
    have."""
    known = set(Succession.objects.values_list("old_id", "new_id"))
    fresh = []
    for line in listed.successions:
        old, new = before[line.old], now[line.new]
        if (old.pk, new.pk) not in known:
            fresh.append(Succession(old=old, new=new, extent=line.extent, on=listed.since))
    Succession.objects.bulk_create(fresh)
    find_by_former_names(now.values())
    return len(listed.successions)


def find_by_former_names(units: Iterable[Unit]) -> None:
    """Adds, for each unit, the names of the units that went into it to its search text."""
    former: dict[int, list[str]] = {}
    for new, name in Succession.objects.order_by("old__code").values_list("new_id", "old__name"):
        former.setdefault(new, []).append(name)
    changed = []
    for unit in units:
        text = search_text(unit.name, *former.get(unit.pk, ()))
        if text != unit.search:
            unit.search = text
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["search"])
