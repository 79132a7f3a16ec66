"""That the instance was restored, and who looked before plans are signed again, at the database's clock."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
create trigger keys_word_now before insert on keys_restorationseen
  for each row execute function keys_word_now();
"""
BACKWARD = "drop trigger keys_word_now on keys_restorationseen"


class Migration(migrations.Migration):
    dependencies = [("keys", "0008_address"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Restoration",
            fields=[
                ("restored_at", models.DateTimeField(primary_key=True, serialize=False)),
                ("backup_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RestorationSeen",
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
                    "restoration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seen",
                        to="keys.restoration",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
