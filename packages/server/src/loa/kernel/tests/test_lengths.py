"""The columns are as long as the models say: widened by plain SQL, beside Django's own account of them."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField

from loa.kernel.lengths import PLAN_ID, WORD

COLUMNS = """
select table_name, column_name, character_maximum_length from information_schema.columns
where table_schema = 'public' and data_type = 'character varying'
"""


@pytest.fixture
def columns(db):
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return {(table, column): length for table, column, length in cursor.fetchall()}


def test_each_column_is_as_long_as_its_model_says(columns):
    wrong = [
        (model._meta.db_table, field.column, field.max_length)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if type(field) is CharField
        and columns.get((model._meta.db_table, field.column), field.max_length) != field.max_length
    ]
    assert wrong == []


def test_a_partition_and_a_key_that_points_at_a_plan_are_as_long(columns):
    assert columns["dispatch_planday", "plan_id"] == PLAN_ID
    assert columns["playlog_playrecord", "kind"] == WORD
    assert columns["playlog_playrecord_rest", "kind"] == WORD
