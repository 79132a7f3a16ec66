"""Units are written in the name of whoever keeps those of the province, by the table of roles. Which tables the
triggers of files stand on, each room's `tables.py` says; every migrate ends by making them."""

from django.db import migrations

FORWARD = """
create or replace function imports_of_the_province() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare province int := (select id from places_unit where parent_id is null);
begin
  if not imports_being_written(tg_argv[0], province) or not loa_may(loa_scope_person(), 'keep-units', province) then
    raise insufficient_privilege using message = 'the worker writes this only of a file that is being written';
  end if;
  return new;
end $$;
"""
BACKWARD = """
create or replace function imports_of_the_province() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare province int := (select id from places_unit where parent_id is null);
begin
  if not imports_being_written(tg_argv[0], province) or not loa_is_administrator(loa_scope_person(), province) then
    raise insufficient_privilege using message = 'the worker writes this only of a file that is being written';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_units_of_a_file"), ("people", "0011_by_the_table_of_roles")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
