"""What a box says that it holds, against the plan of its place: the one place that compares bodies.

A plan has a body of each version that is compiled, and a box holds that of the highest it speaks. One version
is compiled now (`loa_protocol.BODY_VERSIONS`), so a plan's one body is meant whatever the box speaks; with a
second, `names` and `HOLDS` ask for the box's, and nobody who calls them changes. Pure.
"""

from typing import Final

from loa.dispatch.models import Plan
from loa.fleet.models import Health

HOLDS: Final = "coalesce(h.plan_id = w.plan_id and h.body_sha256 = w.body_id and h.missing = 0, false)"
"""`holds` in SQL: of a row h of fleet_health, if any, and w of dispatch_plan."""


def names(plan: Plan, body_sha256: str) -> bool:
    """Is this the body of the plan as it was compiled last, in the version that it is asked for?"""
    return plan.body_id == body_sha256


def holds(plan: Plan, health: Health) -> bool:
    """Does a box hold the newest body of this plan, with all its files?"""
    return health.plan_id == plan.plan_id and names(plan, health.body_sha256) and health.missing == 0
