"""One row makes no box: a device begins without one, and has the key of its newest claim.

Whoever is not the tables' owner writes three rows for a box, and two of them nobody changes or takes away: the
code's, the claim's, and only then the device's.
"""

from django.db import migrations, models

FORWARD = """
create function fleet_device_key(device uuid) returns bytea language sql stable as $$
  select coalesce(
    (select code.key from fleet_claim c join fleet_claimcode code on code.id = c.code_id
     where c.device_id = device order by c.at desc, c.code_id desc limit 1),
    (select before.key from fleet_earlierclaim before where before.device_id = device))
$$;

create function fleet_device_as_claimed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'new' or new.public_key is not null or new.claimed_at is not null or new.ceiling <> 'completed' then
      raise insufficient_privilege using message = 'fleet_device: a device begins without a box';
    end if;
    return new;
  end if;
  if current_user = 'loa_worker' and old.state <> 'new' then
    raise insufficient_privilege using message = 'fleet_device: the worker places only what no box has claimed';
  end if;
  if old.state = 'disabled' and new.state <> 'disabled' then
    raise insufficient_privilege using message = 'fleet_device: a device that is shut out stays so';
  end if;
  if (new.public_key is distinct from old.public_key or new.state <> 'new' and old.state = 'new')
     and new.public_key is distinct from fleet_device_key(new.id) then
    raise insufficient_privilege using message = 'fleet_device: a device has the key of its newest claim';
  end if;
  return new;
end $$;
create trigger fleet_device_as_claimed before insert or update on fleet_device
  for each row when (current_user <> 'loa_owner') execute function fleet_device_as_claimed();
"""
BACKWARD = """
drop trigger fleet_device_as_claimed on fleet_device;
drop function fleet_device_as_claimed();
drop function fleet_device_key(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0009_when_each_rung")]
    operations = [
        migrations.AddConstraint(
            "device",
            models.CheckConstraint(
                condition=models.Q(
                    ceiling__in=["planned", "received", "verified", "started", "completed", "heard"]
                ),
                name="fleet_device_ceiling_is_a_rung",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
