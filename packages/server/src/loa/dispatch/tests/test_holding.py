"""What a box holds is compared with what was compiled in one place."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

import loa
from loa.dispatch import holding
from loa.dispatch.models import Plan
from loa.fleet.models import Health

SOURCE = Path(loa.__file__).parent
COMPARED = re.compile(
    r"body_sha256 ==? (?!excluded)\w+\.\S*body|body_id ==? \w+\.(body_|names)|\.names [!=]= "
)
NEW, OLD = "ab" * 32, "cd" * 32


def test_no_other_module_compares_bodies():
    files = [path for path in SOURCE.rglob("*.py") if not {"tests", "migrations", "testing"} & {*path.parts}]
    found = {path.name for path in files if COMPARED.search(path.read_text("utf-8"))}
    assert found == {"holding.py"}, "dispatch/holding.py is where bodies are compared"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("plan_id", "body", "missing", "held"),
    [
        ("1.0", NEW, 0, True),
        ("1.0", OLD, 0, False),
        ("1.0", "", 0, False),
        ("1.1", NEW, 0, False),
        ("1.0", NEW, 2, False),
        ("1.0", NEW, None, False),
    ],
)
def test_in_python_and_in_sql_it_is_one_answer(plan_id, body, missing, held):
    plan, health = (
        Plan(plan_id="1.0", body_id=NEW),
        Health(plan_id=plan_id, body_sha256=body, missing=missing),
    )
    assert holding.holds(plan, health) is held
    said = "values (%s, %s, %s::integer)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {holding.HOLDS} from ({said}) as h(plan_id, body_sha256, missing), "
            "(values ('1.0', %s)) as w(plan_id, body_id)",
            [plan_id, body, missing, NEW],
        )
        assert cursor.fetchone() == (held,)


def test_a_plan_is_up_to_date_when_its_head_names_what_was_compiled():
    from loa.dispatch.queries import PlanInForce

    plan = PlanInForce(Plan(plan_id="1.0", body_id=NEW), None)
    assert not plan.up_to_date
    assert replace(plan, head=SimpleNamespace(names=NEW)).up_to_date
    assert not replace(plan, head=SimpleNamespace(names=OLD)).up_to_date
