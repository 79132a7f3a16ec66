"""Where the bodies of a scope are: what somebody does for one is recorded at its place."""

from django.db import migrations

FORWARD = """
create function loa_scope_units_of_bodies() returns int[] language sql stable parallel safe as $$
  select coalesce(array_agg(unit_id), '{}') from places_body where id = any(loa_scope_bodies())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_at_the_databases_moment"),
        ("kernel", "0004_scope_of_bodies"),
        ("places", "0004_bodies"),
    ]
    operations = [migrations.RunSQL(FORWARD, "drop function loa_scope_units_of_bodies() cascade;")]
