"""A decision is somebody's: one in nobody's name was let through where the transaction named nobody either. Only
the tables' owner, who migrates and restores, still writes in nobody's name.

Moments are whole milliseconds, as in the bytes that are signed. `loa_stamped('made_at', 'used_at')`: before insert
or update; each of these columns gets the moment when a process writes into it, whatever it wrote.
"""

from django.db import migrations

FORWARD = """
create function loa_now() returns timestamptz language sql volatile as $$
  select date_trunc('milliseconds', clock_timestamp())
$$;

create or replace function loa_decided() returns trigger language plpgsql as $$
declare
  decider bigint := (to_jsonb(new) ->> tg_argv[1])::bigint;
begin
  if current_user <> 'loa_owner' then
    if decider is null and loa_scope_person() is null then
      raise insufficient_privilege using message = tg_table_name || ': decided in nobody''s name';
    end if;
    if decider is distinct from loa_scope_person() then
      raise insufficient_privilege using message = tg_table_name || ': decided in somebody else''s name';
    end if;
  end if;
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], loa_now()));
end $$;

create function loa_stamped() returns trigger language plpgsql as $$
declare
  said jsonb := to_jsonb(new);
  before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
  stamped jsonb := '{}';
  name text;
begin
  foreach name in array tg_argv loop
    if said ->> name is not null and said -> name is distinct from before -> name then
      stamped := stamped || jsonb_build_object(name, loa_now());
    end if;
  end loop;
  return case when stamped = '{}' then new else jsonb_populate_record(new, stamped) end;
end $$;
"""
BACKWARD = """
drop function loa_stamped();
create or replace function loa_decided() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner'
     and (to_jsonb(new) ->> tg_argv[1])::bigint is distinct from loa_scope_person() then
    raise insufficient_privilege using message = tg_table_name || ': decided in somebody else''s name';
  end if;
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], clock_timestamp()));
end $$;
drop function loa_now();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_decided")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
