"""The third list of a scope: the bodies at which whoever acts holds a role."""

from django.db import migrations

FORWARD = """
create function loa_scope_bodies() returns int[] language sql stable parallel safe as $$
  select coalesce(string_to_array(nullif(current_setting('loa.bodies', true), ''), ',')::int[], '{}')
$$;
"""
BACKWARD = "drop function loa_scope_bodies();"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_in_somebodys_name")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
