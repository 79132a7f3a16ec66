"""The SQL function that returns the unit of a row by content type and key, generated from the table
declarations."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from loa.kernel.guard.collect import declared
from loa.kernel.guard.declare import Table


def function_sql(tables: Iterable[Table]) -> str:
    """Returns the SQL `create or replace` of `loa_unit_of`. The function runs with the caller's rights: a row
    that the caller cannot see has no unit, and a row without a unit belongs to nobody."""
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    cases = []
    for table in tables:
        model = by_table.get(table.name)
        if model is None or table.kind not in ("unit", "shared") or not table.column:
            continue
        if isinstance(model._meta.pk, models.CompositePrimaryKey):
            continue  # a generic foreign key cannot point at a composite key
        cases.append(_case(model, table))
    return (  # only names from our own declarations
        "create or replace function loa_unit_of(content_type int, object_key text) returns int"
        " language plpgsql stable as $body$\n"
        "declare label text; found int;\nbegin\n"
        "  if object_key is null or object_key = '' then return null; end if;\n"
        "  select app_label || '.' || model into label from django_content_type where id = content_type;\n"
        f"  case label\n{''.join(cases)}    else return null;\n  end case;\n  return found;\nend $body$"
    )


def _case(model: type[models.Model], table: Table) -> str:
    key = model._meta.pk
    kind = key.rel_db_type(connections["default"])
    found = f'select "{table.column}" into found from "{table.name}"'
    return f"    when '{model._meta.label_lower}' then {found} where \"{key.column}\" = object_key::{kind};\n"


def after_migrate(using: str = "default", **_: Any) -> None:
    """Receives `post_migrate` and replaces the function. It does nothing before desk's own migration has
    created the function."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("select to_regproc('loa_unit_of') is not null")
        if cursor.fetchone()[0]:
            cursor.execute(function_sql(declared().values()))
