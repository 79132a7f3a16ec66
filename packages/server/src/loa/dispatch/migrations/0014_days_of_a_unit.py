"""A unit's day plans are looked up by day as well: pages of a province read every day of every commune for the sake
of one. Built beside the writers of plans, which a plain build would make wait for as long as it reads the table."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("dispatch", "0013_recompilation"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="dayplan",
            index=models.Index(fields=["unit", "date"], name="dispatch_dayplan_unit_day_idx"),
        ),
        migrations.AlterField(
            model_name="dayplan",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.unit",
            ),
        ),
    ]
