"""What a box sealed when it claimed a device is kept, and believed, from now on.

Devices of before have no such bytes: of each the key that used its last code is laid in a table of its own,
once, into which no process may write. The moments of codes and claims are the database's clock's.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

BEFORE = """
insert into fleet_earlierclaim (device_id, unit_id, key, at)
select distinct on (device_id) device_id, unit_id, key, used_at from fleet_claimcode
where used_at is not null and key is not null
order by device_id, used_at desc, id desc
"""
FORWARD = """
create function fleet_code_made_now() returns trigger language plpgsql as $$
begin new.made_at := now(); return new; end $$;
create trigger fleet_code_made_now before insert on fleet_claimcode
  for each row execute function fleet_code_made_now();
create function fleet_claimed_now() returns trigger language plpgsql as $$
begin new.at := now(); return new; end $$;
create trigger fleet_claimed_now before insert on fleet_claim
  for each row execute function fleet_claimed_now();
"""
BACKWARD = """
drop trigger fleet_claimed_now on fleet_claim;
drop function fleet_claimed_now();
drop trigger fleet_code_made_now on fleet_claimcode;
drop function fleet_code_made_now();
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0002_postings"), ("places", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "code",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="claim",
                        serialize=False,
                        to="fleet.claimcode",
                    ),
                ),
                ("head", models.BinaryField()),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="fleet.device"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EarlierClaim",
            fields=[
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="earlier_claim",
                        serialize=False,
                        to="fleet.device",
                    ),
                ),
                ("key", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="claimcode",
            constraint=models.UniqueConstraint(fields=["secret_sha256"], name="fleet_claimcode_secret_once"),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
