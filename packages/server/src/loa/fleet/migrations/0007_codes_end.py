"""A claim code ends when it was to end, or sooner; it is used once, and its wrong tries are not forgotten.

When a device was claimed, moved and disabled is the database's to say: by that it is known what it had to sound."""

from django.db import migrations

FORWARD = """
drop trigger fleet_code_made_now on fleet_claimcode;
drop function fleet_code_made_now();
drop trigger fleet_claimed_now on fleet_claim;
drop function fleet_claimed_now();
create trigger fleet_claim_stamped before insert on fleet_claim
  for each row execute function loa_stamped('at');
create trigger fleet_claim_kept before update or delete on fleet_claim
  for each row execute function loa_only_added();
create trigger fleet_claimcode_stamped before insert or update on fleet_claimcode
  for each row execute function loa_stamped('made_at', 'used_at');

create trigger fleet_device_stamped before insert or update on fleet_device
  for each row when (current_user <> 'loa_owner')
  execute function loa_stamped('made_at', 'claimed_at', 'moved_at', 'disabled_at');

create function fleet_code_ends() returns trigger language plpgsql as $$
begin
  if current_user <> 'loa_owner' then
    if new.expires_at > old.expires_at then
      raise insufficient_privilege using message = 'fleet_claimcode: a code is not made to last longer';
    end if;
    if old.used_at is not null and (new.used_at, new.key) is distinct from (old.used_at, old.key) then
      raise insufficient_privilege using message = 'fleet_claimcode: a code is used once';
    end if;
    if new.tries < old.tries then
      raise insufficient_privilege using message = 'fleet_claimcode: wrong tries are not forgotten';
    end if;
  end if;
  return new;
end $$;
create trigger fleet_claimcode_ends before update on fleet_claimcode
  for each row execute function fleet_code_ends();
"""
BACKWARD = """
drop trigger fleet_device_stamped on fleet_device;
drop trigger fleet_claimcode_ends on fleet_claimcode;
drop function fleet_code_ends();
drop trigger fleet_claimcode_stamped on fleet_claimcode;
drop trigger fleet_claim_kept on fleet_claim;
drop trigger fleet_claim_stamped on fleet_claim;
create function fleet_code_made_now() returns trigger language plpgsql as $$
begin new.made_at := now(); return new; end $$;
create trigger fleet_code_made_now before insert on fleet_claimcode
  for each row execute function fleet_code_made_now();
create function fleet_claimed_now() returns trigger language plpgsql as $$
begin new.at := now(); return new; end $$;
create trigger fleet_claimed_now before insert on fleet_claim
  for each row execute function fleet_claimed_now();
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0006_room_for_words"), ("kernel", "0003_in_somebodys_name")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
