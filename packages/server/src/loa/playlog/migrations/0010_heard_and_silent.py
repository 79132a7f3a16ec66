"""From when on a commune was counted without a break, and what stayed silent, cluster by cluster: both come
with the next minute's count."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0011_turn"),
        ("places", "0004_bodies"),
        ("playlog", "0009_counted_each_minute"),
    ]

    operations = [
        migrations.AddField(
            model_name="communefigures",
            name="since",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="SilentSound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("title", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("why", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fleet.device",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit"], name="playlog_silentsound_unit_idx")],
            },
        ),
    ]
