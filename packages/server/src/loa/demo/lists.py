"""The invented data of the demo, read from its two TOML files. Pure: dates are passed in."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

from loa.kernel.roles import Role
from loa.newsroom.times import Once, Time, Weekly

HERE = Path(__file__).parent
WEEKLY_LASTS = timedelta(days=45)
State = Literal["approved", "submitted", "returned", "draft"]


@dataclass(frozen=True)
class Regulation:
    """A commune's broadcast rule, in force since a local day. Hours are from and to in minutes of the day,
    days count from 1 = Monday, the volume is in percent."""

    hours: tuple[tuple[int, int], ...]
    quiet: tuple[tuple[int, int], ...]
    days: tuple[int, ...]
    minutes: int
    volume: int
    source: str
    since: date


@dataclass(frozen=True)
class Commune:
    """One commune of the demo. Its people are by role; the first of a role does the work."""

    code: str
    clusters: int
    hamlets: tuple[str, ...]
    people: dict[str, tuple[str, ...]]
    regulation: Regulation


@dataclass(frozen=True)
class DemoPlan:
    """All invented data: the province's people by role, and the communes; the first has the real agents."""

    province: dict[str, tuple[str, ...]]
    communes: tuple[Commune, ...] = field(default=())


@dataclass(frozen=True)
class Template:
    """A bulletin that can be written in any commune."""

    title: str
    topic: str
    state: State
    text: str
    priority: str
    reason: str
    once: time | None
    weekly_days: tuple[int, ...]
    weekly_time: time | None

    def words(self, unit: str, today: date) -> str:
        """Returns the text for a commune ("Xã Hoằng Tiến"), written on a local day."""
        named = {f"in_days_{n}": f"{today + timedelta(days=n):%d/%m/%Y}" for n in range(1, 8)}
        inside = unit[:1].lower() + unit[1:]
        return self.text.strip().format(unit=inside, tomorrow=named["in_days_1"], **named)

    def times(self, today: date, days: tuple[int, ...]) -> tuple[Time, ...]:
        """Returns the proposed times: weekly from today on, or once on the next day that `days` allow."""
        if self.weekly_time is not None:
            kept = tuple(day for day in self.weekly_days if day in days)
            return (Weekly(days=kept, time=self.weekly_time, first=today, last=today + WEEKLY_LASTS),)
        if self.once is None:
            return ()
        coming = (today + timedelta(days=n) for n in range(1, 8))
        day = next(each for each in coming if each.isoweekday() in days)
        return (Once(at=datetime.combine(day, self.once)),)


def plan(path: Path = HERE / "communes.toml") -> DemoPlan:
    """Reads the communes. Raises KeyError or ValueError where the file is wrong."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    usual = told["rule"]
    communes = tuple(_commune(each, usual) for each in told["commune"])
    return DemoPlan(people_by_role(told["province"]), communes)


def people_by_role(told: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Returns the names of a place's people by role: `editor`, `second_editor`, and so for every role; those
    of the province's administrators stand in one list, `administrators`."""
    found = {}
    for role in Role:
        names = [told[key] for key in (role.value, f"second_{role.value}") if key in told]
        if names:
            found[role.value] = tuple(names)
    if "administrators" in told:
        found["administrator"] = tuple(told["administrators"])
    return found


def _commune(told: dict[str, Any], usual: dict[str, Any]) -> Commune:
    said = {**usual, **told}
    rule = Regulation(
        hours=_spans(said["hours"]),
        quiet=_spans(said["quiet"]),
        days=tuple(said["days"]),
        minutes=said["minutes"],
        volume=said["volume"],
        source=said["source"],
        since=said["since"],
    )
    return Commune(told["code"], told["clusters"], tuple(told["hamlets"]), people_by_role(told), rule)


def _spans(written: list[str]) -> tuple[tuple[int, int], ...]:
    """Returns spans such as "05:00-06:30" in minutes of the day; "24:00" is its end."""
    spans = []
    for one in written:
        first, last = (part.split(":") for part in one.split("-"))
        spans.append((int(first[0]) * 60 + int(first[1]), int(last[0]) * 60 + int(last[1])))
    return tuple(spans)


def templates(path: Path = HERE / "bulletins.toml") -> tuple[Template, ...]:
    """Reads the bulletins. Raises KeyError or ValueError where the file is wrong."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_template(each) for each in told["bulletin"])


def _template(told: dict[str, Any]) -> Template:
    weekly = told.get("weekly")
    return Template(
        title=told["title"],
        topic=told["topic"],
        state=told["state"],
        text=told["text"],
        priority=told.get("priority", "ordinary"),
        reason=told.get("reason", ""),
        once=time.fromisoformat(told["once"]) if "once" in told else None,
        weekly_days=tuple(weekly["days"]) if weekly else (),
        weekly_time=time.fromisoformat(weekly["time"]) if weekly else None,
    )


A_COMMUNE = 3
"""Number of bulletins of each commune except the first."""


def chosen(every: tuple[Template, ...], place: int) -> tuple[Template, ...]:
    """Returns the bulletins of the commune at this position of the plan: all for the first, some for the
    others."""
    if place == 0:
        return every
    return tuple(every[(place * A_COMMUNE + n) % len(every)] for n in range(A_COMMUNE))
