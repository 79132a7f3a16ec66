"""The worker writes a requested file once: it also decodes what strangers send, and whoever took it could otherwise
put other bytes into a file that somebody has already been shown, or is about to fetch."""

from django.db import migrations

FORWARD = """
create function exports_written_once() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.state <> 'writing' then
    raise insufficient_privilege using message = 'the worker writes a requested file once';
  end if;
  new.changed_at := now();
  return new;
end $$;
create trigger exports_written_once before update on exports_requestedfile
  for each row when (current_user = 'loa_worker') execute function exports_written_once();

create function exports_part_of_a_file() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  -- Locked: another transaction cannot call the file written while this one still adds bytes.
  perform from exports_requestedfile
    where id = new.file_id and state = 'writing' and person_id = new.person_id for share;
  if not found then
    raise insufficient_privilege using message = 'the worker writes a requested file once';
  end if;
  return new;
end $$;
create trigger exports_part_of_a_file before insert on exports_part
  for each row when (current_user = 'loa_worker') execute function exports_part_of_a_file();
"""
BACKWARD = """
drop trigger exports_part_of_a_file on exports_part;
drop function exports_part_of_a_file();
drop trigger exports_written_once on exports_requestedfile;
drop function exports_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
