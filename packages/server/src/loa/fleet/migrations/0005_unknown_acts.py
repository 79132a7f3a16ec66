"""Acts that a device holds and that we do not know, as after a restore."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0004_what_it_reads")]

    operations = [
        migrations.AddField(
            model_name="health",
            name="unknown_acts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), db_default=[], size=None
            ),
        ),
    ]
