"""The name of one person in any query, as 0003 gives those of many: nothing joins the guarded rows for it."""

from django.db import migrations

FORWARD = """
create function people_name(who bigint) returns text language sql stable parallel safe
  security definer set search_path = pg_catalog, public as $$
  select p.name::text from public.people_person p where p.id = who and public.loa_scope_some()
$$;
revoke all on function people_name(bigint) from public;
grant execute on function people_name(bigint) to loa_web, loa_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_bodies")]
    operations = [migrations.RunSQL(FORWARD, "drop function people_name(bigint);")]
