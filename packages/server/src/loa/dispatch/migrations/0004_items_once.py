"""Each item once, whoever hears it: a day plan keeps its frame and names its items."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0003_urgent_bell"), ("places", "0001_initial")]
    operations = [
        # All that it held is in the day plans' bytes, from which the next migration makes it anew.
        migrations.DeleteModel("PlannedItem"),
        migrations.CreateModel(
            "PlannedItem",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("date", models.DateField()),
                ("item", models.CharField(max_length=80)),
                ("slot", models.UUIDField()),
                ("cls", models.CharField(max_length=10)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("latest_start_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sounds", models.JSONField()),
                ("bytes", models.BinaryField()),
                (
                    "unit",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="places.unit"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "starts_at"], name="dispatch_planned_unit_idx"),
                    models.Index(fields=["slot", "date"], name="dispatch_planned_slot_idx"),
                ]
            },
        ),
        migrations.AddField("DayPlan", "frame", models.BinaryField(null=True)),
        migrations.AddField(
            "DayPlan",
            "items",
            django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), null=True),
        ),
        migrations.AlterField("DayPlan", "bytes", models.BinaryField(null=True)),
        migrations.AlterField(
            "PlanDay",
            "unit",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="places.unit"),
        ),
        migrations.AlterField(
            "PlanDay",
            "day",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="dispatch.dayplan"),
        ),
    ]
