"""Acts that a device holds and that we do not know, as after a restore."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0003_sealed_claims")]

    operations = [
        migrations.AddField(
            model_name="health",
            name="unknown_acts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], size=None
            ),
        ),
    ]
