"""What the table of roles says, for the triggers that ask who may do what. Every migrate ends by writing the
functions anew from `loa.kernel.roles` (`loa.kernel.guard.table_of_roles`); until then nobody may do anything."""

from django.db import migrations

FORWARD = """
create or replace function loa_roles_with(capability text) returns text[] language sql immutable parallel safe
  as $$ select '{}'::text[] $$;
create or replace function loa_roles_at_their_unit() returns text[] language sql immutable parallel safe
  as $$ select '{}'::text[] $$;
create or replace function loa_roles_by_two() returns text[] language sql immutable parallel safe
  as $$ select '{}'::text[] $$;
"""
BACKWARD = """
drop function loa_roles_by_two();
drop function loa_roles_at_their_unit();
drop function loa_roles_with(text);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_scope_of_bodies")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
