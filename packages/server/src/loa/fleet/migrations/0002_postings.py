"""What a device served before it was moved or disabled stays known, so that what sounded there then does too.

The past is laid from the assignments that people decided: each stands until the next of its device.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import loa.fleet.models

PAST = """
set constraints all immediate;
insert into fleet_posting (unit_id, device_id, hamlet_id, plan_id, since, until)
select unit_id, device, hamlet_id, plan_id, since, until from (
  select d.unit_id, a.device, a.plan_id, a.state, h.id as hamlet_id, a.at as since,
    lead(a.at) over (partition by a.device order by a.at, a.id) as until
  from (
    select *, lag((plan_id, state)) over (partition by device order by at, id) is distinct from (plan_id, state) as new
    from keys_assignment
  ) a
  join fleet_device d on d.id = a.device
  left join places_hamlet h on h.id = nullif(split_part(a.plan_id, '.', 2), '')::int
  where a.new
) stands
where state = 'active' and until is distinct from since;
"""
FORWARD = """
create function fleet_device_posting() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  moved boolean := tg_op = 'UPDATE' and (old.plan_id, old.unit_id) is distinct from (new.plan_id, new.unit_id);
  at timestamptz := case when tg_op = 'INSERT' then null
    when moved and new.moved_at is distinct from old.moved_at then new.moved_at
    when not moved and new.disabled_at is distinct from old.disabled_at then new.disabled_at end;
begin
  if tg_op = 'UPDATE' and old.state = 'active' and (new.state <> 'active' or moved) then
    if at is null then
      raise integrity_constraint_violation using message = 'who moves or disables a device says since when';
    end if;
    update fleet_posting set until = greatest(since, at)
    where device_id = new.id and until is null;
    delete from fleet_posting where device_id = new.id and until = since;
  end if;
  if new.state = 'active' and (tg_op = 'INSERT' or old.state <> 'active' or moved) then
    insert into fleet_posting (unit_id, device_id, hamlet_id, plan_id, since)
    values (new.unit_id, new.id, new.hamlet_id, new.plan_id, coalesce(greatest(new.claimed_at, new.moved_at), new.made_at));
  end if;
  return null;
end $$;
revoke all on function fleet_device_posting() from public;
create trigger fleet_device_posting after insert or update of state, plan_id, unit_id on fleet_device
  for each row execute function fleet_device_posting();
"""
BACKWARD = """
drop trigger fleet_device_posting on fleet_device;
drop function fleet_device_posting();
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0001_initial"), ("keys", "0004_refused"), ("places", "0001_initial")]
    operations = [
        migrations.AddField("device", "moved_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "Posting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan_id", models.CharField(max_length=27)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        "fleet.Device",
                        django.db.models.deletion.PROTECT,
                        db_index=False,
                        related_name="+",
                    ),
                ),
                (
                    "hamlet",
                    models.ForeignKey(
                        "places.Hamlet",
                        django.db.models.deletion.PROTECT,
                        db_index=False,
                        null=True,
                        related_name="+",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey("places.Unit", django.db.models.deletion.PROTECT, related_name="+"),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("device", "="),
                            (loa.fleet.models.TimeSpan("since", "until"), "&&"),
                        ],
                        name="fleet_posting_one_at_a_time",
                    )
                ]
            },
        ),
        migrations.RunSQL(PAST, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
