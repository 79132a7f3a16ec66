"""When the signer did not trust its clock, and who said that it was right, at the database's clock."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
create function keys_word_now() returns trigger language plpgsql as $$
begin new.at := now(); return new; end $$;
create trigger keys_word_now before insert on keys_clockword
  for each row execute function keys_word_now();
"""
BACKWARD = """
drop trigger keys_word_now on keys_clockword;
drop function keys_word_now();
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0006_serials"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ClockDoubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("newest", models.DateTimeField()),
                ("shown", models.DateTimeField()),
                ("head", models.BigIntegerField()),
                ("list", models.BigIntegerField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClockWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "doubt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="keys.clockdoubt",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
