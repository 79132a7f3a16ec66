"""From where an act was decided: a restore lifts what was decided at its own level or below."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0011_acts_are_decided"), ("places", "0002_room_for_words")]
    operations = [
        migrations.AddField(
            "act",
            "from_unit",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.unit",
            ),
        ),
    ]
