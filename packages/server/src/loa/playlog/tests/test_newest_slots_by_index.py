"""What came too late is looked for among a unit's newest slots, and none of the older ones is read."""

from datetime import time, timedelta

import pytest
from django.db import connection

from loa.airtime.models import Slot
from loa.kernel import clock
from loa.playlog import planned_sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(places):
    """Slots of a year, as PostgreSQL knows them when it plans."""
    now, today = clock.now(), clock.today()
    Slot.objects.bulk_create(
        Slot(
            unit=places.own,
            first=today - timedelta(days=back),
            last=today - timedelta(days=back),
            time=time(17),
            priority="normal",
            expires_at=now,
            made_at=now - timedelta(days=back),
        )
        for back in range(3, 368)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze airtime_slot")


def plan_of_newest_slots(as_role, operator, unit):
    """PostgreSQL's plan for the slots that came too late, asked as a page asks."""
    plans = []

    def explained(execute, sql, params, many, context):
        if "lately" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
                cursor.execute(f"explain {sql}", params)
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    begin, end = clock.day_bounds(clock.today())
    with as_role("web", operator), connection.execute_wrapper(explained):
        planned_sql.clusters(planned_sql.between([unit], begin, end))
    (plan,) = plans
    return plan.partition("CTE lately")[2].partition("CTE items")[0]


@pytest.mark.usefixtures("older")
def test_a_units_older_slots_are_not_read(as_role, operator, places):
    """A reader's scope is asked before every condition that is not leakproof, and an index takes none of
    those: the moment is compared with one of its own type."""
    plan = plan_of_newest_slots(as_role, operator, places.own.pk)
    assert "made_at >=" in plan
    assert [line for line in plan.splitlines() if "made_at" in line and "Index Cond" not in line] == []
