"""Who keeps people is asked of the table of roles (`loa.kernel.guard.table_of_roles`), as actions ask it: any role
with that capability, where it reaches, confirmed where it takes two people."""

from django.db import migrations

_TWO_PEOPLE = """
create or replace function people_two_people() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := loa_scope_person();
begin
  if current_user = 'loa_owner' then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.confirmed_by_id is not null then
      raise insufficient_privilege using message = 'a grant is confirmed later, by someone else';
    end if;
    if new.granted_by_id is null then
      if {keeps_people} and loa_administrators() < 2 then
        return new;
      end if;
      raise insufficient_privilege using message = 'a grant names who gave it';
    end if;
    if new.granted_by_id is distinct from me or not loa_is_administrator(me, new.unit_id) then
      raise insufficient_privilege using message = 'only an administrator of the place grants, in their own name';
    end if;
    return new;
  end if;
  if not loa_is_administrator(me, new.unit_id) then
    raise insufficient_privilege using message = 'only an administrator of the place changes a grant';
  end if;
  if (new.confirmed_by_id, new.confirmed_at) is distinct from (old.confirmed_by_id, old.confirmed_at) then
    if old.confirmed_by_id is not null or new.confirmed_by_id is distinct from me then
      raise insufficient_privilege using message = 'a grant is confirmed once, in one''s own name';
    end if;
  end if;
  if new.valid_to is distinct from old.valid_to
     and new.valid_to < (now() at time zone 'Asia/Ho_Chi_Minh')::date then
    raise insufficient_privilege using message = 'a grant does not end before today: what was done with it stays';
  end if;
  if old.valid_to is not null and (new.valid_to is null or new.valid_to > old.valid_to) then
    raise insufficient_privilege using message = 'a grant that ends is not made longer';
  end if;
  return new;
end $$;
"""

FORWARD = """
create function loa_may(who bigint, wanted text, place int) returns boolean language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  with recursive up(id, parent_id) as (
    select id, parent_id from places_unit where id = place
    union all select u.id, u.parent_id from places_unit u join up on u.id = up.parent_id
  )
  select exists (
    select from people_rolegrant g join up on up.id = g.unit_id
    where g.person_id = who and g.body_id is null and g.role = any(public.loa_roles_with(wanted))
      and (g.unit_id = place or not g.role = any(public.loa_roles_at_their_unit()))
      and g.valid_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
      and (g.valid_to is null or g.valid_to > (now() at time zone 'Asia/Ho_Chi_Minh')::date)
      and (g.granted_by_id is null or g.confirmed_at is not null
           or not g.role = any(public.loa_roles_by_two()))
  )
$$;

create or replace function loa_is_administrator(who bigint, place int) returns boolean language sql stable as $$
  select public.loa_may(who, 'keep-people', place)
$$;

create or replace function loa_administrators() returns bigint language sql stable security definer
  set search_path = pg_catalog, public as $$
  select count(distinct person_id) from public.people_rolegrant
  where role = any(public.loa_roles_with('keep-people'))
$$;

""" + _TWO_PEOPLE.format(keeps_people="new.role = any(loa_roles_with('keep-people'))")
BACKWARD = (
    _TWO_PEOPLE.format(keeps_people="new.role = 'administrator'")
    + """
create or replace function loa_administrators() returns bigint language sql stable security definer
  set search_path = pg_catalog, public as $$
  select count(distinct person_id) from public.people_rolegrant where role = 'administrator'
$$;

create or replace function loa_is_administrator(who bigint, place int) returns boolean language sql stable as $$
  with recursive up(id, parent_id) as (
    select id, parent_id from places_unit where id = place
    union all select u.id, u.parent_id from places_unit u join up on u.id = up.parent_id
  )
  select exists (
    select from people_rolegrant g join up on up.id = g.unit_id
    where g.person_id = who and g.role = 'administrator'
      and g.valid_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
      and (g.valid_to is null or g.valid_to > (now() at time zone 'Asia/Ho_Chi_Minh')::date)
      and (g.granted_by_id is null or g.confirmed_at is not null)
  )
$$;

drop function loa_may(bigint, text, int);
"""
)


class Migration(migrations.Migration):
    dependencies = [("people", "0010_the_name_of_one"), ("kernel", "0005_table_of_roles")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
