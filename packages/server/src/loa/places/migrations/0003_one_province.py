"""A house has one province: who decides for all of it is asked there, so no process makes a second one."""

from django.db import migrations

FORWARD = """
-- With the owner's rights, because whoever asks chooses what they see: a yes or no and nothing else comes out.
create function places_has_province() returns boolean language sql stable security definer
  set search_path = pg_catalog, public as $$
  select exists (select from public.places_unit where parent_id is null)
$$;
revoke all on function places_has_province() from public;
grant execute on function places_has_province() to loa_web;

create function places_one_province() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner' and new.parent_id is null and places_has_province() then
    raise insufficient_privilege using message = 'places_unit: a house has one province';
  end if;
  return new;
end $$;
create trigger places_unit_one_province before insert on places_unit
  for each row execute function places_one_province();
"""
BACKWARD = """
drop trigger places_unit_one_province on places_unit;
drop function places_one_province();
drop function places_has_province();
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0002_room_for_words")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
