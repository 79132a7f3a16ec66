"""Collects everything that a verdict depends on, from what the box trusts and holds. No other module does."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from loa_protocol.rule import HeldAct
from loa_protocol.verdict import Grounds, in_force

from loa_agent.plan_store import StoredPlan
from loa_agent.trust_state import TrustState

_NEVER = (0, 0)  # a plan that is valid at no time


def grounds(
    trust_state: TrustState, held: StoredPlan | None, acts: tuple[HeldAct, ...], begun: AbstractSet[str]
) -> Grounds:
    """Returns the input for `loa_protocol.verdict`. ``held`` is the plan in force, None if there is none."""
    assigned, trust = trust_state.assignment, trust_state.trust
    valid = _NEVER
    if held is not None and trust is not None:
        valid = in_force(held.plan, held.delegation, trust)
    return Grounds(
        refused=trust_state.refused,
        sure=trust_state.sure,
        line=held.line if held is not None else None,
        valid=valid,
        acts=acts,
        begun=begun,
        volume=assigned.volume if assigned is not None else 0,
    )
