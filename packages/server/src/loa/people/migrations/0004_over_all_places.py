"""Who may open or close an account: an administrator of every place at which its person holds a role.

With the owner's rights, because an administrator of a commune sees no grant of the province: a yes or no and
nothing else comes out.
"""

from django.db import migrations

FORWARD = """
create function people_administers_all(who bigint) returns boolean language sql stable security definer
  set search_path = pg_catalog, public as $$
  select not exists (
    select from public.people_rolegrant g
    where g.person_id = who
      and (g.valid_to is null or g.valid_to > (now() at time zone 'Asia/Ho_Chi_Minh')::date)
      and not public.loa_is_administrator(public.loa_scope_person(), g.unit_id)
  )
$$;
revoke all on function people_administers_all(bigint) from public;
grant execute on function people_administers_all(bigint) to loa_web;
"""
BACKWARD = "drop function people_administers_all(bigint);"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_two_people")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
