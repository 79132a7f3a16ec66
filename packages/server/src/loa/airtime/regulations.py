"""Reads the regulations of places: which one counts on a day, and what waits for a second person."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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

_Newer = tuple[BroadcastRule, datetime | None]
"""A regulation that was written later, and when its writer took it back."""


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
    """Returns by unit what these rows and the decisions on them say, the newest first."""
    found: dict[int, list[WrittenRegulation]] = defaultdict(list)
    newer: dict[int, list[_Newer]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: -row.pk):
        if counts(row, None):
            said = [each for each in row.decisions.all() if counts(row, each)]
            found[row.unit_id].append(_written(row, said, newer[row.unit_id]))
            newer[row.unit_id].append((row, _taken_back_at(row, said)))
    return found


def _taken_back_at(row: BroadcastRule, said: Iterable[RuleDecision]) -> datetime | None:
    """Returns when its writer took a regulation back before it began, so that it replaces nothing since."""
    by_maker = (
        each.at for each in said if each.kind == RuleDecision.TAKEN_BACK and each.person_id == row.made_by_id
    )
    return min((at for at in by_maker if clock.local(at).date() < row.valid_from), default=None)


def _written(row: BroadcastRule, said: Sequence[RuleDecision], newer: Sequence[_Newer]) -> WrittenRegulation:
    agreed = [each.at for each in said if each.kind == RuleDecision.AGREED and each.person_id is not None]
    # What the database role that owns the tables wrote, in nobody's name, needs no agreement, and what it
    # agreed to, or keeps as it was, counts as if it had always been agreed to: no process can write so.
    owners = row.made_by_id is None or any(
        each.kind == RuleDecision.AGREED for each in said if each.person_id is None
    )
    kept = bool(agreed) and any(each.kind == RuleDecision.KEPT and each.person_id is None for each in said)
    at = None if owners or kept else min(agreed, default=None)
    taken = [each for each in said if each.kind == RuleDecision.TAKEN_BACK]
    begun = [each for each in taken if clock.local(each.at).date() >= row.valid_from]
    by = {"maker" if each.person_id == row.made_by_id else "other" for each in taken if each not in begun}
    # Of both, min() takes "maker": the writer may always take a regulation back.
    return WrittenRegulation(
        row,
        to_rules(row),
        owners or bool(agreed),
        min(by, default="begun" if begun else ""),
        written_at=row.made_at,
        agreed_at=at,
        newer=tuple(
            each
            for each, gone in newer
            if at is None or each.made_at < at
            if gone is None or (at is not None and gone > at)
        ),
    )


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


def _chains(unit_ids: Collection[int]) -> dict[int, list[int]]:
    """Returns `chain_of` by unit, with one question for each parent."""
    parents = dict(Unit.objects.filter(pk__in=unit_ids).values_list("id", "parent_id"))
    above = {each: chain_of(each) for each in set(parents.values()) if each is not None}
    return {unit: [unit, *above.get(parent or 0, [])] for unit, parent in parents.items()}


def rule_rows(unit_ids: Collection[int], day: date) -> dict[int, BroadcastRule]:
    """Returns the units' own regulations in force on a local day. A unit without one is left out."""
    chains = _chains(unit_ids)
    said = written(rows_between({each for chain in chains.values() for each in chain}, day, day))
    found = {}
    for unit, chain in chains.items():
        one = ruling.in_force([said.get(each, []) for each in chain], day)
        if one is not None and one.row.unit_id == unit:
            found[unit] = one.row
    return found


def waiting(unit_id: int) -> list[WrittenRegulation]:
    """Returns the unit's regulations that on some day to come do not count before a second person agrees, the
    newest first. One that a newer regulation replaces on all those days waits no more."""
    return _waiting_at([unit_id])[unit_id]


def _waiting_at(unit_ids: Collection[int]) -> dict[int, list[WrittenRegulation]]:
    """Returns `waiting` by unit, for all of them in the same two questions."""
    chains = _chains(unit_ids)
    said = written(
        rows_between({each for chain in chains.values() for each in chain}, clock.today(), date.max)
    )
    return {
        unit: [
            each
            for each in said.get(unit, [])
            if not each.agreed and not each.taken_back and _waits(each, said, chain)
        ]
        for unit, chain in chains.items()
    }


def _waits(one: WrittenRegulation, said: Mapping[int, list[WrittenRegulation]], chain: Sequence[int]) -> bool:
    """Returns whether an agreement would make it count on some day to come."""
    days = (day for day in _changing(one.row, said, chain) if one.covers(day) and not one.replaced(day))
    return any(ruling.is_wider(one.rules, _without(one.row, said, chain, day)) for day in days)


def is_replaced(row: BroadcastRule) -> bool:
    """Returns whether on each of a regulation's days to come a newer one of its unit takes its place, so that
    it can no longer be agreed to."""
    chain = [row.unit_id]
    said = written(rows_between(chain, clock.today(), date.max))
    one = next((each for each in said.get(row.unit_id, []) if each.row.pk == row.pk), None)
    return one is not None and all(
        one.replaced(day) for day in _changing(row, said, chain) if one.covers(day)
    )


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


def _changing(
    row: BroadcastRule, said: Mapping[int, list[WrittenRegulation]], chain: Sequence[int]
) -> list[date]:
    """Returns the first of a regulation's days to come, and the later days on which some regulation begins or
    ends: only on these can what counts change."""
    first = max(row.valid_from, clock.today())
    rows = [each.row for unit in chain for each in said.get(unit, [])]
    ends = [day for each in rows for day in (each.valid_from, each.valid_to)]
    return sorted({first, *(day for day in ends if day is not None and day > first)})


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
    counts = _days_that_count(row, said, chain)
    if not counts:
        return None
    rules, others = to_rules(row), [_without(row, said, chain, day) for day in counts]
    return Effect(
        counts[0],
        narrows=any(other is not None and ruling.is_wider(other, rules) for other in others),
        widens=any(ruling.is_wider(rules, other) for other in others),
    )


def may_be_taken_back(row: BroadcastRule) -> bool:
    """Returns whether a regulation has not begun: its first day is to come, or it counts on no day because it
    waits for a second person. A date that has passed alone begins nothing."""
    if row.valid_from > clock.today():
        return True
    agreed = any(each.kind == RuleDecision.AGREED for each in row.decisions.all())
    waited = row.made_by_id is not None and not agreed and ruling.is_wider(to_rules(row), without(row))
    return waited and effect(row) is None


def _days_that_count(
    row: BroadcastRule, said: Mapping[int, list[WrittenRegulation]], chain: Sequence[int]
) -> list[date]:
    """Returns those of `_changing` on which the regulation counts at its unit."""
    rows = [said.get(unit, []) for unit in chain]
    found = {day: ruling.in_force(rows, day) for day in _changing(row, said, chain)}
    return [day for day, one in found.items() if one is not None and one.row.pk == row.pk]


def to_come(unit_id: int) -> list[WrittenRegulation]:
    """Returns the unit's own regulations that count from a day after today on, the earliest first."""
    chain = chain_of(unit_id)
    said = written(rows_between(chain, clock.today(), date.max))
    later = [
        each for each in said.get(unit_id, []) if each.row.valid_from > clock.today() and not each.taken_back
    ]
    # One that waited until a newer one took its place never begins.
    coming = [each for each in later if _days_that_count(each.row, said, chain)]
    return sorted(coming, key=lambda each: each.row.valid_from)


def waiting_for(person_id: int, unit_ids: Collection[int]) -> list[BroadcastRule]:
    """Returns the regulations of these units that wait for a second person and that another than this one has
    written, the oldest first."""
    undecided = BroadcastRule.objects.filter(
        dated.ending_after(clock.today()), unit_id__in=unit_ids, made_by__isnull=False, decisions=None
    ).exclude(made_by=person_id)
    mine = {row.pk: row.unit_id for row in undecided}
    waits = _waiting_at(set(mine.values()))
    found = [each.row for rows in waits.values() for each in rows if each.row.pk in mine]
    return sorted(found, key=lambda row: row.pk)
