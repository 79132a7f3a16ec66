"""The connect counter is the key's own. What a row counted so far belongs to the device's key, unless another
one had it before and this one has not connected yet: then it is the earlier key's."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
insert into fleet_connectcount (device_id, key, unit_id, counter)
select counted.device_id, counted.key, counted.unit_id, counted.counter from (
  select h.device_id, h.unit_id, h.counter,
    case when before.key is null or h.connected_at >= d.claimed_at then d.public_key else before.key end as key
  from fleet_health h join fleet_device d on d.id = h.device_id
  left join lateral (
    select used.key from (
      select c.key, c.used_at as at from fleet_claimcode c where c.device_id = d.id and c.key is not null
      union all
      select e.key, e.at from fleet_earlierclaim e where e.device_id = d.id
    ) as used
    where used.key <> d.public_key and used.at <= d.claimed_at order by used.at desc limit 1
  ) as before on true
  where h.counter > 0
) as counted
where counted.key is not null
"""
BACKWARD = """
update fleet_health h set counter = c.counter from fleet_connectcount c join fleet_device d on d.id = c.device_id
where c.device_id = h.device_id and c.key = d.public_key
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0007_codes_end"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConnectCount",
            fields=[
                ("pk", models.CompositePrimaryKey("device", "key", blank=True, editable=False, primary_key=True, serialize=False)),
                ("key", models.BinaryField(max_length=32)),
                ("counter", models.BigIntegerField()),
                ("device", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="fleet.device")),
                ("unit", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RemoveField("health", "counter"),
    ]
