"""Decisions are only ever added, at the database's own moment, each in the name of whoever decides.

`loa_only_added`: before update or delete. `loa_decided('at', 'person_id')`: before insert; the first column gets
the moment, whatever a process wrote there, the second must be the person of the transaction. The tables' owner, who
migrates and restores, may write for another. `loa_moment(ms)`: a moment that a process took from the database and
wrote into the bytes of a decision; refused unless it lies within this very transaction."""

from django.db import migrations

FORWARD = """
create function loa_only_added() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = tg_table_name || ': rows are only ever added';
end $$;

create function loa_decided() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner'
     and (to_jsonb(new) ->> tg_argv[1])::bigint is distinct from loa_scope_person() then
    raise insufficient_privilege using message = tg_table_name || ': decided in somebody else''s name';
  end if;
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], clock_timestamp()));
end $$;

create function loa_moment(ms bigint) returns timestamptz language plpgsql as $$
begin
  if ms is null or ms < floor(extract(epoch from transaction_timestamp()) * 1000)
     or ms > extract(epoch from clock_timestamp()) * 1000 then
    raise check_violation using message = 'a moment that is not of this transaction';
  end if;
  return to_timestamp(ms / 1000.0);
end $$;
"""
BACKWARD = """
drop function loa_moment(bigint);
drop function loa_decided();
drop function loa_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_scope")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
