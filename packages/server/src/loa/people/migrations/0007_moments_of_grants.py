"""When a role was granted, confirmed, a link made, opened and used, is the database's to say. A role ends today or
later; a confirmation and a used link stay as they are."""

from django.db import migrations

_HEAD = """
create or replace function people_two_people() returns trigger language plpgsql as $$
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
"""
_TAIL = """
  if old.valid_to is not null and (new.valid_to is null or new.valid_to > old.valid_to) then
    raise insufficient_privilege using message = 'a grant that ends is not made longer';
  end if;
  return new;
end $$;
"""
_CONFIRMED_ONCE = """
  if (new.confirmed_by_id, new.confirmed_at) is distinct from (old.confirmed_by_id, old.confirmed_at) then
    if old.confirmed_by_id is not null or new.confirmed_by_id is distinct from me then
      raise insufficient_privilege using message = 'a grant is confirmed once, in one''s own name';
    end if;
  end if;
  if new.valid_to is distinct from old.valid_to
     and new.valid_to < (now() at time zone 'Asia/Ho_Chi_Minh')::date then
    raise insufficient_privilege using message = 'a grant does not end before today: what was done with it stays';
  end if;
"""
_BEFORE = """
  if new.confirmed_by_id is distinct from old.confirmed_by_id then
    if old.confirmed_by_id is not null or new.confirmed_by_id is distinct from me then
      raise insufficient_privilege using message = 'a grant is confirmed once, in one''s own name';
    end if;
  end if;
"""

FORWARD = f"""
{_HEAD}{_CONFIRMED_ONCE}{_TAIL}
create trigger people_grant_stamped before insert or update on people_rolegrant
  for each row execute function loa_stamped('granted_at', 'confirmed_at');
create trigger people_account_stamped before insert on people_account
  for each row execute function loa_stamped('created_at', 'vouched_at');
create trigger people_link_stamped before insert or update on people_onetimelink
  for each row execute function loa_stamped('made_at', 'code_at', 'used_at', 'void_at');

create function people_link_once() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner' and (
       (old.used_at is not null and new.used_at is distinct from old.used_at)
       or (old.void_at is not null and new.void_at is distinct from old.void_at)) then
    raise insufficient_privilege using message = 'a link that was used or is void stays so';
  end if;
  return new;
end $$;
create trigger people_link_once before update on people_onetimelink
  for each row execute function people_link_once();
"""
BACKWARD = f"""
drop trigger people_link_once on people_onetimelink;
drop function people_link_once();
drop trigger people_link_stamped on people_onetimelink;
drop trigger people_account_stamped on people_account;
drop trigger people_grant_stamped on people_rolegrant;
{_HEAD}{_BEFORE}{_TAIL}
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_room_for_words"), ("kernel", "0003_in_somebodys_name")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
