"""What root lowered, at the database's clock: rows are only ever added."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
create trigger keys_word_now before insert on keys_loweredfloor
  for each row execute function keys_word_now();
create trigger keys_loweredfloor_kept before update or delete on keys_loweredfloor
  for each row execute function loa_only_added();
"""
BACKWARD = """
drop trigger keys_loweredfloor_kept on keys_loweredfloor;
drop trigger keys_word_now on keys_loweredfloor;
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0011_root_says_again")]

    operations = [
        migrations.CreateModel(
            name="LoweredFloor",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("device", models.UUIDField(null=True)),
                ("floor", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("head", models.BinaryField()),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="keys.root"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("floor"))), name="keys_loweredfloor_in_order"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
