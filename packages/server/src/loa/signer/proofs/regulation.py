"""Proof of a regulation: written by somebody with the right there then and, where it allows more than before,
agreed to by a second one. What is not proven does not count, and what counts is what stood before it."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from loa.airtime import regulations
from loa.airtime.models import BroadcastRule, RuleDecision
from loa.airtime.rules import RulesOn
from loa.kernel import clock
from loa.kernel.roles import Capability
from loa.people.models import RoleGrant
from loa.signer.proofs import entitled


def rules_on_all(chains: Mapping[int, Sequence[int]], first: date, last: date) -> dict[int, RulesOn]:
    """The rules of each local day of a span by proven regulations alone, of several units, each with itself
    and all above it, nearest first."""
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
    """In nobody's name it is the tables' owner's, as no process may write."""
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
    if said.person_id is None:
        return True
    held = given.get(said.person_id, ())
    at = (row.unit_id, above[row.unit_id], said.at)
    if said.kind == RuleDecision.AGREED:
        second = said.person_id != row.made_by_id and said.at >= row.made_at
        return second and entitled.holds(held, Capability.AGREE_TO_REGULATION, *at)
    before = clock.local(said.at).date() < row.valid_from
    return before and entitled.holds(held, Capability.WRITE_REGULATION, *at)
