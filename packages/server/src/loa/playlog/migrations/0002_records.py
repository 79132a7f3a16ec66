"""The play log, partitioned by the month of the planned day, and the function that adds a month.

The worker owns nothing, so it makes next month's partition through a function of the owner's. Whatever a
clock gone wrong dates before or after all months lies in the default partition, and is still found.
"""

from django.db import migrations

FORWARD = """
create table playlog_playrecord (
  day date not null,
  device_id uuid not null,
  number bigint not null,
  unit_id integer not null,
  kind varchar(9) not null,
  slot uuid,
  item varchar(80) not null,
  sound smallint not null,
  media_sha256 varchar(64) not null,
  plan_sha256 varchar(64) not null,
  planned_at timestamptz,
  happened_at timestamptz not null,
  mono_ms bigint not null,
  clock varchar(6) not null,
  offset_ms bigint not null,
  lost_ms bigint not null,
  code varchar(40) not null,
  note varchar(200) not null,
  counts boolean not null,
  received_at timestamptz not null default now(),
  primary key (day, device_id, number)
) partition by range (day);
create index playlog_playrecord_slot_idx on playlog_playrecord (unit_id, day, slot);
create table playlog_playrecord_rest partition of playlog_playrecord default;

create function playlog_add_month(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month)::date;
  name text := 'playlog_playrecord_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then
    return false;
  end if;
  execute format(
    'create table public.%I partition of public.playlog_playrecord for values from (%L) to (%L)',
    name, first, (first + interval '1 month')::date
  );
  return true;
end
$$;
revoke all on function playlog_add_month(date) from public;
grant execute on function playlog_add_month(date) to loa_worker;

select playlog_add_month(month::date)
from generate_series(
  date_trunc('month', now()) - interval '2 months', now() + interval '14 months', interval '1 month'
) as month;
"""
BACKWARD = """
drop function playlog_add_month(date);
drop table playlog_playrecord;
"""


class Migration(migrations.Migration):
    dependencies = [("playlog", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
