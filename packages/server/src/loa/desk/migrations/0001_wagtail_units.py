"""Wagtail's generic tables point at our rows by content type and key. Each such row gets the unit of what it
points at, stamped when it is written, so that the same plain policy guards it as guards our own.

`loa_unit_of` is made anew after every migrate, from the rooms' declarations (desk/generic.py).
"""

from django.db import migrations

STAMPED = ("wagtailcore_revision", "wagtailcore_modellogentry", "wagtailcore_workflowstate")

FUNCTIONS = """
create function loa_unit_of(content_type int, object_key text) returns int language sql stable as 'select null::int';
create function loa_stamp_unit() returns trigger language plpgsql as $$
begin
  new.loa_unit_id := loa_unit_of(new.content_type_id, new.object_id);
  return new;
end $$;
create function loa_stamp_task_unit() returns trigger language plpgsql as $$
begin
  select loa_unit_id into new.loa_unit_id from wagtailcore_workflowstate where id = new.workflow_state_id;
  return new;
end $$;
"""


def _add(table: str, function: str, on: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} add column loa_unit_id int;"
        f"create index {table}_unit_idx on {table} (loa_unit_id);"
        f"create trigger loa_stamp_unit before insert or update of {on} on {table}"
        f" for each row execute function {function}();",
        f"drop trigger loa_stamp_unit on {table}; alter table {table} drop column loa_unit_id;",
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0001_scope"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function loa_stamp_task_unit(); drop function loa_stamp_unit(); drop function loa_unit_of(int, text);",
        ),
        *(_add(table, "loa_stamp_unit", "content_type_id, object_id") for table in STAMPED),
        _add("wagtailcore_taskstate", "loa_stamp_task_unit", "workflow_state_id"),
    ]
