"""A chain is the key's own. What a device's row has reached so far belongs to the key that signed its last batch:
the head of a batch names it (PROTOCOL.md, 2), 20 bytes from its beginning."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

FORWARD = """
alter table playlog_chain add column key bytea, add column base bigint not null default 0;
update playlog_chain c set key = coalesce(
  (
    select coalesce(
      (
        select used.key from (
          select d.public_key as key union all
          select o.key from fleet_claimcode o where o.device_id = d.id and o.key is not null
          union all select e.key from fleet_earlierclaim e where e.device_id = d.id
        ) as used
        where substring(sha256(used.key) from 1 for 16) = substring(b.head from 21 for 16) limit 1
      ),
      substring(b.head from 21 for 16)
    )
    from playlog_batch b where b.sha256 = c.batch_sha256
  ),
  d.public_key, ''
) from fleet_device d where d.id = c.device_id;
alter table playlog_chain alter column key set not null, alter column base drop default,
  drop constraint playlog_chain_pkey, add primary key (device_id, key),
  add constraint playlog_chain_one_a_base unique (device_id, base);
"""
BACKWARD = """
delete from playlog_chain c where exists (
  select from playlog_chain o where o.device_id = c.device_id and o.base > c.base
);
alter table playlog_chain drop constraint playlog_chain_one_a_base, drop constraint playlog_chain_pkey,
  drop column key, drop column base, add primary key (device_id);
"""
CHAIN = [
    ("pk", models.CompositePrimaryKey("device", "key", blank=True, editable=False, primary_key=True, serialize=False)),
    ("key", models.BinaryField(max_length=32)),
    ("base", models.BigIntegerField(default=0)),
    ("last", models.BigIntegerField(default=0)),
    ("batch_sha256", models.CharField(max_length=64)),
    ("stored_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ("device", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fleet.device")),
    ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit")),
]
ONE_A_BASE = models.UniqueConstraint(fields=("device", "base"), name="playlog_chain_one_a_base")


class Migration(migrations.Migration):
    dependencies = [
        ("playlog", "0007_room_for_words"),
        ("fleet", "0007_codes_end"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, BACKWARD)],
            state_operations=[
                migrations.DeleteModel("Chain"),
                migrations.CreateModel("Chain", CHAIN, {"constraints": [ONE_A_BASE]}),
            ],
        ),
    ]
