"""The rule of two people, kept by the database as well as by the actions.

Whoever is not the tables' owner (migrations, the demo's first rows) grants in their own name, as an
administrator over the place; approver and administrator hold only when a second administrator, another
person, has confirmed. While no two administrators exist there is no second to ask: only then may a grant
of administrator name nobody (the first run makes two).
"""

from django.db import migrations

FORWARD = """
create function loa_is_administrator(who bigint, place int) returns boolean language sql stable as $$
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

-- With the owner's rights, because a first run has no scope yet: a count and nothing else comes out.
create function loa_administrators() returns bigint language sql stable security definer
  set search_path = pg_catalog, public as $$
  select count(distinct person_id) from public.people_rolegrant where role = 'administrator'
$$;
revoke all on function loa_administrators() from public;
grant execute on function loa_administrators() to loa_web;

create function people_two_people() returns trigger language plpgsql as $$
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
      if new.role = 'administrator' and loa_administrators() < 2 then
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
  if new.confirmed_by_id is distinct from old.confirmed_by_id then
    if old.confirmed_by_id is not null or new.confirmed_by_id is distinct from me then
      raise insufficient_privilege using message = 'a grant is confirmed once, in one''s own name';
    end if;
  end if;
  if old.valid_to is not null and (new.valid_to is null or new.valid_to > old.valid_to) then
    raise insufficient_privilege using message = 'a grant that ends is not made longer';
  end if;
  return new;
end $$;
create trigger people_two_people before insert or update on people_rolegrant
  for each row execute function people_two_people();

-- Names alone, by id: the page of a commune names the person of the province who acted there.
create function people_names(ids bigint[]) returns table (id bigint, name text) language sql stable
  security definer set search_path = pg_catalog, public as $$
  select p.id, p.name::text from public.people_person p where p.id = any(ids)
    and public.loa_scope_some()
$$;
revoke all on function people_names(bigint[]) from public;
grant execute on function people_names(bigint[]) to loa_web, loa_worker;
"""

BACKWARD = """
drop function people_names(bigint[]);
drop trigger people_two_people on people_rolegrant;
drop function people_two_people();
drop function loa_administrators();
drop function loa_is_administrator(bigint, int);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_one_time_links"), ("kernel", "0001_scope")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
