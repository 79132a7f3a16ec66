"""Compares what a box reports that it holds with the plan of its place. Only this module compares bodies.

A plan has one body for each version that is compiled, and a box holds the one of the highest version that it
knows. Today one version is compiled (`loa_protocol.BODY_VERSIONS`), so every box needs the same body. When a
second version comes, `names` and `HOLDS` look for the box's version and their callers stay as they are. Pure.
"""

from typing import Final

from loa.dispatch.models import Plan
from loa.fleet.models import Health

HOLDS: Final = "coalesce(h.plan_id = w.plan_id and h.body_sha256 = w.body_id and h.missing = 0, false)"
"""`holds` in SQL: for a row h of fleet_health (or none) and a row w of dispatch_plan."""


def names(plan: Plan, body_sha256: str) -> bool:
    """Returns whether this is the body of the plan as it was compiled last, in the version that is asked
    for."""
    return plan.body_id == body_sha256


def holds(plan: Plan, health: Health) -> bool:
    """Returns whether a box holds the newest body of this plan, with all its files."""
    return health.plan_id == plan.plan_id and names(plan, health.body_sha256) and health.missing == 0
