"""A province's units, too, the worker writes only while a list of theirs is being written, in the name of an
administrator of the province who had it written."""

from django.db import migrations

FORWARD = """
-- 'units|former-units': of a file of any of these kinds.
create or replace function imports_being_written(wanted text, at int default null) returns boolean
  language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select from imports_upload
    where kind = any(string_to_array(wanted, '|')) and state = 'writing' and person_id = loa_scope_person()
      and (at is null or unit_id = at)
  )
$$;

create function imports_of_the_province() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare province int := (select id from places_unit where parent_id is null);
begin
  if not imports_being_written(tg_argv[0], province) or not loa_is_administrator(loa_scope_person(), province) then
    raise insufficient_privilege using message = 'the worker writes this only of a file that is being written';
  end if;
  return new;
end $$;
create trigger imports_of_a_file before insert or update on places_unit
  for each row when (current_user = 'loa_worker')
  execute function imports_of_the_province('units|former-units|successions');
create trigger imports_of_a_file before insert or update on places_succession
  for each row when (current_user = 'loa_worker') execute function imports_of_the_province('successions');
"""
BACKWARD = """
drop trigger imports_of_a_file on places_succession;
drop trigger imports_of_a_file on places_unit;
drop function imports_of_the_province();
create or replace function imports_being_written(wanted text, at int default null) returns boolean
  language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select from imports_upload
    where kind = wanted and state = 'writing' and person_id = loa_scope_person() and (at is null or unit_id = at)
  )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_only_of_a_file"),
        ("places", "0006_units_by_the_worker"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
