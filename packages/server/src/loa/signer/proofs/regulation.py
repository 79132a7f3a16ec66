"""Proves a regulation: a person with the right there then wrote it and, where it allows more than before, a
second person agreed to it. A regulation that is not proven does not count; then the one before it does."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from loa.airtime import regulations
from loa.airtime.models import BroadcastRule, RuleDecision
from loa.airtime.rules import RulesOn
from loa.kernel.roles import Capability
from loa.people.models import RoleGrant
from loa.signer.proofs import entitled


def rules_on_all(chains: Mapping[int, Sequence[int]], first: date, last: date) -> dict[int, RulesOn]:
    """Returns the rules of each local day of a span, by proven regulations alone, for several units.

    `chains` has for each unit the unit itself and all units above it, nearest first.
    """
    rows = regulations.rows_between({each for chain in chains.values() for each in chain}, first, last)
    decisions = [each for row in rows for each in row.decisions.all()]
    people = {row.made_by_id for row in rows} | {each.person_id for each in decisions}
    given = entitled.grants({each for each in people if each is not None})
    above = {unit: chain[place:] for chain in chains.values() for place, unit in enumerate(chain)}

    def counts(row: BroadcastRule, decision: RuleDecision | None) -> bool:
        return _written(row, given, above) if decision is None else _decided(row, decision, given, above)

    return regulations.rules_of(chains, rows, counts)


def _written(
    row: BroadcastRule, given: Mapping[int, list[RoleGrant]], above: Mapping[int, Sequence[int]]
) -> bool:
    """Returns whether a person with the right wrote the regulation.

    One in nobody's name was written by the database role that owns the tables: no process can write such a
    row.
    """
    try:
        regulations.to_rules(row)
    except msgspec.ValidationError:
        return False
    if row.made_by_id is None:
        return True
    return entitled.holds(
        given.get(row.made_by_id, ()),
        Capability.WRITE_REGULATION,
        row.unit_id,
        above[row.unit_id],
        row.made_at,
    )


def _decided(
    row: BroadcastRule,
    said: RuleDecision,
    given: Mapping[int, list[RoleGrant]],
    above: Mapping[int, Sequence[int]],
) -> bool:
    """Returns whether a decision on the regulation was its person's to make: a second person's agreement, or
    a withdrawal. What it changes at its moment is `airtime.ruling`. One in nobody's name counts, as in
    `_written`."""
    if said.person_id is None:
        return True
    held = given.get(said.person_id, ())
    at = (row.unit_id, above[row.unit_id], said.at)
    if said.kind == RuleDecision.AGREED:
        second = said.person_id != row.made_by_id and said.at >= row.made_at
        return second and entitled.holds(held, Capability.AGREE_TO_REGULATION, *at)
    return entitled.holds(held, Capability.WRITE_REGULATION, *at)
