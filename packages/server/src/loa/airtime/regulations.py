"""Reads the regulations of places: which one counts on a day, and what waits for a second person."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec
from loa_protocol.messages.plan import Rules

from loa.kernel import clock, dated
from loa.places import queries as places
from loa.places.models import Unit

from . import ruling
from .models import BroadcastRule, RuleDecision
from .rules import RulesOn
from .ruling import WrittenRegulation

Judge = Callable[[BroadcastRule, RuleDecision | None], bool]
"""A function that tells whether a regulation (with None), or a decision on it, counts at all. In the desk all
do; the signer checks who wrote it."""


def to_rules(row: BroadcastRule) -> Rules:
    """Returns a row as the rules that devices follow. Raises msgspec.ValidationError for a malformed row."""
    return msgspec.convert(
        {
            "hours": row.hours,
            "quiet": row.quiet,
            "days": row.days,
            "minutes": row.minutes_per_session,
            "volume": row.volume,
        },
        Rules,
    )


def rows_between(unit_ids: Collection[int], first: date, last: date) -> list[BroadcastRule]:
    """Returns all regulations of these units that may count on some local day of `first`..`last`, with the
    decisions on them, the newest first."""
    rows = BroadcastRule.objects.filter(dated.ending_after(first), unit_id__in=unit_ids, valid_from__lte=last)
    return list(rows.order_by("-id").prefetch_related("decisions"))


def written(
    rows: Iterable[BroadcastRule], counts: Judge = lambda *_: True
) -> dict[int, list[WrittenRegulation]]:
    """Returns by unit what these rows and the decisions on them say, in the order of the rows."""
    found: dict[int, list[WrittenRegulation]] = defaultdict(list)
    for row in rows:
        if not counts(row, None):
            continue
        said = [each for each in row.decisions.all() if counts(row, each)]
        # What the database role that owns the tables wrote, in nobody's name, needs no agreement: no process
        # can write so.
        agreed = row.made_by_id is None or any(each.kind == RuleDecision.AGREED for each in said)
        taken = [each for each in said if each.kind == RuleDecision.TAKEN_BACK]
        by = {"maker" if each.person_id == row.made_by_id else "other" for each in taken}
        # Of both, min() takes "maker": the writer may always take a regulation back.
        found[row.unit_id].append(WrittenRegulation(row, to_rules(row), agreed, min(by, default="")))
    return found


def chain_of(unit_id: int) -> list[int]:
    """Returns the unit and all units above it, nearest first."""
    return [unit_id, *places.ancestors(unit_id)]


def rules_of(
    chains: Mapping[int, Sequence[int]], rows: Iterable[BroadcastRule], counts: Judge = lambda *_: True
) -> dict[int, RulesOn]:
    """Returns the rules of each local day by these rows, for several units.

    `chains` has for each unit the unit itself and all units above it, nearest first.
    """
    said = written(rows, counts)
    return {unit: _rules_on([said.get(each, []) for each in chain]) for unit, chain in chains.items()}


def rules_on(unit_id: int, first: date, last: date) -> RulesOn:
    """Returns the rules of each local day of a span at a unit, read once."""
    chain = chain_of(unit_id)
    return rules_of({unit_id: chain}, rows_between(chain, first, last))[unit_id]


def _rules_on(chain: Sequence[Sequence[WrittenRegulation]]) -> RulesOn:
    @cache
    def on(day: date) -> Rules | None:
        found = ruling.in_force(chain, day)
        return found.rules if found else None

    return on


def rule_row(unit_id: int, day: date) -> BroadcastRule | None:
    """Returns the regulation in force on a local day: the unit's own, else the nearest one above it, or
    None."""
    chain = chain_of(unit_id)
    said = written(rows_between(chain, day, day))
    found = ruling.in_force([said.get(each, []) for each in chain], day)
    return found.row if found else None


def rule_rows(unit_ids: Collection[int], day: date) -> dict[int, BroadcastRule]:
    """Returns the units' own regulations in force on a local day. A unit without one is left out."""
    parents = dict(Unit.objects.filter(pk__in=unit_ids).values_list("id", "parent_id"))
    above = {each: chain_of(each) for each in set(parents.values()) if each is not None}
    chains = {unit: [unit, *above.get(parent or 0, [])] for unit, parent in parents.items()}
    said = written(rows_between({each for chain in chains.values() for each in chain}, day, day))
    found = {}
    for unit, chain in chains.items():
        one = ruling.in_force([said.get(each, []) for each in chain], day)
        if one is not None and one.row.unit_id == unit:
            found[unit] = one.row
    return found


def waiting(unit_id: int) -> list[WrittenRegulation]:
    """Returns the unit's regulations that do not count before a second person agrees, the newest first."""
    chain, today = chain_of(unit_id), clock.today()
    said = written(rows_between(chain, today, date.max))
    own = said.get(unit_id, [])
    return [each for each in own if not each.agreed and not each.taken_back and _waits(each, said, chain)]


def _waits(one: WrittenRegulation, said: Mapping[int, list[WrittenRegulation]], chain: Sequence[int]) -> bool:
    """Returns whether it is wider than what counts without it, on the first of its days to come."""
    return ruling.is_wider(one.rules, _without(one.row, said, chain, max(one.row.valid_from, clock.today())))


def without(row: BroadcastRule) -> Rules | None:
    """Returns what counts, on the first of a regulation's days to come, without that regulation."""
    chain = chain_of(row.unit_id)
    said = written(rows_between(chain, clock.today(), date.max))
    return _without(row, said, chain, max(row.valid_from, clock.today()))


def _without(
    row: BroadcastRule, said: Mapping[int, list[WrittenRegulation]], chain: Sequence[int], day: date
) -> Rules | None:
    older = [each for each in said.get(row.unit_id, []) if each.row.pk < row.pk]
    found = ruling.in_force([older, *(said.get(unit, []) for unit in chain[1:])], day)
    return found.rules if found else None


@dataclass(frozen=True)
class Effect:
    """What a regulation changes from the first local day, today or later, on which it counts at its unit.
    `narrows`, `widens`: on some day less, or more, may sound than without it."""

    since: date
    narrows: bool
    widens: bool


def effect(row: BroadcastRule) -> Effect | None:
    """Returns what the regulation changes. None: it counts on no day, because it waits for a second person or
    a newer one counts."""
    chain = chain_of(row.unit_id)
    said = written(rows_between(chain, clock.today(), date.max))
    rows = [said.get(unit, []) for unit in chain]
    first = max(row.valid_from, clock.today())
    ends = [day for of_unit in rows for each in of_unit for day in (each.row.valid_from, each.row.valid_to)]
    # What counts changes only on days on which some regulation begins or ends.
    changing = sorted({first, *(day for day in ends if day is not None and day > first)})
    counts = [day for day in changing if _counts(row, ruling.in_force(rows, day))]
    if not counts:
        return None
    rules, others = to_rules(row), [_without(row, said, chain, day) for day in counts]
    return Effect(
        counts[0],
        narrows=any(other is not None and ruling.is_wider(other, rules) for other in others),
        widens=any(ruling.is_wider(rules, other) for other in others),
    )


def _counts(row: BroadcastRule, found: WrittenRegulation | None) -> bool:
    return found is not None and found.row.pk == row.pk


def to_come(unit_id: int) -> list[WrittenRegulation]:
    """Returns the unit's own regulations that begin after today and were not taken back, the earliest
    first."""
    said = written(rows_between([unit_id], clock.today(), date.max)).get(unit_id, [])
    coming = [each for each in said if each.row.valid_from > clock.today() and not each.taken_back]
    return sorted(coming, key=lambda each: each.row.valid_from)


def waiting_for(person_id: int, unit_ids: Collection[int]) -> list[BroadcastRule]:
    """Returns the regulations of these units that wait for a second person and that another than this one has
    written, the oldest first."""
    undecided = BroadcastRule.objects.filter(
        dated.ending_after(clock.today()), unit_id__in=unit_ids, made_by__isnull=False, decisions=None
    ).exclude(made_by=person_id)
    units = sorted(set(undecided.values_list("unit_id", flat=True)))
    mine = {row.pk for row in undecided}
    found = [each.row for unit in units for each in waiting(unit) if each.row.pk in mine]
    return sorted(found, key=lambda row: row.pk)
