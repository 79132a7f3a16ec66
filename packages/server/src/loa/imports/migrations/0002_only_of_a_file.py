"""What the worker writes of a file it writes only while that file is being written, in the name of whoever had it
written: it also decodes what strangers send, and whoever took it could otherwise make people, roles and devices.

Of people, only such as were not there, with no password; a password comes by a link. A file goes on, from looked
at to written, and stays what it was: to have it written is a person's press, by web.
"""

from django.db import migrations

FORWARD = """
create function imports_being_written(wanted text, at int default null) returns boolean language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select from imports_upload
    where kind = wanted and state = 'writing' and person_id = loa_scope_person() and (at is null or unit_id = at)
  )
$$;

-- With the owner's rights: the worker says itself which rows it sees. A yes or no comes out.
create function imports_nobody_yet(who bigint) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select not exists (select from people_account where person_id = who)
    and not exists (select from people_rolegrant where person_id = who)
$$;
revoke all on function imports_nobody_yet(bigint) from public;
grant execute on function imports_nobody_yet(bigint) to loa_worker;

-- ('clusters'): of a file of that kind; ('hamlets', 'here'): of one that was sent for the row's own unit.
create function imports_of_a_file() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not imports_being_written(tg_argv[0], case when tg_nargs > 1 then new.unit_id end) then
    raise insufficient_privilege using message = 'the worker writes this only of a file that is being written';
  end if;
  return new;
end $$;
create trigger imports_of_a_file before insert or update on places_hamlet
  for each row when (current_user = 'loa_worker') execute function imports_of_a_file('hamlets', 'here');
create trigger imports_of_a_file before insert or update on fleet_site
  for each row when (current_user = 'loa_worker') execute function imports_of_a_file('clusters');
create trigger imports_of_a_file before insert or update on fleet_device
  for each row when (current_user = 'loa_worker') execute function imports_of_a_file('clusters');
create trigger imports_of_a_file before insert or update on people_person
  for each row when (current_user = 'loa_worker') execute function imports_of_a_file('people');
create trigger imports_of_a_file before insert or update on people_account
  for each row when (current_user = 'loa_worker') execute function imports_of_a_file('people');
create trigger imports_of_a_file before insert or update on people_rolegrant
  for each row when (current_user = 'loa_worker') execute function imports_of_a_file('people');

create function imports_new_people() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op <> 'INSERT' or new.password not like '!%' or not imports_nobody_yet(new.person_id)
     or not loa_is_administrator(loa_scope_person(), new.unit_id) then
    raise insufficient_privilege using message = 'a file makes only new people, who cannot sign in yet';
  end if;
  return new;
end $$;
create trigger imports_of_a_file_new before insert or update on people_account
  for each row when (current_user = 'loa_worker') execute function imports_new_people();

create function imports_roles() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op <> 'INSERT' or new.granted_by_id is distinct from loa_scope_person()
     or not loa_is_administrator(new.granted_by_id, new.unit_id) then
    raise insufficient_privilege using message = 'a file gives roles in the name of whoever had it written';
  end if;
  return new;
end $$;
create trigger imports_of_a_file_roles before insert or update on people_rolegrant
  for each row when (current_user = 'loa_worker') execute function imports_roles();

create function imports_moved_on() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (
    new.state = old.state
    or (old.state = 'checking' and new.state in ('ready', 'failed'))
    or (old.state = 'writing' and new.state in ('ready', 'written', 'failed'))
  ) or (
    new.content is distinct from old.content
    and not (length(new.content) = 0 and new.state in ('written', 'failed'))
  ) or (new.shown_sha256 is distinct from old.shown_sha256 and new.state <> 'ready') then
    raise insufficient_privilege using message = 'the worker moves a file on, and changes nothing of it';
  end if;
  return new;
end $$;
create trigger imports_moved_on before update on imports_upload
  for each row when (current_user = 'loa_worker') execute function imports_moved_on();
"""
BACKWARD = """
drop trigger imports_moved_on on imports_upload;
drop function imports_moved_on();
drop trigger imports_of_a_file_roles on people_rolegrant;
drop function imports_roles();
drop trigger imports_of_a_file_new on people_account;
drop function imports_new_people();
drop trigger imports_of_a_file on people_rolegrant;
drop trigger imports_of_a_file on people_account;
drop trigger imports_of_a_file on people_person;
drop trigger imports_of_a_file on fleet_device;
drop trigger imports_of_a_file on fleet_site;
drop trigger imports_of_a_file on places_hamlet;
drop function imports_of_a_file();
drop function imports_nobody_yet(bigint);
drop function imports_being_written(text, int);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("people", "0010_the_name_of_one"),
        ("places", "0005_dated_alike"),
        ("fleet", "0009_when_each_rung"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
