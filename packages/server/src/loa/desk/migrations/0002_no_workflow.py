"""Wagtail's workflow holds no row of ours any more: its two tables are as Wagtail makes them, and closed."""

from django.db import migrations


def _as_it_was(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        # With the policies of a house of before that ask for it: they are made anew after every migrate.
        f"drop trigger loa_stamp_unit on {table}; alter table {table} drop column loa_unit_id cascade;"
    )


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_wagtail_units"), ("newsroom", "0007_one_state")]
    operations = [
        _as_it_was("wagtailcore_workflowstate"),
        _as_it_was("wagtailcore_taskstate"),
        migrations.RunSQL("drop function loa_stamp_task_unit();"),
    ]
